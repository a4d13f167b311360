using System.Text.Json.Serialization;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What one programmed chip came to.</summary>
/// <param name="Trial">Number of the trial, from 0.</param>
/// <param name="Evaluation">How it did on the test images.</param>
/// <param name="Conversions">What its converters did.</param>
/// <param name="ProgrammingErrorMicrosiemens">Root mean square distance of its cells from their targets, in µS.</param>
public sealed record TrialResult(int Trial, EvaluationResult Evaluation, ConversionCounts Conversions, double ProgrammingErrorMicrosiemens)
{
    /// <summary>What the converters of each layer did. In results.json it stands with the layers, over all trials.</summary>
    [JsonIgnore]
    public IReadOnlyList<LayerCounts> Layers { get; init; } = [];
}
