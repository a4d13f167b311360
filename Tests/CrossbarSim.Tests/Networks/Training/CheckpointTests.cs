using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Tests.Networks.Training;

/// <summary>A training that is stopped, and goes on in another process, ends as one that was not.</summary>
public sealed class CheckpointTests
{
    private static readonly RandomKey _key = RandomKey.FromSeed(5);

    private static readonly TrainingSettings _settings = new()
    {
        Epochs = 5, Batch = 50, LearningRate = 0.01, Validation = 0.1, Augmentation = new ImageAugmentation { Crop = 2, Flip = true },
    };

    private static readonly Dictionary<string, TrainingSettings> _kinds = new()
    {
        ["adam"] = _settings,
        ["adamw"] = _settings with { Optimiser = OptimiserKind.Adamw, WeightDecay = 0.1, Schedule = LearningRateSchedule.Cosine, WarmUp = 2 },
        ["sgd"] = _settings with { Optimiser = OptimiserKind.Sgd, LearningRate = 0.05, Nesterov = true, WeightDecay = 1e-3 },
        ["best"] = _settings with { Best = BestEpoch.Validation, LearningRate = 0.2 },
        ["early-stop"] = _settings with { EarlyStop = new EarlyStop(1, 0.5) },
    };

    [OneTimeSetUp]
    public void OneThread() => torch.set_num_threads(1);

    [Test]
    public void Train_StoppedInAnyEpoch_EndsWithTheSameBytes(
        [Values("adam", "adamw", "sgd", "best", "early-stop")] string kind, [Values("digital", "projection", "latent", "hardware", "hardware-epoch")] string rule)
    {
        (byte[] network, string history) = Train(kind, rule, new Memory(), stopAt: long.MaxValue);
        int epochs = history.Count(c => c == '\n') - 1;
        foreach (int done in new[] { 0, epochs - 1 }.Concat(rule == "digital" ? Enumerable.Range(1, epochs - 2) : []))
        {
            Memory memory = new();

            // In the middle of an epoch: 540 images are 11 steps.
            Assert.That(() => Train(kind, rule, memory, stopAt: (done * 11) + 5), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(memory.Epochs, Is.EqualTo(done));
            (byte[] resumed, string resumedHistory) = Train(kind, rule, memory, stopAt: long.MaxValue);

            Assert.That(resumed, Is.EqualTo(network), $"after {done} epochs");
            Assert.That(resumedHistory, Is.EqualTo(history));
        }
    }

    /// <summary>Running means and variances are state as well.</summary>
    [Test]
    public void Train_NetworkWithBatchNormalization_EndsWithTheSameBytes()
    {
        (byte[] network, string history) = Train("adam", "digital", new Memory(), long.MaxValue, "resnet20");
        Memory memory = new();

        Assert.That(() => Train("adam", "digital", memory, stopAt: 5, "resnet20"), Throws.InstanceOf<OperationCanceledException>());
        (byte[] resumed, string resumedHistory) = Train("adam", "digital", memory, long.MaxValue, "resnet20");

        Assert.That((resumed.SequenceEqual(network), resumedHistory), Is.EqualTo((true, history)));
    }

    /// <summary>What is left is looked at: another optimiser's state would not do.</summary>
    [Test]
    public void Train_CheckpointOfAnotherTraining_IsNoUse()
    {
        Memory memory = new();
        Assert.That(() => Train("adam", "digital", memory, stopAt: 15), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(() => Train("sgd", "digital", memory, stopAt: long.MaxValue), Throws.InstanceOf<InvalidDataException>());
    }

    private static (byte[] Network, string History) Train(string kind, string rule, Memory memory, long stopAt, string model = "mlp")
    {
        using Sequential network = ModelCatalog.Standard.Kinds[model].Build(
            new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Hidden = [8], FirstChannels = 1 }, _key);
        ITrainingRule made = rule switch
        {
            "projection" => new ProjectionRule(NetworkSamples.Levels, everySteps: null, _key),
            "latent" => new LatentRule(NetworkSamples.Levels, _key),
            "hardware" => new HardwareRule(NetworkSamples.Levels, new HardwareTraining { RecalibrateEvery = 4 }, _key),
            "hardware-epoch" => new HardwareRule(NetworkSamples.Levels, new HardwareTraining { Redraw = ChipRedraw.Epoch }, _key),
            _ => new DigitalRule(),
        };
        using CancellationTokenSource stop = new();
        IReadOnlyList<EpochReport> epochs = Trainer.Train(
            network, model == "mlp" ? NetworkSamples.Train : NetworkSamples.Train.Take(110), _kinds[kind], made, _key,
            steps: new Stopping(stop, stopAt), checkpoints: memory, cancellation: stop.Token);
        return (TrainingCheckpoint.Snapshot(network), TrainingHistory.Csv(epochs));
    }

    private sealed class Memory : ICheckpoints
    {
        private byte[]? _left;

        public int Epochs { get; private set; }

        public byte[]? Load() => _left;

        public void Save(IReadOnlyList<EpochReport> epochs, byte[] checkpoint) => (Epochs, _left) = (epochs.Count, checkpoint);
    }

    private sealed class Stopping(CancellationTokenSource stop, long after) : IProgress<StepReport>
    {
        private long _steps;

        public void Report(StepReport value)
        {
            if (++_steps == after)
            {
                stop.Cancel();
            }
        }
    }
}
