#!/usr/bin/env bash
# Tests the launcher: a copy of it in a made-up checkout, on a made-up machine with a pretended SDK and package manager.
# Prints one line per case and ends with 'N passed, N failed'. Takes seconds; needs nothing installed.
set -uo pipefail

launcher=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/crossbarsim
readonly launcher
work=$(mktemp -d)
readonly work
trap 'rm -rf "$work"' EXIT
readonly tools="$work/bin" machine="$work/machine" checkout="$work/a checkout" calls="$work/calls"
passed=0 failed=0

# ---- The made-up machine -----------------------------------------------------------------------

# Fresh: a checkout, the usual tools, an SDK; no libtorch, no compiler, no package manager.
new_machine() {
    rm -rf "$tools" "$machine" "$checkout"
    mkdir -p "$tools" "$machine/etc" "$checkout/Scenarios/examples" "$checkout/Tests/CrossbarSim.Tests"
    # The folders of the real machine are out of sight.
    sed "2,\$s#\([ (]\)/\(usr\|opt\|etc\)/\?#\1$machine/\2/#g" "$launcher" >"$checkout/crossbarsim"
    chmod +x "$checkout/crossbarsim"
    touch "$checkout/Scenarios/Scenarios.csproj" "$checkout/CrossbarSim.sln" "$checkout/global.json"
    echo 'return 0;' >"$checkout/Scenarios/Program.cs"
    echo 'class Second;' >"$checkout/Scenarios/Second.cs"
    echo 'seed: 1' >"$checkout/Scenarios/examples/a.yaml"
    printf 'ID=debian\n' >"$machine/etc/os-release"
    : >"$calls"

    local tool
    for tool in awk bash cat cksum cut dirname env find flock id ln mkdir readlink rm sleep sort touch tr uname xargs; do
        ln -s "$(type -P "$tool")" "$tools/$tool"
    done
    cat >"$tools/dotnet" <<'FAKE'
#!/usr/bin/env bash
echo "dotnet $* [TorchProvider=${TorchProvider:-} LIBTORCH=${LIBTORCH:-}]" >>"$CALLS"
case $1 in
    --version) [[ ${SDK:-10.0.100} == 10.* ]] && echo "$SDK" ;;
    --list-sdks) echo "${SDK:-10.0.100} [/somewhere]" ;;
    restore) [[ -n ${FEED_HAS_TORCH:-} ]] ;;
    build)
        sleep "${BUILD_SECONDS:-0}"
        if [[ -n ${BUILD_FAILS:-} ]]; then echo "Program.cs(1,1): error CS0001: no"; exit 1; fi
        for product in Scenarios/bin/Release/net10.0/crossbarsim.dll Tests/CrossbarSim.Tests/bin/Release/net10.0/CrossbarSim.Tests.dll \
            Tests/CrossbarSim.Benchmarks/bin/Release/net10.0/CrossbarSim.Benchmarks.dll; do
            product=$CHECKOUT/$product
            mkdir -p "${product%/*}" && touch "$product"
        done
        ;;
    *.dll) printf '%s in %s:' "${1##*/}" "$PWD"; shift; printf ' <%s>' "$@"; echo; exit "${PROGRAM_EXITS:-0}" ;;
esac
FAKE
    chmod +x "$tools/dotnet"
}

add_libtorch() {
    local libraries
    libraries=$machine/usr/lib/$(uname -m)-linux-gnu
    mkdir -p "$libraries" "$machine/usr/include/ATen"
    touch "$libraries/libtorch_cpu.so.1" "$machine/usr/include/ATen/ATen.h" "$libraries/libblas.so.3"
    ln -sf libtorch_cpu.so.1 "$libraries/libtorch_cpu.so"
}

add_compiler() { ln -s "$(type -P env)" "$tools/g++"; }

# An apt-get, and the right to use it.
add_apt() {
    rm "$tools/id"
    printf '#!/usr/bin/env bash\necho 0\n' >"$tools/id"
    {
        # shellcheck disable=SC2016 # for the pretended apt-get to expand
        printf '#!/usr/bin/env bash\necho "apt-get $*" >>"$CALLS"\n[[ " $* " == *" install "* ]] || exit 0\n'
        declare -f add_libtorch add_compiler
        printf 'machine=%q tools=%q\n' "$machine" "$tools"
        # shellcheck disable=SC2016
        printf 'if [[ $* == *libtorch-dev* ]]; then add_libtorch; fi\nif [[ $* == *g++* ]]; then add_compiler; fi\n'
    } >"$tools/apt-get"
    chmod +x "$tools/id" "$tools/apt-get"
}

ready_machine() { new_machine; add_libtorch; add_compiler; }
built_machine() { ready_machine; start; }

# start [NAME=value ...] [arguments]: runs the launcher; sets out, err and code. The calls of this start are in $calls.
start() {
    local settings=()
    while [[ ${1:-} == [A-Z]*=* || ${1:-} == TorchProvider=* ]]; do settings+=("$1"); shift; done
    : >"$calls"
    (cd "${from:-$work}" && exec env -i CI=true HOME="$work/home" PATH="$tools" CALLS="$calls" CHECKOUT="$checkout" SDK=10.0.100 \
        "${settings[@]}" "${through:-$checkout/crossbarsim}" "$@") >"$work/out" 2>"$work/err" </dev/null
    code=$?
    out=$(<"$work/out") err=$(<"$work/err")
}

# ---- Checks ------------------------------------------------------------------------------------

problems=()
exits() { [[ $code == "$1" ]] || problems+=("exit code $code, not $1"); }
says() { [[ $err == *"$1"* ]] || problems+=("does not say: $1"); }
says_nothing() { [[ -z $err ]] || problems+=("is not silent"); }
prints() { [[ $out == *"$1"* ]] || problems+=("does not print: $1"); }
calls() { grep -qe "$1" "$calls" || problems+=("does not call: $1"); }
does_not_call() { ! grep -qe "$1" "$calls" || problems+=("calls: $1"); }
calls_times() { local n; n=$(grep -ce "$1" "$calls"); [[ $n == "$2" ]] || problems+=("calls $n times, not $2: $1"); }
builds() { calls '^dotnet build '; exits 0; }
does_not_build() { does_not_call '^dotnet build '; exits 0; says_nothing; }

# scenario NAME: ends a case.
scenario() {
    if ((${#problems[@]} == 0)); then
        echo "ok - $1"
        passed=$((passed + 1))
    else
        echo "not ok - $1"
        printf '    %s\n' "${problems[@]}"
        printf '    | %s\n' "$err"
        failed=$((failed + 1))
    fi
    problems=()
}

# ---- Cases -------------------------------------------------------------------------------------

new_machine; rm "$tools/dotnet"
start
exits 1; says "needs the .NET SDK 10"; says "https://dotnet.microsoft.com/download"
scenario "no SDK: says what to install"

new_machine
start SDK=8.0.400
exits 1; says "needs the .NET SDK 10"; says "has 8.0.400 only"; does_not_call 'dotnet build'
scenario "an old SDK: says which was found and what to install"

new_machine
start
exits 1; says "sudo apt-get update && sudo apt-get install"; does_not_call 'dotnet build'; calls 'restore .*TorchProvider=package'
scenario "no libtorch, no package manager, no package: says what to install"

new_machine; printf 'ID=fedora\n' >"$machine/etc/os-release"
start
exits 1; says "sudo dnf install gcc-c++"; says "LIBTORCH=<its folder>"
scenario "another distribution gets its own advice"

new_machine
start FEED_HAS_TORCH=yes
builds; calls '^dotnet build .*TorchProvider=package'
scenario "no libtorch, but the feed has TorchSharp: builds against the package"
start FEED_HAS_TORCH=yes
does_not_build
scenario "the package stays chosen"

new_machine; add_apt
start
builds; calls 'apt-get .* install .*libtorch-dev g++ libopenblas0-pthread'; calls '^dotnet build .*TorchProvider=system'
says "installing libtorch-dev g++ libopenblas0-pthread"
scenario "apt: installs what is missing"

new_machine; add_apt; printf '#!/usr/bin/env bash\necho broken; exit 100\n' >"$tools/apt-get"
start
exits 1; says "that failed; apt's output is in $checkout/Scenarios/obj/launcher/install.log"; says "sudo apt-get update && sudo apt-get install"
scenario "apt fails: names its output, and says what to install"

ready_machine; rm "$tools/g++"; ln -sf openblas-pthread/libblas.so.3 "$machine/usr/lib/$(uname -m)-linux-gnu/libblas.so.3"
mkdir "$machine/usr/lib/$(uname -m)-linux-gnu/openblas-pthread"
touch "$machine/usr/lib/$(uname -m)-linux-gnu/openblas-pthread/libblas.so.3"; add_apt
start
builds; calls 'install --no-install-recommends g++$'
scenario "apt: installs nothing that is there"

new_machine; mkdir -p "$work/lib torch/include" "$work/lib torch/lib"; touch "$work/lib torch/lib/libtorch_cpu.so"; add_compiler; add_apt
start LIBTORCH="$work/lib torch"
builds; calls "^dotnet build .*LIBTORCH=$work/lib torch"; does_not_call apt-get
scenario "LIBTORCH: uses that folder and installs nothing"

start LIBTORCH="$work/nowhere"
exits 1; says "no libtorch folder"; does_not_call 'dotnet build'
scenario "LIBTORCH without a libtorch in it: says so"

ready_machine
start TorchProvider=pakage
exits 1; says "it can be 'system' or 'package'"
scenario "an unknown TorchProvider: names the known ones"

ready_machine
start
builds
scenario "the first start builds"

start
does_not_build
scenario "the second start does nothing and says nothing"

touch "$checkout/Scenarios/Program.cs"; echo 'seed: 2' >"$checkout/Scenarios/examples/a.yaml"
start
does_not_build
scenario "a newer time and an edited example: no build"

echo 'return 1;' >"$checkout/Scenarios/Program.cs"
start
builds
scenario "an edited source: builds"

rm "$checkout/Scenarios/Second.cs"
start
builds
scenario "a removed source: builds"

rm -r "$checkout/Scenarios/bin"
start
builds
scenario "the program removed: builds"

mkdir -p "$checkout/Torch/obj/shim"; touch "$checkout/Torch/obj/shim/settings.txt"
mv "$machine/usr/lib/$(uname -m)-linux-gnu/libtorch_cpu.so.1" "$machine/usr/lib/$(uname -m)-linux-gnu/libtorch_cpu.so.2"
ln -sf libtorch_cpu.so.2 "$machine/usr/lib/$(uname -m)-linux-gnu/libtorch_cpu.so"
start
builds; [[ ! -e $checkout/Torch/obj/shim/settings.txt ]] || problems+=("keeps the shim of the libtorch that was")
scenario "libtorch upgraded in place: builds, the shim too"

rm "$machine"/usr/lib/*/libtorch_cpu.so*; add_apt
start
builds; calls 'install .*libtorch-dev'
scenario "libtorch removed: sets up again"

built_machine; echo 'return;' >"$checkout/Scenarios/Program.cs"
start BUILD_FAILS=yes
exits 1; says "error CS0001: no"; says "the build failed"
scenario "a compiler error is shown"

echo 'return 0;' >"$checkout/Scenarios/Program.cs"
start
builds
scenario "after a failed build, the restored source is built again"

from="$checkout/Scenarios" start run "two words" '' '*'
exits 0; prints "in $checkout/Scenarios: <run> <two words> <> <*>"
scenario "the caller's folder and arguments reach the program unchanged"

ln -s "$checkout/crossbarsim" "$work/link"
through="$work/link" start x
exits 0; prints "in $work: <x>"
scenario "works through a symbolic link"

start PROGRAM_EXITS=7
exits 7
scenario "the exit code is the program's"

start --help
exits 0; prints "crossbarsim test [...]"; prints "<--help>"
scenario "--help: the launcher's, then the program's"

start test --filter "Name=a b"
exits 0; calls '^dotnet build .*CrossbarSim.sln'; calls '^dotnet test .*CrossbarSim.sln .*--filter Name=a b'
scenario "test: builds, and passes the arguments on"

from="$checkout/Tests" start bench --only "a b"
exits 0; prints "CrossbarSim.Benchmarks.dll in $checkout/Tests: <--only> <a b>"; does_not_build
scenario "bench: uses what the tests were built with, and passes the arguments on"

rm -r "$checkout/Tests/CrossbarSim.Benchmarks"
start PROGRAM_EXITS=2 bench --onyl x
exits 2; calls '^dotnet build .*CrossbarSim.sln'; calls 'CrossbarSim.Benchmarks.dll --onyl x'
scenario "bench: builds when it has to; the exit code is the benchmarks'"

echo 'class Tests;' >"$checkout/Tests/CrossbarSim.Tests/Tests.cs"
start
does_not_build
scenario "an edited test: the program is not built again"
start test
builds
scenario "an edited test: the tests are built again"

ready_machine
start BUILD_SECONDS=1 & first=$!
for ((i = 0; i < 200; i++)); do
    if grep -q '^dotnet build ' "$calls"; then break; fi
    sleep 0.05
done
env -i CI=true PATH="$tools" CALLS="$calls" CHECKOUT="$checkout" SDK=10.0.100 "$checkout/crossbarsim" >/dev/null 2>"$work/second"
code=$? err=$(<"$work/second")
wait "$first"
exits 0; says "waiting for another start"; calls_times '^dotnet build ' 1
scenario "two starts at once build once"

new_machine; shim="$checkout/Torch/obj/shim/libshim.so" lib="$work/lib, torch/lib" include="$work/lib, torch/include"
mkdir -p "$checkout/Torch/Native" "$lib" "$include/ATen"; touch "$lib/libtorch_cpu.so" "$lib/libc10.so" "$include/ATen/ATen.h"
cp "${launcher%/*}/Torch/Native/build.sh" "$checkout/Torch/Native/"; touch "$checkout/Torch/Native/unit.cpp" "$checkout/Torch/Native/shim.h"
cat >"$work/compiler" <<'FAKE'
#!/usr/bin/env bash
printf '<%s>' "$@" >>"$CALLS"; echo >>"$CALLS"
while [[ $1 != -o ]]; do shift; done; touch "$2"
FAKE
chmod +x "$work/compiler"; : >"$calls"
(cd "$work" && CXX=./compiler CALLS=$calls sh "$checkout/Torch/Native/build.sh" "$include" "$lib" "$shim") 2>"$work/err"
code=$? err=$(<"$work/err")
exits 0; calls_times . 2; calls "<-isystem><$include>.*<-c><$checkout/Torch/Native/unit.cpp><-o><${shim%/*}/objects/unit.o>\$"
calls "<-o><$shim.new><${shim%/*}/objects/unit.o><-L$lib>.*<-Xlinker><-rpath><-Xlinker><$lib>"
scenario "the shim: builds between folders with spaces and commas in their names"

echo "$passed passed, $failed failed"
((failed == 0))
