namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>Moments of a sample.</summary>
internal static class Sample
{
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Standard deviation with n - 1; 0 of a single value.</summary>
    public static double Sigma(ReadOnlySpan<double> values) => Sigma(values, Mean(values));

    /// <inheritdoc cref="Sigma(ReadOnlySpan{double})"/>
    public static double Sigma(ReadOnlySpan<double> values, double mean) =>
        values.Length < 2 ? 0 : Math.Sqrt(Moment(values, mean, 2) * values.Length / (values.Length - 1));

    /// <summary>Central moment, with n.</summary>
    public static double Moment(ReadOnlySpan<double> values, double mean, int order)
    {
        double sum = 0;
        foreach (double value in values)
        {
            double power = value - mean;
            sum += order == 2 ? power * power : power * power * power;
        }

        return sum / values.Length;
    }

    /// <summary>Skewness with its correction for small samples (G1); 0 of fewer than three values or of equal ones.</summary>
    public static double Skewness(ReadOnlySpan<double> values)
    {
        double n = values.Length;
        double mean = Mean(values);
        double variance = values.Length < 3 ? 0 : Moment(values, mean, 2);
        return variance == 0 ? 0 : Moment(values, mean, 3) / Math.Pow(variance, 1.5) * Math.Sqrt(n * (n - 1)) / (n - 2);
    }

    /// <summary>Standard error of the skewness of a normal sample.</summary>
    public static double SkewnessError(int count)
    {
        double n = count;
        return count < 3 ? double.PositiveInfinity : Math.Sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)));
    }

    /// <summary>Mean with its interval: values that are independent and about normal.</summary>
    public static Estimate MeanOf(ReadOnlySpan<double> values)
    {
        double mean = Mean(values);
        return Estimate.Student(mean, Sigma(values, mean) / Math.Sqrt(values.Length), values.Length - 1);
    }

    /// <summary>A quantile of sorted values, linear between them.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double part)
    {
        double at = part * (sorted.Length - 1);
        int below = Math.Min((int)at, sorted.Length - 1);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
