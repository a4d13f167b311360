using System.Globalization;
using System.Text.Json;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Networks in few bits, from a scenario to its results. Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class QuantizationRunTests
{
    private const string AfterTraining = "method=ptq-mean";

    private const string Uniform = "quantization={weights: {kind: uniform-symmetric, bits: 3}, activations: {kind: uniform-asymmetric, bits: 3}}";

    private const string Learned = "quantization={weights: {kind: lsq, bits: 2}, activations: {kind: pact, bits: 3}}";

    private const string InTraining = "method=qat";

    private static readonly string _ideal = SampleScenario.Text
        .Replace("{ name: synthetic-100-levels, levels: 16 }", "ideal", StringComparison.Ordinal)
        .Replace("  programming: { noise-scale: 5 }\n", "", StringComparison.Ordinal)
        .Replace("mirrored-levels, scale: layer", "differential", StringComparison.Ordinal)
        .Replace("bits: 8, range: calibrated", "bits: ideal", StringComparison.Ordinal)
        .Replace("bits: 6, range: calibrated", "bits: ideal", StringComparison.Ordinal);

    /// <summary>The whole way: quantized after training and in training, saved, laid out, evaluated. Ideal tiles compute what the quantized network does.</summary>
    [Test]
    public async Task Run_OnIdealHardware_HasTheAccuracyOfTheQuantizedNetwork()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", _ideal
            .Replace("method: ptq-noise\n", "", StringComparison.Ordinal)
            .Replace("training: {", "quantization: { weights: { kind: binary-code, bits: 1 }, activations: { kind: uniform-asymmetric, bits: 2 } }\ntraining: {", StringComparison.Ordinal)
            + "sweep: { method: [ptq-mean, qat] }\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("float %  quantized %"));
        string[][] rows = [.. File.ReadAllLines(folder.File("run/results.csv")).Select(line => line.Split(','))];
        int quantized = Array.IndexOf(rows[0], "quantized_accuracy");
        Assert.That(rows[1..].Select(row => row[quantized]), Is.EqualTo(rows[1..].Select(row => row[Array.IndexOf(rows[0], "accuracy_mean")])));
        Assert.That(Number(rows[2][quantized]), Is.GreaterThan(Number(rows[1][quantized])), "one bit is hard on a network that was not trained in it");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement point = json.RootElement.GetProperty("points")[1];
        Assert.That(point.GetProperty("quantized").GetProperty("accuracy").GetDouble(), Is.EqualTo(Number(rows[2][quantized])));
        Assert.That(
            point.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()),
            Is.EqualTo(new[] { "flatten", "fc1.activations", "fc1", "relu1", "fc2.activations", "fc2" }));
    }

    /// <summary>Cells of two bits in arrays of so many columns.</summary>
    private static string Sliced(int columns) => _ideal
        .Replace("kind: differential", "kind: differential, cell-bits: 2", StringComparison.Ordinal)
        .Replace("columns: 128", $"columns: {columns}", StringComparison.Ordinal)
        .Replace("adc: { bits: ideal }", "adc: { bits: 8 }", StringComparison.Ordinal);

    private static string SmallResidual => _ideal.Replace("{ name: mlp, hidden: [16] }", "{ name: resnet20, first-channels: 2 }", StringComparison.Ordinal)
        .Replace("train: 300, test: 150", "train: 60, test: 40", StringComparison.Ordinal);

    private static string FineTuned(string fineTune) => $"quantization.calibration={{samples: 8, from: zero-shot, steps: 2, {fineTune}}}";

    [Test]
    public async Task Run_WithoutQuantization_SaysNothingOfIt()
    {
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of("run", folder.Write("sample.yaml", _ideal), "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output + File.ReadAllText(folder.File("run/results.csv")) + File.ReadAllText(folder.File("run/results.json")), Does.Not.Contain("quantized"));
    }

    /// <summary>Quantized networks are kept as trained ones are; threads and batches leave no trace.</summary>
    [TestCase(AfterTraining, Uniform)]
    [TestCase(InTraining, Learned)]
    public async Task Run_FromKeptNetworks_GivesTheSameBytes(string method, string quantization)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        string[] settings = ["--set", method, "--set", quantization, "--set", "training.epochs=1"];
        ProgramRun first = await ProgramRun.Of(["run", scenario, "--out", folder.File("run"), "--threads", "1", .. settings]);
        byte[] results = File.ReadAllBytes(folder.File("run/results.json"));
        File.Delete(folder.File("run/trials.jsonl"));
        File.Delete(folder.File("run/run.log"));

        ProgramRun again = await ProgramRun.Of(["run", scenario, "--out", folder.File("run"), "--threads", "2", "--set", "evaluation.batch=7", .. settings]);

        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Errors + again.Errors);
        Assert.That(File.ReadAllBytes(folder.File("run/results.json")), Is.EqualTo(results));
        Assert.That(File.ReadAllText(folder.File("run/run.log")), Does.Not.Contain("Training ").And.Not.Contain("Quantizing "));
    }

    [TestCase(AfterTraining, Uniform, "quantization.weights.kind=uniform-restricted")]
    [TestCase(AfterTraining, Uniform, "quantization.activations.kind=uniform-symmetric")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.bits=2")]
    [TestCase(AfterTraining, Uniform, "quantization.weights=none")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.per=channel")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.per=tile")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.per={channels: 4}")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.per={inputs: 100}")]
    [TestCase(AfterTraining, Uniform, "quantization.weights.range=mse")]
    [TestCase(AfterTraining, Uniform, "quantization.activations.bits=2")]
    [TestCase(AfterTraining, Uniform, "quantization.activations.range=aciq-laplace")]
    [TestCase(AfterTraining, Uniform, "quantization.activations.range={rule: percentile, percentile: 90 %}")]
    [TestCase(AfterTraining, Uniform, "quantization.activations.time=dynamic")]
    [TestCase(AfterTraining, Uniform, "quantization.layers={fc2: {weights: none}}")]
    [TestCase(AfterTraining, Uniform, "quantization.corrections=[equalize]")]
    [TestCase(AfterTraining, Uniform, "quantization.corrections=[weight-correction]")]
    [TestCase(AfterTraining, Uniform, "quantization.corrections=[bias-correction]")]
    [TestCase(AfterTraining, Uniform, "quantization.corrections=[{kind: ada-round, steps: 20}]")]
    [TestCase(AfterTraining, Uniform, "quantization.calibration={samples: 20}")]
    [TestCase(InTraining, Learned, "quantization.weights.per=channel")]
    [TestCase(InTraining, Learned, "qat.quantized.start=scratch")]
    [TestCase(InTraining, Learned, "qat.quantized.epochs=1")]
    [TestCase(InTraining, Learned, "qat.quantized.clip-weights=0.05")]
    [TestCase(InTraining, Learned, "qat.quantized.distil={temperature: 2, hard: 0.5, soft: 0.5}")]
    [TestCase("method=qat-latent", "training.epochs=1", "qat.latent.distil={temperature: 2, hard: 0.5, soft: 0.5}")]
    [TestCase(AfterTraining, "training.epochs=1", "training.clip-weights=0.05")]
    public async Task Run_SettingChanged_ChangesResults(string method, string usual, string changed) =>
        await Measurements.AssertDiffer(SampleScenario.Text, [method, usual], [method, usual, changed]);

    [TestCase("[{kind: ada-round, steps: 20}]", "[{kind: ada-round, steps: 60}]")]
    [TestCase("[{kind: ada-round, steps: 60}]", "[{kind: ada-round, steps: 60, learning-rate: 0.1}]")]
    [TestCase("[{kind: ada-round, steps: 60, learning-rate: 0.1}]", "[{kind: ada-round, steps: 60, learning-rate: 0.1, regularisation: 1}]")]
    [TestCase("[equalize]", "[equalize, bias-correction]")]
    public async Task Run_CorrectionsChanged_ChangesResults(string usual, string changed) => await Measurements.AssertDiffer(
        SampleScenario.Text, [AfterTraining, Uniform, $"quantization.corrections={usual}"], [AfterTraining, Uniform, $"quantization.corrections={changed}"]);

    [TestCase("{temperature: 4, hard: 0.5, soft: 0.5}")]
    [TestCase("{temperature: 2, hard: 1, soft: 0.5}")]
    [TestCase("{temperature: 2, hard: 0.5, soft: 1}")]
    public async Task Run_DistillationChanged_ChangesResults(string distillation) => await Measurements.AssertDiffer(
        SampleScenario.Text, [InTraining, Learned, "qat.quantized.distil={temperature: 2, hard: 0.5, soft: 0.5}"], [InTraining, Learned, $"qat.quantized.distil={distillation}"]);

    /// <summary>Images that are made of what batch normalizations remember, on a small residual network.</summary>
    [TestCase("from: images")]
    [TestCase("from: zero-shot, steps: 4")]
    [TestCase("from: zero-shot, steps: 2, learning-rate: 0.3")]
    [TestCase("from: zero-shot, steps: 2, fine-tune: {steps: 3, learning-rate: 0.003}")]
    public async Task Run_ZeroShot_ChangesResults(string calibration)
    {
        await Measurements.AssertDiffer(
            SmallResidual, [AfterTraining, Uniform, $"quantization.calibration={{samples: 8, {calibration}}}"],
            [AfterTraining, Uniform, "quantization.calibration={samples: 8, from: zero-shot, steps: 2}"]);
    }

    /// <summary>784x16 and 16x10 weights: 12,704 of them. Of 4 bits or 8, in 7 KiB = 57,344 bits: all in 4 are 50,816, and the second layer's 160 fit in 8 as well.</summary>
    [TestCase(AfterTraining, "uniform-symmetric", "hessian")]
    [TestCase(AfterTraining, "uniform-symmetric", "divergence")]
    [TestCase(InTraining, "lsq", "hessian")]
    public async Task Run_WithABudget_ChoosesBitsWithinIt(string method, string kind, string by)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", method,
            "--set", $"quantization={{weights: {{kind: {kind}}}, budget: {{at-most: 7 KiB, bits: [4, 8], by: {by}}}}}");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        Assert.That(
            json.RootElement.GetProperty("points")[0].GetProperty("weightBits").EnumerateObject().Select(layer => (layer.Name, layer.Value.GetInt32())),
            Is.EqualTo(new[] { ("fc1", 4), ("fc2", 8) }));
        Assert.That(File.ReadAllText(folder.File("run/run.log")), Does.Contain(": fc1 4, fc2 8"));
    }

    [TestCase("fine-tune: {steps: 2, learning-rate: 0.003}")]
    [TestCase("fine-tune: {steps: 3, learning-rate: 0.001}")]
    public async Task Run_FineTuningChanged_ChangesResults(string changed) => await Measurements.AssertDiffer(
        SmallResidual, [AfterTraining, Uniform, FineTuned("fine-tune: {steps: 3, learning-rate: 0.003}")], [AfterTraining, Uniform, FineTuned(changed)]);

    /// <summary>With another number of threads, and batches of another size.</summary>
    [Test]
    public async Task Run_FineTunedAgain_GivesTheSameBytes()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SmallResidual);
        string[] settings = ["--set", AfterTraining, "--set", Uniform, "--set", FineTuned("fine-tune: {steps: 3, learning-rate: 0.003}")];

        ProgramRun first = await ProgramRun.Of(["run", scenario, "--out", folder.File("first"), "--threads", "1", .. settings]);
        ProgramRun again = await ProgramRun.Of(["run", scenario, "--out", folder.File("again"), "--threads", "2", "--set", "evaluation.batch=7", .. settings]);

        Assert.That((first.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), first.Errors + again.Errors);
        Assert.That(File.ReadAllBytes(folder.File("again/results.json")), Is.EqualTo(File.ReadAllBytes(folder.File("first/results.json"))));
    }

    /// <summary>
    /// 784x16 and 16x10 weights on cells of two bits: of 3 bits a weight has one digit, of 8 bits four. Conversions are 7·16·(1 or 4) and 10·(1 or 4): in 160, the second layer's weights can have 8 bits.
    /// With 64 columns, 7 arrays hold the first layer's weights of 3 bits and 14 those of 8; 1 or 2 the second's. What the run then counts is what was chosen.
    /// </summary>
    [TestCase(AfterTraining, "uniform-restricted", "160 conversions", 128, "152 conversions")]
    [TestCase(AfterTraining, "uniform-restricted", "10 arrays", 64, "9 arrays")]
    [TestCase(InTraining, "lsq", "160 conversions", 128, "152 conversions")]
    public async Task Run_WithABudgetOfTheHardware_TakesWhatItChose(string method, string kind, string budget, int columns, string taken)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", Sliced(columns));

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", method, "--set", $"quantization={{weights: {{kind: {kind}}}, budget: {{at-most: {budget}, bits: [3, 8]}}}}");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement point = json.RootElement.GetProperty("points")[0];
        Assert.That(File.ReadAllText(folder.File("run/run.log")), Does.Contain($": fc1 3, fc2 8; all layers together take {taken}"));
        Assert.That(point.GetProperty("trials")[0].GetProperty("conversions").GetProperty("conversions").GetInt64(), Is.EqualTo(150 * 152), "150 test images");
        Assert.That(
            point.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("tiles").GetInt32()).Sum(), Is.EqualTo(columns == 64 ? 9 : 8));
    }

    /// <summary>Arrays of other hardware cost other bits: the network of one is not that of the other.</summary>
    [Test]
    public async Task Run_WithABudgetOfTheHardware_FollowsASweepOfIt()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", Sliced(64) + "sweep: { hardware.tile.columns: [64, 128] }\n");

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", AfterTraining, "--set", "quantization={weights: uniform-restricted, budget: {at-most: 10 arrays, bits: [3, 8]}}");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        Assert.That(
            json.RootElement.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("weightBits").GetProperty("fc1").GetInt32()), Is.EqualTo(new[] { 3, 8 }));
    }

    [Test]
    public async Task List_QuantizersAndRanges_NamesAll()
    {
        ProgramRun quantizers = await ProgramRun.Of("list", "quantizers");
        ProgramRun ranges = await ProgramRun.Of("list", "ranges");

        Assert.That(quantizers.Output, Does.Contain("\npact                  activations, 1 to 16 bits: round(clamp(x, 0, a) n/a) a/n, n = 2^k - 1\n"));
        Assert.That(quantizers.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]), Is.EqualTo(QuantizerCatalog.Standard.Kinds.Keys.Order(StringComparer.Ordinal)));
        Assert.That(ranges.Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]), Is.EqualTo(RangeRuleCatalog.Standard.Rules.Keys.Order(StringComparer.Ordinal)));
    }

    [Test]
    public async Task Run_WithABudgetTooSmall_SaysSo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", "training.epochs=1",
            "--set", "quantization={weights: {kind: uniform-symmetric}, budget: {at-most: 1 KiB, bits: [2, 8]}}");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("point 0: quantization: The smallest choices together are 25408, more than the budget of 8192."));
    }

    [Test]
    public async Task Run_ChannelsThatDoNotFitOnATile_SaysSo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", _ideal
            .Replace("{ name: mlp, hidden: [16] }", "lenet5", StringComparison.Ordinal).Replace("rows: 128", "rows: 16", StringComparison.Ordinal));

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", "quantization={weights: {kind: twn, per: tile}}", "--set", "training.epochs=1");

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("point 0: quantization: A whole channel of 25 inputs does not fit on 16 rows."));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
