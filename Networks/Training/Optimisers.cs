using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>Makes optimisers as settings want them.</summary>
internal static class Optimisers
{
    // Moments by position and given: their defaults differ between versions of TorchSharp.
    public static OptimizerHelper Make(TrainingSettings settings, IEnumerable<Parameter> parameters) => settings.Optimiser switch
    {
        OptimiserKind.Adam => optim.Adam(parameters, settings.LearningRate, 0.9, 0.999, 1e-8, settings.WeightDecay),
        OptimiserKind.Adamw => optim.AdamW(parameters, settings.LearningRate, 0.9, 0.999, 1e-8, settings.WeightDecay),
        OptimiserKind.Sgd => optim.SGD(
            parameters, settings.LearningRate, settings.Momentum ?? TrainingSettings.UsualMomentum, 0, settings.WeightDecay, settings.Nesterov),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimiser, "There is no such optimiser."),
    };

    public static void SetLearningRate(optim.Optimizer optimiser, double rate)
    {
        foreach (optim.ILearningRateController group in optimiser.ParamGroups)
        {
            group.LearningRate = rate;
        }
    }
}
