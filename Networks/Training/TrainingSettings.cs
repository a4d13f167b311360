using System.Text.Json.Serialization;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Networks.Training;

/// <summary>The optimisers known by name.</summary>
public enum OptimiserKind
{
    /// <summary>Adam with its usual moments (0.9, 0.999); weight decay is part of the gradient. arXiv:1412.6980.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,

    /// <summary>Adam with weight decay apart from the gradient. arXiv:1711.05101.</summary>
    Adamw,
}

/// <summary>What training makes small.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy of the softmax of the outputs, in nats.</summary>
    CrossEntropy,

    /// <summary>
    /// Mean over images and classes of max(0, 1 - t·y)², where the target t of an output y is 1 for the class of the image and -1 for others: M. Courbariaux
    /// et al., arXiv:1602.02830.
    /// </summary>
    SquaredHinge,
}

/// <summary>Which epoch's weights training ends with, where it is not the last one.</summary>
public enum BestEpoch
{
    /// <summary>None: the last epoch's.</summary>
    None,

    /// <summary>Those with the highest validation accuracy; of equal ones the first.</summary>
    Validation,
}

/// <summary>How a network is trained.</summary>
/// <remarks>What was added to it later is left out of its JSON where it is not used: that text is part of the address of trained networks.</remarks>
public sealed record TrainingSettings
{
    /// <summary>Momentum of stochastic gradient descent unless said otherwise.</summary>
    public const double UsualMomentum = 0.9;

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images in a step.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>The optimiser.</summary>
    public OptimiserKind Optimiser { get; init; } = OptimiserKind.Adam;

    /// <summary>The learning rate that the schedule starts from.</summary>
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

    /// <summary>Numbers of the schedule; null where it needs none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScheduleOptions? ScheduleOptions { get; init; }

    /// <summary>Epochs over which the learning rate rises to what the schedule says: in epoch e, from 0, by the factor (e + 1)/(warm-up + 1).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int WarmUp { get; init; }

    /// <summary>Momentum of stochastic gradient descent, 0 up to, not including, 1; null: <see cref="UsualMomentum"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Momentum { get; init; }

    /// <summary>Whether stochastic gradient descent takes the gradient where the momentum leads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Nesterov { get; init; }

    /// <summary>Weight decay. Zero or more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double WeightDecay { get; init; }

    /// <summary>What is made small.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LossKind Loss { get; init; }

    /// <summary>Share of the target that cross-entropy spreads over all classes. 0 up to, not including, 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double LabelSmoothing { get; init; }

    /// <summary>What is done to training images at random; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageAugmentation? Augmentation { get; init; }

    /// <summary>Which epoch's weights are kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public BestEpoch Best { get; init; }

    /// <summary>When training ends before its last epoch; null: never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EarlyStop? EarlyStop { get; init; }

    /// <summary>Weights, latent ones where there are such, are held within ± this after every step; null: they are not. Above 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ClipWeights { get; init; }

    /// <summary>How the network learns from the outputs of a teacher; null: it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DistillationSettings? Distillation { get; init; }
}

/// <summary>Learning from a teacher: hard·L + soft·H(softmax(teacher/T), softmax(outputs/T)), L being the loss of training. See <see cref="Training.Distillation"/>.</summary>
/// <param name="Temperature">T, above 0.</param>
/// <param name="Hard">Weight of the loss by labels. Zero or more.</param>
/// <param name="Soft">Weight of the teacher's. Above 0.</param>
public sealed record DistillationSettings(double Temperature, double Hard, double Soft);

/// <summary>Ends training that no longer gets better.</summary>
/// <param name="Patience">Epochs in a row without an improvement. One or more.</param>
/// <param name="MinImprovement">By how much validation accuracy must rise to count as one, 0 to 1; with 0, by anything.</param>
public sealed record EarlyStop(int Patience, double MinImprovement = 0)
{
    /// <summary>Whether training ends here.</summary>
    /// <param name="accuracies">Validation accuracy after every epoch so far.</param>
    public bool Ends(IEnumerable<double> accuracies)
    {
        double reference = double.NegativeInfinity;
        int waited = 0;
        foreach (double accuracy in accuracies)
        {
            bool improved = accuracy > reference && accuracy >= reference + MinImprovement;
            (reference, waited) = improved ? (accuracy, 0) : (reference, waited + 1);
        }

        return waited >= Patience;
    }
}
