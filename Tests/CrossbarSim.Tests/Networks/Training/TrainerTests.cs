using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
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

        // What other tests left to be collected must not go while this one counts.
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Train(network, rule: new Watching(live));

        // Parameters, gradients and the optimiser's moments live on between steps; nothing may be added to them.
        Assert.That(live, Has.Count.EqualTo(6 * 17));
        Assert.That(live.Skip(1).Distinct().Count(), Is.EqualTo(1));
    }

    [TestCase(OptimiserKind.Sgd, LearningRateSchedule.Constant)]
    [TestCase(OptimiserKind.Sgd, LearningRateSchedule.Cosine)]
    [TestCase(OptimiserKind.Adam, LearningRateSchedule.Cosine)]
    [TestCase(OptimiserKind.Adamw, LearningRateSchedule.Cosine)]
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
    public void Train_BestEpoch_EndsWithTheWeightsThatValidatedBest()
    {
        // A learning rate that shakes the network: the last epoch is not the best.
        TrainingSettings settings = _settings with { LearningRate = 0.03, Best = BestEpoch.Validation, Epochs = 8 };
        using Sequential network = NetworkSamples.Mlp();
        using Sequential last = NetworkSamples.Mlp();

        IReadOnlyList<EpochReport> epochs = Train(network, settings);
        Train(last, settings with { Best = BestEpoch.None });

        EpochReport kept = TrainingHistory.Kept(epochs, BestEpoch.Validation);
        Assert.That(kept.Epoch, Is.LessThan(8), "this test needs another learning rate");
        Assert.That(epochs.Select(epoch => epoch.ValidationAccuracy), Has.All.AtMost(kept.ValidationAccuracy!.Value));
        Assert.That(Accuracy(network, NetworkSamples.Train, 540), Is.EqualTo(kept.ValidationAccuracy));
        Assert.That(Accuracy(last, NetworkSamples.Train, 540), Is.EqualTo(epochs[^1].ValidationAccuracy).And.LessThan(kept.ValidationAccuracy));
    }

    [Test]
    public void Train_EarlyStop_EndsAfterSoManyEpochsWithoutImprovement()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Sequential shorter = NetworkSamples.Mlp();

        IReadOnlyList<EpochReport> epochs = Train(network, _settings with { EarlyStop = new EarlyStop(2, 0.9) });
        Train(shorter, _settings with { Epochs = 3 });

        // Nothing rises by 90 %: the first epoch counts, and two more are waited for.
        Assert.That(epochs, Has.Count.EqualTo(3));
        Assert.That(Weights(network), Is.EqualTo(Weights(shorter)));
    }

    /// <summary>
    /// Training by projection leaves its last projection to the tiles, whenever it ends: the weights it ends with are those before it.
    /// </summary>
    [Test]
    public void Train_EarlyStopUnderProjection_EndsAsIfThatHadBeenTheEnd()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Sequential shorter = NetworkSamples.Mlp();

        Train(network, _settings with { EarlyStop = new EarlyStop(2, 0.9) }, rule: new ProjectionRule(NetworkSamples.Levels, null, RandomKey.FromSeed(2)));
        Train(shorter, _settings with { Epochs = 3 }, rule: new ProjectionRule(NetworkSamples.Levels, null, RandomKey.FromSeed(2)));

        Assert.That(Weights(network), Is.EqualTo(Weights(shorter)));
    }

    [Test]
    public void Train_BestEpochWithoutValidationImages_IsRefused()
    {
        using Sequential network = NetworkSamples.Mlp();

        DatasetException? exception = Assert.Throws<DatasetException>(
            () => _ = Train(network, _settings with { Validation = 0.001, Best = BestEpoch.Validation }));

        Assert.That(exception!.Message, Is.EqualTo(
            "synthetic-digits: 0.1 % of 600 training images are none: without validation images no epoch is the best."));
    }

    [Test]
    public void Train_Epochs_ReportsWhatTheyCameTo()
    {
        using Sequential network = NetworkSamples.Mlp();
        List<StepReport> steps = [];

        IReadOnlyList<EpochReport> epochs = Trainer.Train(
            network, NetworkSamples.Train, _settings with { Epochs = 2, Schedule = LearningRateSchedule.Cosine }, new DigitalRule(), RandomKey.FromSeed(5),
            steps: new Heard(steps));

        Assert.That(epochs.Select(epoch => epoch.LearningRate), Is.EqualTo(new[] { 0.005, 0.0025 }));
        Assert.That(epochs.Select(epoch => epoch.ValidationLoss), Has.All.InRange(0.1, 2.5));
        Assert.That(steps, Has.Count.EqualTo(2 * 17));
        Assert.That((steps[16].Epoch, steps[16].Done, steps[16].Loss, steps[16].Accuracy), Is.EqualTo((1, 0.5, epochs[0].Loss, epochs[0].TrainingAccuracy)));
        Assert.That(TrainingHistory.Csv(epochs).Split('\n')[..2], Is.EqualTo(new[]
        {
            "epoch,learning_rate,loss,training_accuracy,validation_loss,validation_accuracy",
            FormattableString.Invariant($"1,0.005,{epochs[0].Loss},{epochs[0].TrainingAccuracy},{epochs[0].ValidationLoss},{epochs[0].ValidationAccuracy}"),
        }));
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

    private static double Accuracy(Sequential network, ImageDataset images, int first)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int[] indices = [.. Enumerable.Range(first, images.Count - first)];
        return network.call(ImageTensors.Of(images, indices)).argmax(1).eq(ImageTensors.Labels(images, indices)).sum().item<long>() / (double)indices.Length;
    }

    private static float[] Weights(Sequential network) =>
        [.. network.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];

    private sealed class Heard(List<StepReport> steps) : IProgress<StepReport>
    {
        public void Report(StepReport value) => steps.Add(value);
    }

    private sealed class Watching(List<long> live) : ITrainingRule
    {
        public nn.Module<Tensor, Tensor> Through(Sequential network) => network;

        public void AfterStep(Sequential network, TrainingStep step) => live.Add(Tensor.TotalCount);
    }
}
