using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>What training does with weights beside following the gradient.</summary>
public interface ITrainingRule
{
    /// <summary>Takes up a training that was stopped. Called before <see cref="Through"/>; nothing to do where no draw counts batches.</summary>
    /// <param name="passes">Batches that went through before, in training and validation.</param>
    /// <param name="epochs">Epochs that are done.</param>
    void Resume(long passes, int epochs)
    {
    }

    /// <summary>What images go through in training: the network itself, or one that shares its parameters.</summary>
    nn.Module<Tensor, Tensor> Through(Sequential network);

    /// <summary>Called after every step of the optimiser.</summary>
    void AfterStep(Sequential network, TrainingStep step);
}

/// <summary>Where training stands.</summary>
/// <param name="Number">Steps done, over all epochs.</param>
/// <param name="InEpoch">Steps done in this epoch.</param>
/// <param name="PerEpoch">Steps of an epoch.</param>
/// <param name="Last">Whether no step follows.</param>
public readonly record struct TrainingStep(long Number, int InEpoch, int PerEpoch, bool Last);

/// <summary>Plain training.</summary>
public sealed class DigitalRule : ITrainingRule
{
    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Through(Sequential network) => network;

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step)
    {
    }
}
