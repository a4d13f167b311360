namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Mean ± 3σ of all numbers, σ that of a population.</summary>
public static class ThreeSigma
{
    /// <summary>The range.</summary>
    /// <param name="values">One or more.</param>
    public static ValueRange Of(ReadOnlySpan<double> values)
    {
        (double mean, double sigma) = Moments(values);
        return new ValueRange(mean - (3 * sigma), mean + (3 * sigma));
    }

    /// <summary>Mean and standard deviation of a population.</summary>
    public static (double Mean, double Sigma) Moments(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        double squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }
}
