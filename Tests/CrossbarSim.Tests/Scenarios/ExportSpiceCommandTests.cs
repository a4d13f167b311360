using System.Globalization;
using System.Text.RegularExpressions;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>A tile of a scenario as a netlist. All tests share a run folder, so that its networks are trained once.</summary>
[NonParallelizable]
public sealed partial class ExportSpiceCommandTests
{
    private const string Wires = "  wires: { word-line: 2.5 ohm, bit-line: 1 ohm, driver: 100 ohm }\n";

    private TemporaryFolder _folder = null!;
    private string _scenario = null!;

    [OneTimeSetUp]
    public void Write()
    {
        _folder = new TemporaryFolder();
        string text = SampleScenario.With("rows: 128, columns: 128", "rows: 100, columns: 20");
        _scenario = _folder.Write("sample.yaml", text + Wires + "sweep: { hardware.mapping.kind: [mirrored-levels, differential] }\n");
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task ExportSpice_TestImage_IsSolvedByNgspiceToTheCurrentsWritten()
    {
        string file = _folder.File("image.cir");

        ProgramRun run = await Export("--layer", "fc1", "--tile", "9", "--point", "1", "--trial", "2", "--image", "5", "-o", file);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Is.EqualTo($"Wrote {file}: 100 x 12 cells. Solve it with 'ngspice -b {file}'; its first lines say what CrossbarSim computes.\n"));
        string netlist = File.ReadAllText(file);
        string[] lines = netlist.Split('\n');
        Assert.That(lines.Take(8), Is.EqualTo(new[]
        {
            "* CrossbarSim 0.1.0: layer fc1, tile 9, chip of trial 2",
            "* Scenario sample, point 1 (hardware.mapping.kind: differential), seed 1.",
            "* Inputs 100 to 199 and outputs 10 to 15 of the layer.",
            "* Rows are driven as by test image 5.",
            "*",
            "* 100 of 100 word lines are in use, and 12 columns on one array of 20: lines end with the last one in use.",
            "* Ohms: 2.5 along word lines from column to column, 102.5 before the first; 1 along bit lines from row to row, 1 below the last.",
            "* row3: ideal voltage of row 3. word3_5, bit3_5: where the cell of row 3 and column 5 meets its lines. sense5: 0 V.",
        }));
        Assert.That(Volts(lines), Has.Length.EqualTo(100).And.Some.GreaterThan(0.1).And.Some.Zero.And.All.InRange(0, 0.2));
        IReadOnlyDictionary<int, double> solved = Ngspice.Currents(netlist);
        (int Column, double Current)[] written = [.. lines.Select(line => WrittenCurrent().Match(line)).Where(match => match.Success).Select(match =>
            (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
        Assert.That(written.Select(each => each.Column), Is.EqualTo(Enumerable.Range(0, 12)));
        foreach ((int column, double current) in written)
        {
            Assert.That(current, Is.GreaterThan(1e-6));
            Assert.That(solved[column], Is.EqualTo(current).Within(1e-12 * current));
        }
    }

    /// <summary>The same bytes whatever the threads, and after a run: its network is taken, not trained again. Another chip has other cells.</summary>
    [Test]
    public async Task ExportSpice_AgainAfterARun_WritesTheSameBytes()
    {
        string[] choice = ["--layer", "fc2", "--image", "3"];
        ProgramRun first = await Export([.. choice, "--threads", "1"]);
        string network = Directory.GetFiles(_folder.File("run/networks")).Single();
        DateTime trained = File.GetLastWriteTimeUtc(network);
        await ProgramRun.Of("run", _scenario, "--out", _folder.File("run"));

        ProgramRun second = await Export([.. choice, "--threads", "2"]);
        ProgramRun other = await Export([.. choice, "--trial", "1"]);

        Assert.That((first.ExitCode, second.ExitCode, other.ExitCode), Is.EqualTo((0, 0, 0)), first.Errors + second.Errors);
        Assert.That(first.Output, Does.StartWith("* CrossbarSim 0.1.0: layer fc2, tile 0, chip of trial 0\n").And.EndWith(".end\n"));
        Assert.That(second.Output, Is.EqualTo(first.Output));
        Assert.That(Cells(other), Is.Not.EqualTo(Cells(first)));
        Assert.That(File.GetLastWriteTimeUtc(network), Is.EqualTo(trained));

        static string[] Cells(ProgramRun run) => [.. run.Output.Split('\n').Where(line => line.StartsWith("Rcell", StringComparison.Ordinal))];
    }

    [Test]
    public async Task ExportSpice_NoVoltagesGiven_DrivesRowsAtTheReadVoltage()
    {
        ProgramRun run = await Export("--layer", "fc2", "--set", "hardware.dac.read-voltage=0.3 V", "--set", "hardware.wires.model=none");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("\n* Rows are driven with 0.3 V each, the read voltage.\n*\n"
            + "* 16 of 100 word lines are in use, and 20 columns on one array of 20: lines end with the last one in use.\n* Lines are perfect.\n"));
        Assert.That(Volts(run.Output.Split('\n')), Is.EqualTo(Enumerable.Repeat(0.3, 16)));
    }

    [Test]
    public async Task ExportSpice_FileOfVoltagesAndOneArray_AreTaken()
    {
        string volts = _folder.Write("volts.csv", "row;volts\n" + string.Concat(Enumerable.Range(0, 16).Select(row => $"{row};{0.01 * row:R}\n")));

        ProgramRun run = await Export("--layer", "fc2", "--voltages", volts, "--array", "1", "--set", "hardware.mapping.arrays=separate");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("\n* Rows are driven as volts.csv says.\n").And.Contain("\n* Of these, array 1.\n"));
        Assert.That(Volts(run.Output.Split('\n')), Is.EqualTo(Enumerable.Range(0, 16).Select(row => 0.01 * row)));
        Assert.That(Ngspice.Currents(run.Output).Keys, Is.EquivalentTo(Enumerable.Range(0, 10).Select(pair => (2 * pair) + 1)));
    }

    /// <summary>A convolution, bit by bit: the middle window unless another is asked for.</summary>
    [Test]
    public async Task ExportSpice_ConvolutionInPasses_TakesAWindowAndAPass()
    {
        string[] lenet = ["--set", "model=lenet5", "--set", "training.epochs=1", "--set", "hardware.calibration.samples=4", "--set", "hardware.dac={ bits: 1, input-bits: 8 }"];

        ProgramRun middle = await Export(["--layer", "conv2", "--image", "1", .. lenet]);
        ProgramRun other = await Export(["--layer", "conv2", "--image", "1", "--window", "0,9", "--pass", "6", .. lenet]);
        ProgramRun beyond = await Export(["--layer", "conv2", "--image", "1", "--window", "10,0", .. lenet]);
        ProgramRun late = await Export(["--layer", "conv2", "--image", "1", "--pass", "8", .. lenet]);

        Assert.That((middle.ExitCode, other.ExitCode), Is.EqualTo((0, 0)), middle.Errors + other.Errors);
        Assert.That(middle.Output, Does.Contain("\n* Rows are driven as by test image 1 in pass 0 at window 5,5.\n"));
        Assert.That(other.Output, Does.Contain("\n* Rows are driven as by test image 1 in pass 6 at window 0,9.\n"));
        Assert.That(Volts(middle.Output.Split('\n')), Has.Length.EqualTo(100).And.All.AnyOf(0, 0.2).And.Some.EqualTo(0.2));
        Assert.That(Volts(other.Output.Split('\n')), Is.Not.EqualTo(Volts(middle.Output.Split('\n'))));
        AssertRefused(beyond, "--window 10,0: windows of layer 'conv2' are 0,0 to 9,9.");
        AssertRefused(late, "--pass 8: there are passes 0 to 7.");
    }

    [TestCase("--layer fc3", "--layer fc3: the network has no such layer. Did you mean 'fc1'? On tiles: fc1, fc2.")]
    [TestCase("--layer relu1", "--layer relu1: is not on tiles: it has no weights, or none that are a matrix's. On tiles: fc1, fc2.")]
    [TestCase("--layer fc1 --set hardware.digital=[fc1]", "--layer fc1: is kept digital by hardware.digital. On tiles: fc2.")]
    [TestCase("--layer fc1 --tile 16", "--tile 16: layer 'fc1' has tiles 0 to 15.")]
    [TestCase("--layer fc2 --tile 1", "--tile 1: layer 'fc2' has one tile, number 0.")]
    [TestCase("--layer fc1 --group 1", "--group 1: layer 'fc1' has one group, number 0.")]
    [TestCase("--layer fc1 --tile -1", "--tile -1: layer 'fc1' has tiles 0 to 15.")]
    [TestCase("--layer fc1 --tile 3 --array 1", "--array 1: tile 3 of layer 'fc1' has one array, number 0.")]
    [TestCase("--layer fc1 --point 2", "--point 2: there are points 0 to 1.")]
    [TestCase("--layer fc1 --trial 3", "--trial 3: there are chips 0 to 2.")]
    [TestCase("--layer fc1 --trial 1 --set method=ptq-mean", "--trial 1: there is one chip, number 0.")]
    [TestCase("--layer fc1 --image 150", "--image 150: there are test images 0 to 149.")]
    [TestCase("--layer fc1 --image 1 --pass 1", "--pass 1: there is one pass, number 0.")]
    [TestCase("--layer fc1 --image 1 --window 2,3", "--window 2,3: means nothing to layer 'fc1', which is no convolution.")]
    [TestCase("--layer fc1 --window 2,3", "--window 2,3: means nothing without --image.")]
    [TestCase("--layer fc1 --pass 0", "--pass 0: means nothing without --image.")]
    [TestCase("--layer fc1 --image 1 --voltages v.csv", "--voltages v.csv: rows are driven by --image already.")]
    [TestCase("--layer fc1 --voltages none.csv", "none.csv: there is no such file.")]
    [TestCase("--layer fc1 -o none/x.cir", "--netlist none/x.cir: there is no folder 'none'.")]
    [TestCase("--layer fc1 --image 1.5", "--image: '1.5' is not a whole number. ('crossbarsim export-spice --help' says more.)")]
    [TestCase("--layer fc1 --image 1 --window 2", "--window: '2' is not a row and a column, as in 3,4. ('crossbarsim export-spice --help' says more.)")]
    [TestCase("--image 1", "Option '--layer' is required. ('crossbarsim export-spice --help' says more.)")]
    public async Task ExportSpice_WrongChoice_SaysWhatThereIs(string arguments, string complaint) =>
        AssertRefused(await Export(arguments.Split(' ')), complaint);

    [TestCase("volts\n0.1\n0.2\n", "v.csv: the file has 2 voltages; tile 0 of layer 'fc2' has 16 rows in use.")]
    [TestCase("volts\n0.1\nmuch\n", "v.csv(3,1): column 1: 'much' is not a number.")]
    [TestCase("0.1\n0.2\n", "v.csv(1,1): the first row names the columns, and '0.1' is no name.")]
    [TestCase("row,mV\n0,1\n", "v.csv(1,5): mV: no column is called 'mV'. Known: row, volts.")]
    [TestCase("row\n0\n", "v.csv: there is no column 'volts'.")]
    [TestCase("row,volts\n0,0.1\n2,0.1\n", "v.csv(3,1): row: here row 1 is wanted: rows count 0, 1, 2 and so on.")]
    public async Task ExportSpice_WrongVoltages_SaysWhereAndWhat(string text, string complaint) =>
        AssertRefused(await Export("--layer", "fc2", "--voltages", _folder.Write("v.csv", text)), complaint);

    [GeneratedRegex(@"^\* column (\d+): (\S+) A$")]
    private static partial Regex WrittenCurrent();

    private static double[] Volts(string[] netlist) => [.. netlist.Where(line => line.StartsWith("Vrow", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture))];

    private Task<ProgramRun> Export(params string[] arguments) =>
        ProgramRun.Of(["export-spice", _scenario, "--out", _folder.File("run"), .. arguments]);

    private void AssertRefused(ProgramRun run, string complaint)
    {
        Assert.That(run.Errors.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Trim().Split('\n')[^1], Is.EqualTo(complaint));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
    }
}
