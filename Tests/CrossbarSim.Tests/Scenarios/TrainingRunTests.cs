using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Scenarios.Reports;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using Serilog;
using Serilog.Core;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Training as a run does it: in a folder, stopped and gone on with. Not in parallel: some write to the console.</summary>
[NonParallelizable]
public sealed class TrainingRunTests
{
    private const string Methods = "sweep: { method: [ptq-noise, qat-latent, qat-projection] }\n";

    private const string Quantizers = """
        method: qat
        quantization: { activations: { kind: lsq, bits: 3 } }
        sweep: { quantization.weights: [{ kind: stochastic, bits: 3 }, { kind: quant-noise, bits: 3 }] }

        """;

    /// <summary>Stopped in the middle of a training, by the second epoch's first steps, time and again.</summary>
    [TestCase(Methods)]
    [TestCase(Quantizers)]
    public void Run_StoppedWhileTraining_GoesOnAndEndsWithTheSameBytes(string methods)
    {
        using TemporaryFolder folder = new();
        string scenario = Sample(folder, methods);
        Run(folder, "whole", scenario);
        int stops = 0;

        while (Stopped(folder, "stopped", scenario, after: 0.6))
        {
            Assert.That(++stops, Is.LessThan(20), "a run that is stopped must get on");
        }

        // Three networks of two epochs each: every run ends within the epoch after the one it finished.
        Assert.That(stops, Is.GreaterThan(3));
        foreach (string file in Files(folder, "whole"))
        {
            Assert.That(File.ReadAllBytes(folder.File($"stopped/{file}")), Is.EqualTo(File.ReadAllBytes(folder.File($"whole/{file}"))), file);
        }

        Assert.That(Files(folder, "stopped"), Is.EqualTo(Files(folder, "whole")), "no checkpoint is left");
        Assert.That(File.ReadAllText(folder.File("stopped/run.log")), Does.Contain("[INF] Training goes on from"));
    }

    [Test]
    public void Run_CheckpointDamaged_IsNoticedAndTrainingBeginsAnew()
    {
        using TemporaryFolder folder = new();
        string scenario = Sample(folder, Methods);
        Run(folder, "whole", scenario);
        Assert.That(Stopped(folder, "stopped", scenario, after: 0.6), Is.True);
        string checkpoint = Directory.GetFiles(folder.File("stopped/training"), "*.checkpoint").Single();
        byte[] left = File.ReadAllBytes(checkpoint);
        left[500] ^= 1;
        File.WriteAllBytes(checkpoint, left);

        Run(folder, "stopped", scenario);

        foreach (string file in Files(folder, "whole"))
        {
            Assert.That(File.ReadAllBytes(folder.File($"stopped/{file}")), Is.EqualTo(File.ReadAllBytes(folder.File($"whole/{file}"))), file);
        }

        Assert.That(File.ReadAllText(folder.File("stopped/run.log")), Does.Contain($"[WRN] {checkpoint} is damaged: training begins anew"));
    }

    [Test]
    public async Task Run_Training_LeavesItsHistory()
    {
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of("run", folder.Write("sample.yaml", SampleScenario.Text), "--out", folder.File("run"), "--set", "training.schedule=cosine");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string network = Path.GetFileNameWithoutExtension(Directory.GetFiles(folder.File("run/networks")).Single());
        string[] history = File.ReadAllLines(folder.File($"run/training/{network}.csv"));
        Assert.That(history[0], Is.EqualTo("epoch,learning_rate,loss,training_accuracy,validation_loss,validation_accuracy"));
        Assert.That(history.Skip(1).Select(line => string.Join(',', line.Split(',')[..2])), Is.EqualTo(new[] { "1,0.001", "2,0.0005" }));
        Assert.That(history[1], Does.EndWith(",,"), "nothing is validated");
        Assert.That(File.ReadAllText(folder.File("run/run.log")), Does.Match($"Epoch 2 of 2 of {network}: learning rate 0.0005, loss .*; [0-9.]+ s"));
    }

    /// <summary>What a flip, a crop and a normalization of colours do to photographs: here small sets of coloured noise.</summary>
    [TestCase("training.augment={flip: true}", "training.epochs=2")]
    [TestCase("training.augment={crop: 2, flip: true}", "training.augment={flip: true}")]
    [TestCase("dataset.normalize={mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.2]}", "training.epochs=2")]
    [TestCase("dataset.normalize={mean: [0.5, 0.4, 0.2], deviation: [0.2, 0.3, 0.2]}", "dataset.normalize={mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.2]}")]
    [TestCase("dataset.normalize={mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.4]}", "dataset.normalize={mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.2]}")]
    [TestCase("dataset.normalize={mean: 0.5, deviation: 0.25}", "training.epochs=2")]
    public async Task Run_Cifar10_SettingChanged_ChangesResults(string setting, string from)
    {
        using TemporaryFolder folder = new();
        Networks.Datasets.CifarFiles.Write(folder.File("data/cifar-10"), perBatch: 24, test: 60);
        string scenario = folder.Write("sample.yaml", SampleScenario.With("{ name: synthetic-digits, train: 300, test: 150 }", "{ name: cifar-10, train: 110 }"));

        ProgramRun usual = await ProgramRun.Of("run", scenario, "--data", folder.File("data"), "--out", folder.File("usual"), "--set", from);
        ProgramRun changed = await ProgramRun.Of("run", scenario, "--data", folder.File("data"), "--out", folder.File("changed"), "--set", setting);

        Assert.That((usual.ExitCode, changed.ExitCode), Is.EqualTo((0, 0)), usual.Errors + changed.Errors);
        Assert.That(Measurements.Of(folder.File("changed/results.json")), Is.Not.EqualTo(Measurements.Of(folder.File("usual/results.json"))));
    }

    private static string Sample(TemporaryFolder folder, string methods) => folder.Write(
        "sample.yaml", SampleScenario.With("batch: 32 }", "batch: 32, validation: 20 %, best: validation, augment: { crop: 1 } }")
            .Replace("method: ptq-noise\n", "", StringComparison.Ordinal) + methods);

    private static StudyResult Run(TemporaryFolder folder, string run, string scenario, IStudyProgress? progress = null, CancellationToken cancellation = default)
    {
        StudyEnvironment environment = new() { Devices = DeviceLibrary.Standard(), Data = DataFolders.FromEnvironment(null, _ => null) };
        using RunFolder at = new(folder.File(run));
        using Logger log = new LoggerConfiguration().WriteTo.File(at.Log, formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
        StudyResult result = new StudyRunner(environment, log).Run(
            ScenarioFile.Load(scenario, environment), at, 1, progress ?? new Stopping(double.PositiveInfinity, null), cancellation);
        File.WriteAllText(at.ResultsJson, ResultsJson.Write(result));
        return result;
    }

    /// <summary>Runs until so much of a training is done that this run did itself; true where it was stopped there.</summary>
    private static bool Stopped(TemporaryFolder folder, string run, string scenario, double after)
    {
        using CancellationTokenSource stop = new();
        try
        {
            Run(folder, run, scenario, new Stopping(after, stop), stop.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>All that a run leaves and that must be the same: everything but its log and its journal, whose lines come in the order of work.</summary>
    private static string[] Files(TemporaryFolder folder, string run) =>
    [
        .. Directory.GetFiles(folder.File(run), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.File(run), file)).Where(file => file is not ("run.log" or ".lock" or "trials.jsonl"))
            .Order(StringComparer.Ordinal),
    ];

    private sealed class Stopping(double after, CancellationTokenSource? stop) : IStudyProgress
    {
        private double _done;

        public void Begin(string name, int total, string unit) => _done = name == "training" ? 0 : double.NegativeInfinity;

        public void Advance(double steps)
        {
            // Whole networks that were there before come in one piece.
            _done += steps < 0.4 ? steps : 0;
            if (_done > after)
            {
                stop?.Cancel();
            }
        }
    }
}
