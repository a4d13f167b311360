namespace CrossbarSim.Simulator.Converters;

/// <summary>What stands between the lines of one tile and their ADCs on one chip: the ADC sees gain·I + offset, and noise of its own.</summary>
/// <param name="Gains">One per line, dimensionless; 1: perfect.</param>
/// <param name="Offsets">One per line, in amperes.</param>
/// <param name="Noise">One per line: standard deviation of what is added at every conversion, in amperes; zero or more.</param>
public sealed record LineErrors(double[] Gains, double[] Offsets, double[] Noise)
{
    /// <summary>Perfect lines.</summary>
    public static LineErrors None(int lines)
    {
        double[] gains = new double[lines];
        Array.Fill(gains, 1.0);
        return new LineErrors(gains, new double[lines], new double[lines]);
    }

    /// <summary>Whether any conversion is noisy.</summary>
    internal bool HasNoise => Noise.Any(sigma => sigma > 0);
}
