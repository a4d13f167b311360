using System.Globalization;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>Two lines on where the layers with weights of the first point are.</summary>
internal static class LayerSummary
{
    public static string Of(StudyResult result)
    {
        IReadOnlyList<LayerPlan> layers = result.Points[0].Layers;
        IEnumerable<string> analog = layers.Where(layer => layer.StaysDigital is null).Select(layer => string.Create(
            CultureInfo.InvariantCulture, $"{layer.Name} on {layer.Tiles} {(layer.Tiles == 1 ? "tile" : "tiles")} ({100 * layer.Utilisation:0} % used)"));
        IEnumerable<string> digital = layers
            .Where(layer => layer.StaysDigital is string reason && reason != "has no weights" && !reason.StartsWith("folded into", StringComparison.Ordinal))
            .Select(layer => $"{layer.Name} ({layer.StaysDigital})");
        return $"Analog: {string.Join(", ", analog.DefaultIfEmpty("nothing"))}\nDigital: {string.Join(", ", digital.DefaultIfEmpty("no layer with weights"))}";
    }
}
