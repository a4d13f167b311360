using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>The range of least Kullback-Leibler divergence between what is seen and what its codes tell of it.</summary>
/// <remarks>
/// The search is that of converters (<see cref="RangeSearch.LeastDivergence"/>). Source: S. Migacz, "8-bit inference with TensorRT", GTC 2017; its
/// text takes the middle of the last bin kept as the end, <c>halfBin</c>.
/// </remarks>
public static class LeastDivergence
{
    /// <summary>The range about zero.</summary>
    /// <param name="values">One or more; zeros are left out, of which a rectifier makes so many that nothing else would count.</param>
    /// <param name="levels">Magnitudes that the quantizer tells apart.</param>
    /// <param name="bins">Bins of magnitudes.</param>
    /// <param name="halfBin">Whether the end is the middle of the last bin kept, instead of its end.</param>
    public static ValueRange Of(double[] values, int levels, int bins = 2048, bool halfBin = false)
    {
        double largest = ValueRange.Of(values).Magnitude;
        if (largest == 0)
        {
            return ValueRange.About(0);
        }

        long[] counts = new long[bins];
        foreach (double value in values)
        {
            counts[Math.Min((int)(Math.Abs(value) / largest * bins), bins - 1)] += value == 0 ? 0 : 1;
        }

        return Threshold(counts, largest / bins, levels, halfBin);
    }

    /// <summary>The range about zero of magnitudes that are counted already.</summary>
    /// <param name="counts">Magnitudes per bin; the first bin begins at zero.</param>
    /// <param name="binWidth">Width of a bin.</param>
    /// <param name="levels">Magnitudes that the quantizer tells apart.</param>
    /// <param name="halfBin">Whether the end is the middle of the last bin kept, instead of its end.</param>
    public static ValueRange Threshold(ReadOnlySpan<long> counts, double binWidth, int levels, bool halfBin = false)
    {
        int kept = RangeSearch.LeastDivergence(counts, levels);
        return ValueRange.About((kept - (halfBin ? 0.5 : 0.0)) * binWidth);
    }
}
