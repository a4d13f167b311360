using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What a point of a study came to.</summary>
/// <param name="Point">The point.</param>
/// <param name="Hash">Address of its trials: equal for points that amount to the same.</param>
/// <param name="Baseline">The digital network on the same test images.</param>
/// <param name="Trials">One result a chip, in the order of trials.</param>
/// <param name="Layers">What became of each layer of the network.</param>
public sealed record PointResult(
    StudyPoint Point, string Hash, EvaluationResult Baseline, IReadOnlyList<TrialResult> Trials, IReadOnlyList<LayerPlan> Layers)
{
    /// <summary>The quantized network on the same test images, without hardware; null: it computes in floating point.</summary>
    public EvaluationResult? Quantized { get; init; }

    /// <summary>The bits of weights that a budget chose, by layer; null: there is none.</summary>
    public IReadOnlyDictionary<string, int>? WeightBits { get; init; }

    /// <summary>Accuracy over the chips, 0 to 1.</summary>
    public TrialStatistics Accuracy => TrialStatistics.Of([.. Trials.Select(trial => trial.Evaluation.Accuracy)]);

    /// <summary>Loss over the chips, in nats.</summary>
    public TrialStatistics Loss => TrialStatistics.Of([.. Trials.Select(trial => trial.Evaluation.Loss)]);

    /// <summary>Share of ADC conversions that were clipped, 0 to 1.</summary>
    public double AdcClipRate => Rate(Trials.Sum(t => t.Conversions.ClippedConversions), Trials.Sum(t => t.Conversions.Conversions));

    /// <summary>Share of DAC inputs that were clipped, 0 to 1.</summary>
    public double DacClipRate => Rate(Trials.Sum(t => t.Conversions.ClippedInputs), Trials.Sum(t => t.Conversions.Inputs));

    /// <summary>Mean over the chips of the root mean square programming error, in µS.</summary>
    public double ProgrammingErrorMicrosiemens => Trials.Average(trial => trial.ProgrammingErrorMicrosiemens);

    /// <summary>The pulses that programming the first chip took, layer by layer; empty where it is not by pulses.</summary>
    public IReadOnlyList<LayerPulses> Pulses =>
        [.. Layers.SelectMany(layer => layer.Effects.Where(effect => effect.Pulses is not null).Select(effect => new LayerPulses(layer.Name, effect.Cells, effect.Pulses!)))];

    private static double Rate(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>The pulses that a layer, or a group of it, took.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Counts">The pulses.</param>
public sealed record LayerPulses(string Layer, int Cells, PulseCounts Counts);

/// <summary>What a study came to.</summary>
/// <param name="Study">The study.</param>
/// <param name="Points">Its points, in order.</param>
public sealed record StudyResult(Study Study, IReadOnlyList<PointResult> Points);
