using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Reproductions;
using CrossbarSim.Scenarios.Studies;
using Serilog.Core;

namespace CrossbarSim.Tests.Scenarios.Reproductions;

public sealed class ArrayReproductionTests
{
    private static readonly ArrayNumbers s_coarse = new() { WithoutAdc = ["fc1"] };

    private static readonly ArrayReproduction s_small = new("small", "a small one")
    {
        Dataset = "synthetic-digits",
        Images = (600, 200),
        Hidden = [128, 256],
        Settings = new TrainingSettings { Epochs = 4, Batch = 50, LearningRate = 5e-3, Schedule = LearningRateSchedule.Cosine },
        Trainings =
        [
            new("float", "cim-mlp-norm", null, [new("as trained", null, 0.9)]),
            new("no ADC", "cim-mlp-norm", s_coarse with { AdcBits = null }, [new("as trained", s_coarse with { AdcBits = null }), new("1-bit ADC", s_coarse)]),
            new("1-bit ADC", "cim-mlp-norm", s_coarse, [new("as trained", s_coarse)]),
        ],
    };

    /// <summary>What is published of larger ones: an ADC of one bit that training knew of costs little, one it did not know of most of the accuracy.</summary>
    [Test]
    public void Run_SmallNetwork_LosesToAnAdcThatTrainingIgnored()
    {
        using TemporaryFolder folder = new();

        ReproductionTable table = Run(folder, "run", seeds: 2);

        Assert.That(table.Rows.Select(row => (row.Training, row.Reading, row.Published, row.Accuracies.Count)), Is.EqualTo(new (string, string, double?, int)[]
        {
            ("float", "as trained", 0.9, 2), ("no ADC", "as trained", null, 2), ("no ADC", "1-bit ADC", null, 2), ("1-bit ADC", "as trained", null, 2),
        }));
        Assert.That(table.Rows.Select(row => row.Accuracies[0] == row.Accuracies[1]), Has.Some.False, "seeds differ");
        double[] means = [.. table.Rows.Select(row => row.Accuracies.Average())];
        Assert.That(means[3], Is.GreaterThan(means[2] + 0.1));
        Assert.That(means[1], Is.GreaterThan(means[2]));
    }

    [Test]
    public void Run_MoreThreadsOrStopped_GivesTheSameTableAndNetworks()
    {
        using TemporaryFolder folder = new();
        string whole = Run(folder, "whole", seeds: 1).Csv();
        int stops = 0;
        while (Stopped(folder, "stopped"))
        {
            Assert.That(++stops, Is.LessThan(30), "a run that is stopped must get on");
        }

        Assert.That(stops, Is.GreaterThan(3), "three networks of four epochs, and every run ends in the second epoch of its own");
        Assert.That(Run(folder, "stopped", seeds: 1).Csv(), Is.EqualTo(whole));
        Assert.That(Run(folder, "parallel", seeds: 1, threads: 3).Csv(), Is.EqualTo(whole));
        foreach (string file in Files(folder, "whole"))
        {
            byte[] wanted = File.ReadAllBytes(folder.File($"whole/{file}"));
            Assert.That(File.ReadAllBytes(folder.File($"stopped/{file}")), Is.EqualTo(wanted), file);
            Assert.That(File.ReadAllBytes(folder.File($"parallel/{file}")), Is.EqualTo(wanted), file);
        }

        Assert.That(Files(folder, "stopped"), Is.EqualTo(Files(folder, "whole")), "no checkpoint is left");
    }

    [Test]
    public void Run_OtherEpochs_TrainsOtherNetworks()
    {
        using TemporaryFolder folder = new();
        Run(folder, "run", seeds: 1, epochs: 1);
        int before = Directory.GetFiles(folder.File("run/networks")).Length;

        ReproductionTable table = Run(folder, "run", seeds: 1, epochs: 2);

        Assert.That((before, Directory.GetFiles(folder.File("run/networks")).Length, table.Epochs), Is.EqualTo((3, 6, 2)));
    }

    /// <summary>"1-bit ADC" is a name and the beginning of another's.</summary>
    [TestCase("1-bit ADC", "1-bit ADC")]
    [TestCase("ADC", "no ADC,1-bit ADC,1-bit ADC (straight through),4-bit ADC")]
    [TestCase("4-bit", "4-bit ADC")]
    public void Chosen_AWholeName_IsThatTrainingAlone(string words, string expected)
    {
        using TemporaryFolder folder = new();
        using RunFolder at = new(folder.File("run"));
        ReproductionOptions options = new() { Data = DataFolders.FromEnvironment(null, _ => null), Only = [words] };
        IReadOnlyList<ArrayTraining> all = ((ArrayReproduction)ReproductionCatalog.Standard.All["cnn-fashion-cim"]).Trainings;

        IReadOnlyList<ArrayTraining> chosen = new ReproductionRun(options, at, Logger.None, new Stopping(null), default).Chosen(all, training => training.Name);

        Assert.That(string.Join(',', chosen.Select(training => training.Name)), Is.EqualTo(expected));
    }

    private static ReproductionTable Run(
        TemporaryFolder folder, string run, int seeds, int threads = 1, int? epochs = null, CancellationTokenSource? stop = null)
    {
        using RunFolder at = new(folder.File(run));
        ReproductionOptions options = new() { Data = DataFolders.FromEnvironment(null, _ => null), Seeds = seeds, Epochs = epochs, Threads = threads };
        return s_small.Run(new ReproductionRun(options, at, Logger.None, new Stopping(stop), stop?.Token ?? default));
    }

    private static bool Stopped(TemporaryFolder folder, string run)
    {
        using CancellationTokenSource stop = new();
        try
        {
            Run(folder, run, seeds: 1, stop: stop);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static string[] Files(TemporaryFolder folder, string run) =>
    [
        .. Directory.GetFiles(folder.File(run), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.File(run), file)).Where(file => file != ".lock").Order(StringComparer.Ordinal),
    ];

    /// <summary>Stops when a run has done more than an epoch of training itself.</summary>
    private sealed class Stopping(CancellationTokenSource? stop) : IStudyProgress
    {
        private double _done;

        public void Begin(string name, int total, string unit)
        {
        }

        public void Advance(double steps)
        {
            _done += steps < 0.2 ? steps : 0; // what was there before comes in one piece
            if (_done > 0.3)
            {
                stop?.Cancel();
            }
        }
    }
}
