namespace CrossbarSim.Networks.Training;

/// <summary>The optimisers known by name.</summary>
public enum OptimiserKind
{
    /// <summary>Adam with its usual moments (0.9, 0.999).</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum 0.9.</summary>
    Sgd,
}

/// <summary>How the learning rate goes over the epochs.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>Down a half cosine to zero.</summary>
    Cosine,
}

/// <summary>How a network is trained.</summary>
public sealed record TrainingSettings
{
    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images in a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>The optimiser.</summary>
    public OptimiserKind Optimiser { get; init; } = OptimiserKind.Adam;

    /// <summary>Learning rate of the first epoch.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate goes on.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>
    /// Temperature of the softmax in the training loss: outputs are divided by it. Where conductances bound the weights, outputs
    /// cannot grow; a temperature below 1 lets training turn to the images that are still wrong. Above 0.
    /// </summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Share of the training images, the last ones, kept out of training. 0 up to, not including, 1.</summary>
    public double Validation { get; init; }
}

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Loss">Mean training loss in nats.</param>
/// <param name="TrainingAccuracy">Share of correct images during training, 0 to 1.</param>
/// <param name="ValidationAccuracy">Share of correct validation images after the epoch; null without any.</param>
public sealed record EpochReport(int Epoch, int Epochs, double Loss, double TrainingAccuracy, double? ValidationAccuracy);
