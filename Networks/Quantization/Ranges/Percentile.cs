namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Percentiles, linear between neighbours in the order of numbers.</summary>
public static class Percentile
{
    /// <summary>The percentile of some numbers.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="part">As a fraction, 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> values, double part)
    {
        double[] ordered = values.ToArray();
        Array.Sort(ordered);
        return OfOrdered(ordered, part);
    }

    /// <summary>All but a share on either side.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="part">What lies below the high end and above the low one, 0.5 to 1.</param>
    public static ValueRange Range(ReadOnlySpan<double> values, double part)
    {
        double[] ordered = values.ToArray();
        Array.Sort(ordered);
        return new ValueRange(OfOrdered(ordered, 1 - part), OfOrdered(ordered, part));
    }

    private static double OfOrdered(double[] ordered, double part)
    {
        double place = part * (ordered.Length - 1);
        int below = (int)Math.Min(Math.Floor(place), ordered.Length - 1);
        return below == ordered.Length - 1 ? ordered[below] : ordered[below] + ((place - below) * (ordered[below + 1] - ordered[below]));
    }
}
