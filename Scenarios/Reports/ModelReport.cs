using System.Globalization;
using CrossbarSim.Networks.Summaries;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>A network on a page: its layers, and what they add up to.</summary>
internal static class ModelReport
{
    private static readonly string[] _headers =
        ["layer", "kind", "input", "kernel", "output", "parameters", "mult-adds", "bits", "memory kB", "tiles", "cells", "used %", "digital because it"];

    public static string Of(ModelSummary summary) =>
        new TextTable(_headers, [.. summary.Layers.Select(Row)]).Text() + "\n" + string.Join('\n', Totals(summary)) + "\n";

    private static string[] Row(LayerFacts layer) =>
    [
        layer.Name,
        layer.Kind,
        Shape(layer.Input),
        layer.Kernel is (int height, int width) ? $"{height}x{width}" : "",
        Shape(layer.Output),
        Number(layer.Parameters),
        Number(layer.MultiplyAdds),
        layer.Weights == 0 ? "-" : $"{layer.Precision.InputBits}/{layer.Precision.WeightBits}",
        Kilobytes(layer.MemoryBits / 8.0),
        Number(layer.Tiles),
        Number(layer.CellsUsed),
        layer.Cells == 0 ? "-" : Percent(layer.CellsUsed, layer.Cells),
        layer.StaysDigital ?? "",
    ];

    private static IEnumerable<string> Totals(ModelSummary summary)
    {
        (long used, long cells) = (summary.Layers.Sum(layer => layer.CellsUsed), summary.Layers.Sum(layer => layer.Cells));
        yield return $"Parameters: {Number(summary.Parameters)}, {Number(summary.Trainable)} trainable: {Parts(summary.ParametersByBits)}";
        yield return $"Memory: {Kilobytes(summary.Bytes)} kB; {Kilobytes(summary.BytesWithFloatsInOne)} kB with the rest in 8 bits; "
            + $"{Kilobytes(summary.FloatBytes)} kB in 32 bits, of which it is {Percent(summary.Bytes, summary.FloatBytes)} %";
        yield return $"Mult-adds: {Number(summary.MultiplyAdds)}: {Parts(summary.MultiplyAddsByBits)}";
        yield return $"Tiles: {Number(summary.Layers.Sum(layer => layer.Tiles))} on {Number(summary.Layers.Sum(layer => layer.Arrays))} arrays; cells: {Number(used)} of {Number(cells)}, {Percent(used, cells)} % used";
    }

    private static string Parts(IReadOnlyList<(int Bits, long Count)> parts)
    {
        double all = parts.Sum(part => part.Count);
        return parts.Count == 0 ? "none" : string.Join(", ", parts.Select(part =>
            $"{Number(part.Count)} of {part.Bits} {(part.Bits == 1 ? "bit" : "bits")} ({Percent(part.Count, all)} %)"));
    }

    private static string Shape(IReadOnlyList<long> shape) => string.Join('x', shape);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Kilobytes of 1024 bytes.</summary>
    private static string Kilobytes(double bytes) => (bytes / 1024).ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(double part, double whole) => whole == 0 ? "-" : (100 * part / whole).ToString("0.0", CultureInfo.InvariantCulture);
}
