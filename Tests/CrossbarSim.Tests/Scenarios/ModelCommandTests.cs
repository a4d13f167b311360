using CrossbarSim.Networks.Quantization;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>What <c>crossbarsim model</c> says. Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class ModelCommandTests
{
    [Test]
    public async Task Model_LeNet5_ListsItsLayersAndWhatTheyTake()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("{ name: mlp, hidden: [16] }", "{ name: lenet5, bias: none }"));

        ProgramRun run = await ProgramRun.Of("model", scenario, "--images", "1x32x32");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string[] lines = run.Output.Split('\n');
        Assert.That(lines[0], Is.EqualTo(
            "Model 'lenet5' on images of 1x32x32 in 10 classes; arrays of 128x128, mapping 'mirrored-levels', device 'synthetic-100-levels'."));
        Assert.That(lines[2], Is.EqualTo(
            "layer    kind          input  kernel    output  parameters  mult-adds  bits  memory kB  tiles   cells  used %  digital because it"));
        // 16 levels of both signs and zero are 33 weights: 6 bits. 16·25 inputs on 128 rows, 2·120 columns on 128: 8 tiles.
        Assert.That(lines[7], Is.EqualTo("conv2    Conv2d      6x14x14  5x5     16x10x10       2,400    240,000   8/6       1.76      2   4,800    14.6"));
        Assert.That(lines[11], Is.EqualTo("fc1      Linear          400               120      48,000     48,000   8/6      35.16      8  96,000    73.2"));
        Assert.That(lines[17..], Is.EqualTo(new[]
        {
            "Parameters: 61,470, 61,470 trainable: 61,470 of 6 bits (100.0 %)",
            "Memory: 45.02 kB; 45.02 kB with the rest in 8 bits; 240.12 kB in 32 bits, of which it is 18.8 %",
            "Mult-adds: 416,520: 416,520 of 8 bits (100.0 %)",
            "Tiles: 14 on 14 arrays; cells: 122,940 of 229,376, 53.6 % used",
            "",
        }));
    }

    [TestCase("model={ name: mlp, hidden: [16] }", "hardware.mapping={kind: binary}", "12,704 of 1 bit (99.8 %), 26 of 32 bits (0.2 %)")]
    [TestCase("model={ name: mlp, hidden: [16] }", "hardware.mapping={kind: differential, cell-bits: 2, weight-bits: 5}", "12,704 of 5 bits (99.8 %), 26 of 32 bits (0.2 %)")]
    [TestCase("model={ name: mlp, hidden: [16] }", "hardware.mapping={kind: differential}", "12,704 of 5 bits (99.8 %), 26 of 32 bits (0.2 %)")] // 31 differences of 16 levels
    [TestCase("model={ name: mlp, hidden: [16] }", "hardware.mapping={kind: shifted-levels}", "12,704 of 4 bits (99.8 %), 26 of 32 bits (0.2 %)")]
    [TestCase("model={ name: mlp, hidden: [16] }", "hardware={device: gaussian, mapping: {kind: offset}}", "12,730 of 32 bits (100.0 %)")]
    public async Task Model_Mappings_SayHowFineWeightsAre(string model, string hardware, string parameters)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        string device = hardware.Contains("gaussian", StringComparison.Ordinal)
            ? hardware.Replace("gaussian", "{ name: gaussian, lowest: 1 uS, highest: 100 uS, sigma: 1 uS }", StringComparison.Ordinal) : hardware;

        ProgramRun run = await ProgramRun.Of("model", scenario, "--set", model, "--set", device);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain($"Parameters: 12,730, 12,730 trainable: {parameters}\n"));
    }

    /// <summary>784x16 and 16x10 weights of tiles that tell 33 of them apart, 6 bits, behind DACs of 8: the coarser of tiles and quantizers; off the tiles those of quantizers alone. 26 biases.</summary>
    [TestCase("{weights: {kind: uniform-symmetric, bits: 3}}", "[]", "12,704 of 3 bits (99.8 %), 26 of 32 bits (0.2 %)", "12,704 of 8 bits (100.0 %)")]
    [TestCase("{weights: {kind: uniform-symmetric, bits: 3}, activations: {kind: uniform-asymmetric, bits: 4}}", "[]", "12,704 of 3 bits (99.8 %), 26 of 32 bits (0.2 %)", "12,704 of 4 bits (100.0 %)")]
    [TestCase("{weights: twn, layers: {fc2: none}}", "[]", "12,544 of 2 bits (98.5 %), 160 of 6 bits (1.3 %), 26 of 32 bits (0.2 %)", "12,704 of 8 bits (100.0 %)")] // three values
    [TestCase("{weights: {kind: uniform-symmetric, bits: 8}}", "[fc2]", "12,544 of 6 bits (98.5 %), 160 of 8 bits (1.3 %), 26 of 32 bits (0.2 %)", "12,544 of 8 bits (98.7 %), 160 of 32 bits (1.3 %)")]
    [TestCase("{weights: uniform-symmetric, budget: {at-most: 4 KiB, bits: [2, 4]}}", "[]", "12,704 of 4 bits (99.8 %), 26 of 32 bits (0.2 %)", "12,704 of 8 bits (100.0 %)")]
    public async Task Model_Quantization_CountsByItsBits(string quantization, string digital, string parameters, string products)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("model", scenario, "--set", $"quantization={quantization}", "--set", $"hardware.digital={digital}");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain($"Parameters: 12,730, 12,730 trainable: {parameters}\n"));
        Assert.That(run.Output, Does.Contain($"Mult-adds: 12,704: {products}\n"));
        Assert.That(
            run.Output.Contains("\nA run chooses the bits of weights by their budget; here they have 4, the most.\n", StringComparison.Ordinal),
            Is.EqualTo(quantization.Contains("budget", StringComparison.Ordinal)));
    }

    /// <summary>Weights of 8 bits, the most, are four digits on cells of two bits: of 64 columns 8 outputs, 2 tiles for 16 on each of 7 rows of them, and of 3 bits, which <c>weight-bits</c> gives the others, one digit: one tile.</summary>
    [Test]
    public async Task Model_BudgetOfArrays_TakesTheMost()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of(
            "model", scenario, "--set", "hardware={device: ideal, tile: {columns: 64}, mapping: {kind: differential, cell-bits: 2, weight-bits: 3}}",
            "--set", "quantization={weights: uniform-restricted, layers: {fc2: {weights: {kind: uniform-restricted, bits: 3}}}, budget: {at-most: 20 arrays, bits: [3, 8]}}");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("Parameters: 12,730, 12,730 trainable: 160 of 3 bits (1.3 %), 12,544 of 8 bits (98.5 %), 26 of 32 bits (0.2 %)\n"));
        Assert.That(run.Output, Does.Contain("Tiles: 15 on 15 arrays;"));
    }

    [Test]
    public async Task Model_EveryQuantizerOfWeights_IsCounted()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        foreach (QuantizerKind kind in QuantizerCatalog.Standard.Kinds.Values.Where(kind => kind.Name != "none" && kind.Roles.HasFlag(QuantizerRoles.Weights)))
        {
            string quantizer = kind.Bits is (int fewest, int most) ? $"{{kind: {kind.Name}, bits: {Math.Clamp(3, fewest, most)}}}" : kind.Name;

            ProgramRun run = await ProgramRun.Of("model", scenario, "--set", "method=qat", "--set", $"quantization={{weights: {quantizer}}}");

            Assert.That(run.ExitCode, Is.Zero, $"{kind.Name}: {run.Errors}");
            Assert.That(run.Output, Does.Match("trainable: 12,704 of [1-3] bits? "), kind.Name);
        }
    }

    [Test]
    public async Task Model_Sweep_ShowsTheFirstPointAndSaysSo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { model.hidden: [[16], [20]] }\n");

        ProgramRun run = await ProgramRun.Of("model", scenario);

        Assert.That(run.Output, Does.Contain("device 'synthetic-100-levels'. The first of 2 points; --set chooses others.\n").And.Contain("Parameters: 12,730,"));
    }

    [TestCase("1x32", "--images 1x32: channels, height and width are wanted, as in 1x32x32.")]
    [TestCase("1x0x32", "--images 1x0x32: channels, height and width are wanted, as in 1x32x32.")]
    public async Task Model_WrongImages_SaysWhatIsWanted(string images, string complaint)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("model", scenario, "--images", images);

        Assert.That((run.ExitCode, run.Errors.TrimEnd('\n'), run.Output), Is.EqualTo((2, complaint, "")));
    }

    [Test]
    public async Task Model_TooSmallImages_SaysSo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("{ name: mlp, hidden: [16] }", "lenet5"));

        ProgramRun run = await ProgramRun.Of("model", scenario, "--images", "1x8x8");

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.StartWith($"{scenario}: model: 'lenet5' cannot be made for images of 1x8x8: "));
    }
}
