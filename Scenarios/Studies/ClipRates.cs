using CrossbarSim.Networks.Conversion;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>How often the converters of each layer clipped, over the chips of a point.</summary>
internal static class ClipRates
{
    /// <summary>The layers with their rates; without, where a trial was journalled before layers were counted one by one.</summary>
    public static IReadOnlyList<LayerPlan> Of(IReadOnlyList<LayerPlan> layers, IReadOnlyList<TrialResult> trials)
    {
        if (trials.Any(trial => trial.Layers.Count == 0))
        {
            return layers;
        }

        Dictionary<string, ConversionCounts> counts = trials.SelectMany(trial => trial.Layers).GroupBy(layer => layer.Layer)
            .ToDictionary(layer => layer.Key, layer => layer.Aggregate(ConversionCounts.None, (sum, one) => sum + one.Counts));
        return [.. layers.Select(layer => !counts.TryGetValue(layer.Name, out ConversionCounts all) ? layer : layer with
        {
            DacClipRate = Rate(all.ClippedInputs, all.Inputs),
            AdcClipRate = Rate(all.ClippedConversions, all.Conversions),
        })];
    }

    private static double? Rate(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
