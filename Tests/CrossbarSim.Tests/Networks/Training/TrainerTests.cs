using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Training;

/// <summary>Not in parallel: live tensors are counted over the whole process.</summary>
[NonParallelizable]
public sealed class TrainerTests
{
    private static readonly TrainingSettings _settings = new() { Epochs = 6, Batch = 32, LearningRate = 0.005, Validation = 0.1 };

    [OneTimeSetUp]
    public void OneThread() => torch.set_num_threads(1);

    [Test]
    public void Train_Digits_LearnsThem()
    {
        using Sequential network = NetworkSamples.Mlp();

        IReadOnlyList<EpochReport> epochs = Train(network);

        Assert.That(epochs.Select(epoch => epoch.Epoch), Is.EqualTo(Enumerable.Range(1, 6)));
        Assert.That(epochs[^1].Loss, Is.LessThan(epochs[0].Loss / 2));
        Assert.That(epochs[^1].TrainingAccuracy, Is.GreaterThan(0.85));
        Assert.That(epochs[^1].ValidationAccuracy, Is.GreaterThan(0.75));
        Assert.That(network.training, Is.False);
    }

    [Test]
    public void Train_SameKey_GivesTheSameWeightsToTheLastBit()
    {
        using Sequential first = NetworkSamples.Mlp();
        using Sequential second = NetworkSamples.Mlp();
        using Sequential other = NetworkSamples.Mlp();

        Train(first);
        Train(second);
        Train(other, seed: 6);

        Assert.That(Weights(second), Is.EqualTo(Weights(first)));
        Assert.That(Weights(other), Is.Not.EqualTo(Weights(first)));
    }

    [Test]
    public void Train_Epoch_LeavesNoTensorBehind()
    {
        using Sequential network = NetworkSamples.Mlp();
        Train(network); // first use may build what stays
        List<long> live = [];

        Train(network, rule: new Watching(live));

        // Parameters, gradients and the optimiser's moments live on between steps; nothing may be added to them.
        Assert.That(live, Has.Count.EqualTo(6 * 17));
        Assert.That(live.Skip(1).Distinct().Count(), Is.EqualTo(1));
    }

    [TestCase(OptimiserKind.Sgd, LearningRateSchedule.Constant)]
    [TestCase(OptimiserKind.Sgd, LearningRateSchedule.Cosine)]
    [TestCase(OptimiserKind.Adam, LearningRateSchedule.Cosine)]
    public void Train_OtherSettings_TrainsOtherwise(OptimiserKind optimiser, LearningRateSchedule schedule)
    {
        using Sequential usual = NetworkSamples.Mlp();
        using Sequential network = NetworkSamples.Mlp();
        Train(usual);

        IReadOnlyList<EpochReport> epochs = Train(
            network, _settings with { Optimiser = optimiser, Schedule = schedule, LearningRate = optimiser == OptimiserKind.Sgd ? 0.05 : 0.001 });

        Assert.That(epochs[^1].Loss, Is.LessThan(epochs[0].Loss));
        Assert.That(Weights(network), Is.Not.EqualTo(Weights(usual)));
    }

    [Test]
    public void Train_Cancelled_Stops()
    {
        using Sequential network = NetworkSamples.Mlp();

        Assert.That(
            () => Trainer.Train(network, NetworkSamples.Train, _settings, new DigitalRule(), RandomKey.FromSeed(5), cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static IReadOnlyList<EpochReport> Train(
        Sequential network, TrainingSettings? settings = null, ulong seed = 5, ITrainingRule? rule = null) =>
        Trainer.Train(network, NetworkSamples.Train, settings ?? _settings, rule ?? new DigitalRule(), RandomKey.FromSeed(seed));

    private static float[] Weights(Sequential network) =>
        [.. network.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];

    private sealed class Watching(List<long> live) : ITrainingRule
    {
        public nn.Module<Tensor, Tensor> Through(Sequential network) => network;

        public void AfterStep(Sequential network, TrainingStep step) => live.Add(Tensor.TotalCount);
    }
}
