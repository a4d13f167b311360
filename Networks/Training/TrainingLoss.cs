using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>The loss of a batch.</summary>
internal static class TrainingLoss
{
    /// <summary>The mean over the batch, a number that gradients flow back from.</summary>
    /// <param name="outputs">[batch, classes].</param>
    /// <param name="labels">[batch], class numbers.</param>
    /// <param name="settings">Which loss.</param>
    public static Tensor Of(Tensor outputs, Tensor labels, TrainingSettings settings) => settings.Loss switch
    {
        LossKind.CrossEntropy => nn.functional.cross_entropy(
            settings.Temperature == 1.0 ? outputs : outputs * (1.0 / settings.Temperature), labels, label_smoothing: settings.LabelSmoothing),
        LossKind.SquaredHinge => SquaredHinge(outputs, labels),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Loss, "There is no such loss."),
    };

    /// <summary>The loss of a batch that learns from a teacher too.</summary>
    /// <param name="outputs">[batch, classes].</param>
    /// <param name="teacher">As large; no gradient reaches it.</param>
    /// <param name="labels">[batch], class numbers.</param>
    /// <param name="settings">Which loss by labels.</param>
    /// <param name="distillation">How.</param>
    public static Tensor Of(Tensor outputs, Tensor teacher, Tensor labels, TrainingSettings settings, DistillationSettings distillation)
    {
        Tensor soft = Distillation.CrossEntropy(outputs, teacher, distillation.Temperature) * distillation.Soft;
        return distillation.Hard == 0 ? soft : (Of(outputs, labels, settings) * distillation.Hard) + soft;
    }

    private static Tensor SquaredHinge(Tensor outputs, Tensor labels)
    {
        Tensor targets = (nn.functional.one_hot(labels, outputs.shape[1]).to(ScalarType.Float32) * 2.0) - 1.0; // ±1
        return (1.0 - (targets * outputs)).clamp_min(0.0).square().mean();
    }
}
