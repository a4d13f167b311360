#!/bin/sh
# Compiles the shim between .NET and libtorch.
#
#   build.sh <include folder> <lib folder> <output .so>
#
# Units are compiled side by side; one that is newer than its object file is compiled again.
# Messages follow "origin: error CODE: text", which MSBuild understands.
set -u
include=$1
lib=$2
output=$3
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
objects=$(dirname -- "$output")/objects
compiler=${CXX:-g++}

fail() {
    echo "Torch/Native/build.sh: error CT000$1: $2" >&2
    exit 1
}

command -v "$compiler" >/dev/null 2>&1 ||
    fail 1 "no C++ compiler ('$compiler') to build the libtorch shim with. Install one (apt-get install g++), or build with -p:TorchProvider=package."
[ -f "$include/ATen/ATen.h" ] ||
    fail 2 "libtorch's headers are not in '$include'. Install them (apt-get install libtorch-dev), name another folder (-p:LibtorchFolder=...), or build with -p:TorchProvider=package."
[ -f "$lib/libtorch_cpu.so" ] ||
    fail 3 "libtorch_cpu.so is not in '$lib'. Install it (apt-get install libtorch-dev), name another folder (-p:LibtorchFolder=...), or build with -p:TorchProvider=package."

# Whether libtorch was built with the C++11 string ABI shows in the mangled names it exports.
if grep -qa 'torchCheckFail[A-Za-z0-9_]*__cxx11' "$lib/libc10.so"; then abi=1; else abi=0; fi

# The words of the compiler's command line; folders may have spaces in their names.
set -- -std=c++17 -O1 -fPIC -fvisibility=hidden -w "-D_GLIBCXX_USE_CXX11_ABI=$abi"
case $include in
    /usr/include) ;; # searched anyway, and upsetting the order of the system's folders breaks the standard library
    *) set -- "$@" -isystem "$include" -isystem "$include/torch/csrc/api/include" ;;
esac

mkdir -p "$objects" || exit 1

# Everything is compiled again when the flags, the compiler or the libtorch changed.
stamp="$compiler $* $(readlink -f -- "$lib/libtorch_cpu.so")"
[ "$(cat "$objects/flags" 2>/dev/null)" = "$stamp" ] || rm -f "$objects"/*.o
printf '%s' "$stamp" >"$objects/flags"

pids=
for unit in "$here"/*.cpp; do
    object=$objects/$(basename "$unit" .cpp).o
    [ "$object" -nt "$unit" ] && [ "$object" -nt "$here/shim.h" ] && continue
    "$compiler" "$@" -c "$unit" -o "$object" &
    pids="$pids $!"
done
for pid in $pids; do
    wait "$pid" || failed=1
done
[ -z "${failed:-}" ] || fail 4 "the libtorch shim did not compile against '$include' (see above)."

set --
for unit in "$here"/*.cpp; do
    set -- "$@" "$objects/$(basename "$unit" .cpp).o"
done
set -- "$@" "-L$lib" -ltorch_cpu -lc10 -ltorch
[ -f "$lib/libtorch_cuda.so" ] && set -- "$@" -Wl,--no-as-needed -ltorch_cuda -lc10_cuda
# Not by -Wl, which takes a comma in the folder's name for the next option.
[ "$include" = /usr/include ] || set -- "$@" -Xlinker -rpath -Xlinker "$lib"
"$compiler" -shared -o "$output.new" "$@" -ldl || fail 5 "the libtorch shim did not link against '$lib'."
mv -f "$output.new" "$output"
