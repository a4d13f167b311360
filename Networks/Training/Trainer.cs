using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>Trains classifiers.</summary>
/// <remarks>
/// The same key gives the same weights to the last bit as long as torch runs on one thread: sums over several threads have
/// no fixed order. Images are shuffled anew in every epoch, under an address of their own, and so is what befalls them. A training that was stopped
/// goes on from its last checkpoint, and ends with the bytes of one that was not.
/// </remarks>
public static class Trainer
{
    /// <summary>Trains a network in place.</summary>
    /// <param name="network">[batch, channels, height, width] to [batch, classes].</param>
    /// <param name="data">Training images; the last share of them is kept for validation where the settings say so.</param>
    /// <param name="settings">How.</param>
    /// <param name="rule">What is done with weights beside following the gradient.</param>
    /// <param name="key">Address of the shuffling, and of what befalls images.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="steps">Hears of every step.</param>
    /// <param name="checkpoints">Where training goes on from, and what it leaves after each epoch but the last; null: it starts at the start, and leaves nothing.</param>
    /// <param name="teacher">The network it learns from, in evaluation mode; needed where the settings say that it does.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="ArgumentException">There is no teacher to learn from.</exception>
    /// <exception cref="DatasetException">Validation images are needed, and there are too few images to have any.</exception>
    /// <returns>All epochs there were; <see cref="TrainingHistory.Kept"/> says which one the weights are of.</returns>
    public static IReadOnlyList<EpochReport> Train(
        Sequential network,
        ImageDataset data,
        TrainingSettings settings,
        ITrainingRule rule,
        RandomKey key,
        IProgress<EpochReport>? progress = null,
        IProgress<StepReport>? steps = null,
        ICheckpoints? checkpoints = null,
        nn.Module<Tensor, Tensor>? teacher = null,
        CancellationToken cancellation = default)
    {
        using TrainingRun run = new(network, data, settings, rule, key, checkpoints, steps, teacher, cancellation);
        while (!run.HasEnded)
        {
            EpochReport report = run.Epoch();
            progress?.Report(report);
        }

        run.Finish();
        return run.Epochs;
    }
}
