using System.Globalization;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>What programming by pulses took on the first chip: over the layers of a point, and in a line for a study.</summary>
internal static class PulseReport
{
    /// <summary>Mean number of pulses of a cell; null without pulses.</summary>
    public static double? Mean(IReadOnlyList<LayerPulses> layers) => Over(layers, layer => layer.Counts.Mean);

    /// <summary>Most pulses of a cell; null without pulses.</summary>
    public static double? Most(IReadOnlyList<LayerPulses> layers) => layers.Count == 0 ? null : layers.Max(layer => layer.Counts.Most);

    /// <summary>Share of cells that are not within the tolerance, 0 to 1; null without pulses, or where nothing is verified.</summary>
    public static double? NotConverged(IReadOnlyList<LayerPulses> layers) =>
        layers.Any(layer => layer.Counts.NotConverged is null) ? null : Over(layers, layer => layer.Counts.NotConverged!.Value);

    /// <summary>The point and layer with most cells out of tolerance, or with most pulses, in a sentence; null without pulses.</summary>
    public static string? Of(StudyResult result)
    {
        (int Point, LayerPulses Layer)[] all = [.. result.Points.SelectMany(point => point.Pulses.Select(layer => (point.Point.Index, layer)))];
        if (all.Length == 0)
        {
            return null;
        }

        (int point, LayerPulses worst) = all.MaxBy(each => (each.Layer.Counts.NotConverged ?? 0, each.Layer.Counts.Mean));
        string verified = worst.Counts.NotConverged is double share
            ? string.Create(CultureInfo.InvariantCulture, $"; {100 * share:0.##} % of its cells are not within the tolerance after them")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Pulses: {worst.Counts.Mean:0.#} for a cell on average and {worst.Counts.Most} at most (point {point}, {worst.Layer}, {(verified.Length > 0 ? "the worst layer" : "which takes most")}){verified}.");
    }

    private static double? Over(IReadOnlyList<LayerPulses> layers, Func<LayerPulses, double> value) =>
        layers.Count == 0 ? null : layers.Sum(layer => layer.Cells * value(layer)) / layers.Sum(layer => (double)layer.Cells);
}
