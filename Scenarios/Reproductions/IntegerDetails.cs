using System.Globalization;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Reports;
using CrossbarSim.Networks.Summaries;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>What a network of integers is made of: its layers, the ranges of its tensors, the scales of its layers, its tensors in fixed point.</summary>
internal static class IntegerDetails
{
    private const int Shift = 16;

    /// <summary>An error of 1 %, root mean square.</summary>
    private const double Decibels = 40;

    private static readonly int[] s_bits = [16, 8, 4];

    /// <summary>The tables.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="calibration">Images that decide ranges and scales.</param>
    /// <param name="images">Their shape.</param>
    /// <param name="hardware">The tiles that its layers go on.</param>
    public static IReadOnlyList<ReproductionDetail> Of(Sequential network, Tensor calibration, ImageShape images, CrossbarSettings hardware)
    {
        IReadOnlyList<TensorValues> tensors = TensorValues.Of(network, calibration);
        return [Layers(ModelSummary.Of(network, images, hardware, [], _ => new LayerPrecision(8, 8))), Ranges(tensors), Scales(IntegerConversion.Scales(network, calibration)), FixedPoint(tensors)];
    }

    private static ReproductionDetail Layers(ModelSummary summary) => new(
        "layers", "Layers", ["layer", "kind", "input", "kernel", "output", "parameters", "mult-adds"],
        [
            .. summary.Layers.Select(layer => (IReadOnlyList<string>)
            [
                layer.Name, layer.Kind, string.Join('x', layer.Input), layer.Kernel is (int height, int width) ? $"{height}x{width}" : "-", string.Join('x', layer.Output),
                Whole(layer.Parameters), Whole(layer.MultiplyAdds),
            ]),
            ["total", "", "", "", "", Whole(summary.Parameters), Whole(summary.MultiplyAdds)],
        ]);

    private static ReproductionDetail Ranges(IReadOnlyList<TensorValues> tensors) => new(
        "ranges", "Ranges: what was seen beside mean ± 3σ",
        ["layer", "tensor", "lowest", "highest", "total", "-3 sigma", "+3 sigma", "6 sigma", "larger", "3 sigma clips the highest"],
        [
            .. tensors.Select(tensor => (tensor, tensor.Range)).Select(each => (IReadOnlyList<string>)
            [
                each.tensor.Layer, Kind(each.tensor), Number(each.Range.Seen.Low), Number(each.Range.Seen.High), Number(each.Range.Seen.Width),
                Number(each.Range.ThreeSigma.Low), Number(each.Range.ThreeSigma.High), Number(each.Range.ThreeSigma.Width),
                each.Range.SigmaSpansMore ? "3 sigma" : "seen", each.Range.SigmaClipsHighest ? "yes" : "no",
            ]),
        ]);

    private static ReproductionDetail Scales(IReadOnlyList<LayerScales> scales) => new(
        "scales", $"Scales of 8-bit codes, and factors M = S_w·S_in/S_out as b/2^{Shift}",
        ["layer", "S_w", "S_in", "S_out", "M", "b", "b/2^16 over M - 1 (%)", "gives"],
        [
            .. scales.Select(each => (each, multiplier: each.Multiplier(Shift))).Select(row => (IReadOnlyList<string>)
            [
                row.each.Layer, Number(row.each.Weights), Number(row.each.Input), Number(row.each.Output), Number(row.each.Factor), Whole(row.multiplier.Multiplier),
                Number(100 * ((row.multiplier.Factor / row.each.Factor) - 1)), row.each.GivesSums ? "sums: M is not used" : "codes",
            ]),
        ]);

    private static ReproductionDetail FixedPoint(IReadOnlyList<TensorValues> tensors) => new(
        "fixed-point", "Signed fixed point Qm.n (sign, m bits before the point, n behind it): bits that tensors need, signal over error at 16, 8 and 4 bits",
        ["layer", "tensor", "m", $"n for {Decibels:0} dB", "bits for it", .. s_bits.SelectMany(bits => new[] { $"{bits} bits", $"{bits} bits: dB" })],
        [
            .. tensors.Select(tensor =>
            {
                ValueRange range = ValueRange.Of(tensor.Values.Span);
                FixedPointFormat? needed = FixedPointFormat.Needed(tensor.Values.Span, Decibels);
                return (IReadOnlyList<string>)
                [
                    tensor.Layer, Kind(tensor), Whole(FixedPointFormat.IntegerBitsOf(range)), needed is { } found ? Whole(found.FractionBits) : "-", needed is { } format ? Whole(format.Bits) : "-",
                    .. s_bits.Select(bits => FixedPointFormat.Of(range, bits)).SelectMany(
                        each => new[] { each.ToString(), each.SignalToError(tensor.Values.Span).ToString("0.0", CultureInfo.InvariantCulture) }),
                ];
            }),
        ]);

    private static string Kind(TensorValues tensor) => tensor.Kind == TensorKind.Input ? "images" : Reports.Names.Of(tensor.Kind);

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
