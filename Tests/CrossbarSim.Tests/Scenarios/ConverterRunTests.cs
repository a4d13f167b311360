using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Converters and their calibration, as a user runs them. Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class ConverterRunTests
{
    private const string TableInParts = "code,threshold,mean,sigma\n0,0,0.05,0\n1,0.3,0.4,0\n2,0.5,0.6,0\n3,0.8,0.9,0\n";

    [TestCase("code,threshold,mean,sigma\n0,0,0.05,0\n1,0.3,0.4,0\n2,0.6,0.6,0\n3,0.8,0.9,0\n")]
    [TestCase("code,threshold,mean,sigma\n0,0,0.05,0\n1,0.3,0.4,0\n2,0.5,0.65,0\n3,0.8,0.9,0\n")]
    [TestCase("code,threshold,mean,sigma\n0,0,0.05,0\n1,0.3,0.4,0.05\n2,0.5,0.6,0\n3,0.8,0.9,0\n")]
    [TestCase("code,threshold_uA,mean_uA\n0,-20,-15\n1,-5,-1\n2,1,5\n3,10,15\n")]
    public async Task Run_AdcTableEditedInPlace_IsAnotherAdcAndDoneAgain(string edited)
    {
        using TemporaryFolder folder = new();
        folder.Write("adc/mine.csv", TableInParts);
        string scenario = folder.Write("sample.yaml", SampleScenario.With("bits: 6, range: calibrated", "kind: table, file: adc/mine.csv"));
        ProgramRun first = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));
        string before = Measurements.Of(folder.File("run/results.json"));
        folder.Write("adc/mine.csv", edited);

        ProgramRun second = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)), first.Errors + second.Errors);
        Assert.That(Measurements.Of(folder.File("run/results.json")), Is.Not.EqualTo(before));
        Assert.That(File.ReadAllLines(folder.File("run/trials.jsonl")), Has.Length.EqualTo(6));
        Assert.That(File.ReadAllText(folder.File("run/results.json")), Does.Contain("\"name\": \"mine.csv\"").And.Not.Contain(folder.Path));
    }

    /// <summary>Errors of ADCs alone make chips differ; a device without any error otherwise needs one chip.</summary>
    [TestCase("{ bits: 6 }", 1)]
    [TestCase("{ bits: 6, errors: { noise: 0 LSB } }", 1)]
    [TestCase("{ bits: 6, errors: { noise: 1 LSB } }", 3)]
    [TestCase("{ bits: 6, errors: { dnl: 0.5 LSB } }", 3)]
    public async Task Run_ErrorsOfAdcs_AreDrawnForEveryChip(string adc, int trials)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("{ bits: 6, range: calibrated }", adc));

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", "hardware.programming.noise-scale=0");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement[] chips = [.. json.RootElement.GetProperty("points")[0].GetProperty("trials").EnumerateArray()];
        Assert.That(chips, Has.Length.EqualTo(trials));
        Assert.That(chips.Select(chip => chip.GetProperty("evaluation").GetProperty("loss").GetDouble()).Distinct().Count(), Is.EqualTo(trials));
    }

    [Test]
    public async Task Run_Scenario_SavesTheRangesThatConvertersWereFrozenAt()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text
            + "sweep:\n  method: [ptq-mean, ptq-noise]\n  hardware.calibration.adc: [max, 99.5 %]\n  seed: [1]\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));
        string saved = File.ReadAllText(folder.File("run/calibration.json"));
        await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--threads", "2");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(File.ReadAllText(folder.File("run/calibration.json")), Is.EqualTo(saved));
        using JsonDocument json = JsonDocument.Parse(saved);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement[] points = [.. json.RootElement.GetProperty("points").EnumerateArray()];
        Assert.That(
            points.Select(point => point.GetProperty("hash").GetString()),
            Is.EqualTo(results.RootElement.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("hash").GetString())));
        Assert.That(points.Select(point => point.GetProperty("adc").GetString()), Is.EqualTo(new[] { "max", "99.5 %", "max", "99.5 %" }));
        Assert.That(points.Select(point => (point.GetProperty("dac").GetString(), point.GetProperty("samples").GetInt32())), Is.All.EqualTo(("max", 300)));
        JsonElement[] layers = [.. points[0].GetProperty("layers").EnumerateArray()];
        Assert.That(layers.Select(layer => layer.GetProperty("layer").GetString()), Is.EqualTo(new[] { "fc1", "fc2" }));

        // 784 inputs take 7 tiles; 16 outputs of a mirrored mapping read one line each.
        JsonElement[] ranges = [.. layers[0].GetProperty("adcs").EnumerateArray()];
        Assert.That(ranges.Select(range => (range.GetProperty("tile").GetInt32(), range.GetProperty("lines").GetString())),
            Is.EqualTo(Enumerable.Range(0, 7).Select(tile => (tile, "0-15"))));
        foreach (JsonElement range in ranges)
        {
            double width = Number(range, "highMicroamperes") - Number(range, "lowMicroamperes");
            Assert.That(width, Is.Positive);
            Assert.That(range.GetProperty("codes").GetInt32(), Is.EqualTo(64));
            Assert.That(Number(range, "lsbMicroamperes"), Is.EqualTo(width / 63).Within(1e-9).Percent);
        }

        Assert.That(Width(points[1]), Is.LessThan(Width(points[0])));
        Assert.That(Width(points[2]), Is.EqualTo(Width(points[0])), "chips share the ranges of the ideal one");
        Assert.That(Number(layers[0].GetProperty("dac"), "high"), Is.EqualTo(
            results.RootElement.GetProperty("points")[0].GetProperty("layers")[1].GetProperty("inputRange").GetDouble()));

        static double Number(JsonElement element, string key) => element.GetProperty(key).GetDouble();

        static double Width(JsonElement point)
        {
            JsonElement range = point.GetProperty("layers")[0].GetProperty("adcs")[0];
            return Number(range, "highMicroamperes") - Number(range, "lowMicroamperes");
        }
    }

    [TestCase("hardware.adc={bits: ideal}", "max", null, 0)]
    [TestCase("hardware.adc={bits: 4, range: full-scale}", "max", "full-scale", 8)]
    [TestCase("hardware.adc={bits: 4, range: [-9 uA, 9 uA]}", "max", "given", 8)]
    public async Task Run_RangesThatAreNotCalibrated_AreSavedToo(string setting, string dac, string? adc, int ranges)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", setting);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/calibration.json")));
        JsonElement point = json.RootElement.GetProperty("points")[0];
        Assert.That((point.GetProperty("dac").GetString(), point.GetProperty("adc").GetString()), Is.EqualTo((dac, adc)));
        Assert.That(point.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("adcs").GetArrayLength()), Is.EqualTo(ranges));
    }

    /// <summary>Ranges so narrow that both converters clip: layer by layer it adds up to what the point as a whole says.</summary>
    [Test]
    public async Task Run_NarrowRanges_SaysWhichLayersClip()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", "hardware.dac.range=[0, 0.7]", "--set", "hardware.adc.range=[-4 uA, 4 uA]");
        string results = File.ReadAllText(folder.File("run/results.json"));
        ProgramRun again = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", "hardware.dac.range=[0, 0.7]", "--set", "hardware.adc.range=[-4 uA, 4 uA]");

        Assert.That((run.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), run.Errors + again.Errors);
        Assert.That(File.ReadAllText(folder.File("run/results.json")), Is.EqualTo(results), "from the journal");
        using JsonDocument json = JsonDocument.Parse(results);
        JsonElement point = json.RootElement.GetProperty("points")[0];
        Dictionary<string, JsonElement> layers = point.GetProperty("layers").EnumerateArray().ToDictionary(layer => layer.GetProperty("name").GetString()!);
        Assert.That(layers["relu1"].GetProperty("adcClipRate").ValueKind, Is.EqualTo(JsonValueKind.Null));

        // By hand: 784 and 16 inputs a sample; 7 tiles of 16 lines and one of 10.
        Assert.That(Rate(layers["fc1"], "dacClipRate"), Is.Positive.And.Not.EqualTo(Rate(layers["fc2"], "dacClipRate")));
        Assert.That(Rate(layers["fc1"], "adcClipRate"), Is.Positive);
        Assert.That(
            ((784 * Rate(layers["fc1"], "dacClipRate")) + (16 * Rate(layers["fc2"], "dacClipRate"))) / 800,
            Is.EqualTo(Rate(point, "dacClipRate")).Within(1e-9).Percent);
        Assert.That(
            ((112 * Rate(layers["fc1"], "adcClipRate")) + (10 * Rate(layers["fc2"], "adcClipRate"))) / 122,
            Is.EqualTo(Rate(point, "adcClipRate")).Within(1e-9).Percent);

        static double Rate(JsonElement element, string key) => element.GetProperty(key).GetDouble();
    }

    [Test]
    public async Task Run_MoreBits_UseASmallerShareOfTheirCodes()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { hardware.adc.bits: [1, 4, 16] }\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        double[] used = [.. json.RootElement.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("layers")[1].GetProperty("codesUsed").GetDouble())];

        // Both ends of a calibrated range are touched, and so are both codes of one bit; 300 images and 16 lines have at most 4800 of 65536 codes.
        Assert.That(used[0], Is.EqualTo(1.0));
        Assert.That(used[1], Is.InRange(0.5, 1.0));
        Assert.That(used[2], Is.Positive.And.LessThan(4800.0 / 65536));
    }
}
