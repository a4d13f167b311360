using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>The program as a user runs it. Not in parallel: it writes to the console.</summary>
[NonParallelizable]
public sealed class RunCommandTests
{
    private static readonly string[] _results = ["results.csv", "results.json", "results.md"];

    /// <summary>Trap 7 and more: threads and evaluation batches leave no trace in any result.</summary>
    [TestCase(2, 1)]
    [TestCase(1, 64)]
    [TestCase(2, 1000)]
    public async Task Run_OtherThreadsAndBatches_WritesTheSameBytes(int threads, int batch)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { method: [ptq-mean, ptq-noise, qat-latent], hardware.adc.bits: [4, 8] }\n");

        ProgramRun one = await ProgramRun.Of("run", scenario, "--out", folder.File("one"), "--threads", "1");
        ProgramRun other = await ProgramRun.Of("run", scenario, "--out", folder.File("other"), "--threads", $"{threads}", "--set", $"evaluation.batch={batch}");

        Assert.That((one.ExitCode, other.ExitCode), Is.EqualTo((0, 0)), one.Errors + other.Errors);
        foreach (string file in _results)
        {
            Assert.That(File.ReadAllText(folder.File($"other/{file}")), Is.EqualTo(File.ReadAllText(folder.File($"one/{file}"))), file);
        }
    }

    [Test]
    public async Task Run_AfterBeingKilled_GoesOnAndEndsWithTheSameBytes()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { hardware.adc.bits: [4, 8] }\n");
        await ProgramRun.Of("run", scenario, "--out", folder.File("whole"));
        await ProgramRun.Of("run", scenario, "--out", folder.File("killed"));
        string[] trials = File.ReadAllLines(folder.File("killed/trials.jsonl"));
        foreach (string file in _results)
        {
            File.Delete(folder.File($"killed/{file}"));
        }

        // Two trials were finished, the third was being written when the machine went down.
        File.WriteAllText(folder.File("killed/trials.jsonl"), $"{trials[0]}\n{trials[1]}\n{trials[2][..20]}");
        DateTime trained = File.GetLastWriteTimeUtc(Directory.GetFiles(folder.File("killed/networks")).Single());

        ProgramRun resumed = await ProgramRun.Of("run", scenario, "--out", folder.File("killed"));

        Assert.That(resumed.ExitCode, Is.Zero, resumed.Errors);
        Assert.That(trials, Has.Length.EqualTo(6));
        foreach (string file in _results)
        {
            Assert.That(File.ReadAllText(folder.File($"killed/{file}")), Is.EqualTo(File.ReadAllText(folder.File($"whole/{file}"))), file);
        }

        Assert.That(File.GetLastWriteTimeUtc(Directory.GetFiles(folder.File("killed/networks")).Single()), Is.EqualTo(trained));
        string[] lines = File.ReadAllLines(folder.File("killed/trials.jsonl"));
        Assert.That(lines[..2], Is.EqualTo(trials[..2]));
        Assert.That(lines, Has.Length.EqualTo(3 + 4));
    }

    /// <summary>One digit of a finished trial changed, one byte of the trained network flipped: neither may show in a result.</summary>
    [Test]
    public async Task Run_JournalAndNetworkDamaged_AreNoticedAndDoneAgain()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        await ProgramRun.Of("run", scenario, "--out", folder.File("run"));
        string results = File.ReadAllText(folder.File("run/results.json"));
        string network = Directory.GetFiles(folder.File("run/networks")).Single();
        byte[] trained = File.ReadAllBytes(network);
        string journal = folder.File("run/trials.jsonl");
        string[] lines = File.ReadAllLines(journal);
        File.WriteAllLines(journal, [lines[0].Replace("\"Total\":150", "\"Total\":151", StringComparison.Ordinal), .. lines[1..]]);
        File.WriteAllBytes(network, [.. trained[..1000], (byte)(trained[1000] ^ 1), .. trained[1001..]]);

        ProgramRun again = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(again.ExitCode, Is.Zero, again.Errors);
        Assert.That(File.ReadAllText(folder.File("run/results.json")), Is.EqualTo(results));
        Assert.That(File.ReadAllBytes(network), Is.EqualTo(trained));
        Assert.That(File.ReadAllLines(journal), Has.Length.EqualTo(4));
        Assert.That(File.ReadAllText(folder.File("run/run.log")), Does.Contain($"[WRN] Damaged lines in {journal}, whose chips are done again: 1")
            .And.Contain($"[WRN] {network} is damaged: its network is trained again"));
    }

    [Test]
    public async Task Run_OneSettingChanged_DoesOnlyThatAgain()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", "hardware.adc.bits=5");
        await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(Directory.GetFiles(folder.File("run/networks")), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllLines(folder.File("run/trials.jsonl")), Has.Length.EqualTo(6));
    }

    [Test]
    public async Task Run_Scenario_WritesWhatThePointsCameTo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { method: [ptq-mean, ptq-noise], hardware.adc.bits: [2, 8] }\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string[] csv = File.ReadAllLines(folder.File("run/results.csv"));
        Assert.That(csv[0], Is.EqualTo(
            "point,method,hardware.adc.bits,trials,float_accuracy,float_loss,accuracy_mean,accuracy_sd,accuracy_ci95,accuracy_min,"
            + "accuracy_median,accuracy_max,loss_mean,loss_sd,adc_clip_rate,dac_clip_rate,programming_error_uS,tiles,clipped_weights"));
        Assert.That(csv.Skip(1).Select(line => string.Join(',', line.Split(',')[..4])), Is.EqualTo(
            new[] { "0,ptq-mean,2,1", "1,ptq-mean,8,1", "2,ptq-noise,2,3", "3,ptq-noise,8,3" }));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement[] points = [.. json.RootElement.GetProperty("points").EnumerateArray()];
        Assert.That(points.Select(point => point.GetProperty("trials").GetArrayLength()), Is.EqualTo(new[] { 1, 1, 3, 3 }));
        Assert.That(points.Select(Accuracy), Has.All.InRange(0.05, 1.0));
        Assert.That(points.Select(point => point.GetProperty("baseline").GetProperty("accuracy").GetDouble()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Accuracy(points[1]), Is.Not.EqualTo(Accuracy(points[0])), "2 bits and 8 bits must differ");
        Assert.That(points[2].GetProperty("programmingErrorMicrosiemens").GetDouble(), Is.Positive);
        Assert.That(points[0].GetProperty("programmingErrorMicrosiemens").GetDouble(), Is.Zero);
        Assert.That(run.Output, Does.Contain("Analog: fc1 on 7 tiles (22 % used), fc2 on 1 tile (2 % used)\nDigital: no layer with weights\n"));
    }

    [Test]
    public async Task Run_ConversionOfPasses_ChangesResults()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("dac: { bits: 8,", "dac: { bits: 1, input-bits: 8,") + "sweep: { hardware.adc.convert: [each-pass, after-accumulation] }\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        long[] conversions = [.. json.RootElement.GetProperty("points").EnumerateArray().Select(point =>
            point.GetProperty("trials")[0].GetProperty("conversions").GetProperty("conversions").GetInt64())];
        Assert.That(conversions[0], Is.EqualTo(8 * conversions[1]));
    }

    /// <summary>What limits bit stands in the results where there are any, after all that was there before.</summary>
    [Test]
    public async Task Run_Limits_AreCountedAtTheEndOfEachLine()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { hardware.column-limit: [20 uA, 2 mA], hardware.accumulator-bits: [6, 32] }\n");

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));
        string csv = File.ReadAllText(folder.File("run/results.csv"));
        ProgramRun again = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That((run.ExitCode, again.ExitCode), Is.EqualTo((0, 0)), run.Errors + again.Errors);
        string[][] lines = [.. csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        Assert.That(lines[0][^3..], Is.EqualTo(new[] { "clipped_weights", "limited_currents", "clipped_sums" }));
        Assert.That(lines.Skip(1).Select(line => (line[^2] != "0", line[^1] != "0")), Is.EqualTo(new[] { (true, true), (true, false), (false, true), (false, false) }));
        Assert.That(File.ReadAllText(folder.File("run/results.csv")), Is.EqualTo(csv), "counts come back from the journal");
    }

    [TestCase("hardware.imperfections=[{kind: corner, corner: ff, n: 20 %}]", 1)]
    [TestCase("hardware.read-noise={sigma: 5 %}", 3)]
    [TestCase("hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 0.1 um}]", 3)]
    public async Task Run_WithoutProgrammingError_TakesAsManyChipsAsDiffer(string setting, int chips)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", "method=ptq-mean", "--set", setting);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        JsonElement[] trials = [.. json.RootElement.GetProperty("points")[0].GetProperty("trials").EnumerateArray()];
        Assert.That(trials, Has.Length.EqualTo(chips));
        Assert.That(trials.Select(trial => trial.GetProperty("evaluation").GetProperty("loss").GetDouble()).Distinct().Count(), Is.EqualTo(chips));
    }

    /// <summary>The whole of ResNet-20, from training to a chip, with a layer of a branch kept digital.</summary>
    [Test]
    public async Task Run_ResNet20_PutsItsBranchesOnTiles()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("resnet.yaml", SampleScenario.With("{ name: mlp, hidden: [16] }", "resnet20")
            + "  digital: [stage2.block1.shortcut.conv]\n  calibration: { samples: 4 }\n");
        string[] small = ["--set", "dataset.train=48", "--set", "dataset.test=12", "--set", "training.epochs=1", "--set", "trials=1"];

        ProgramRun run = await ProgramRun.Of(["run", scenario, "--out", folder.File("run"), .. small]);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string[] csv = File.ReadAllLines(folder.File("run/results.csv"));
        Dictionary<string, string> point = csv[0].Split(',').Zip(csv[1].Split(',')).ToDictionary(each => each.First, each => each.Second);
        Assert.That(point["tiles"], Is.EqualTo("60"), "61 but for the one of the shortcut");
        Assert.That(point["programming_error_uS"], Is.Not.EqualTo("0"));
        Assert.That(run.Output, Does.Contain("stage3.block1.shortcut.conv on 1 tile (25 % used)")
            .And.Contain("Digital: stage2.block1.shortcut.conv (asked for)\n"));
    }

    [Test]
    public async Task Run_Description_StandsInTheResults()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text + "description: what this is about\n");

        await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.File("run/results.json")));
        Assert.That(json.RootElement.GetProperty("description").GetString(), Is.EqualTo("what this is about"));
    }

    private static double Accuracy(JsonElement point) => point.GetProperty("accuracy").GetProperty("mean").GetDouble();
}
