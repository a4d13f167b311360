namespace CrossbarSim.Simulator.Converters;

/// <summary>Where a current lies among the codes of a converter, to 2^-24 of a step.</summary>
/// <remarks>
/// Currents that are equal but for the rounding of their sums get the same code, and one exactly between two codes goes where the converter's rule
/// says. Sums of cells with few values, read with few voltages, lie there often. What is finer than that is rounded, half to even.
/// </remarks>
public static class CodePosition
{
    /// <summary>Positions that are told apart, within a step.</summary>
    public const double PerStep = 1 << 24;

    /// <summary>The position that stands for one computed in double precision; both in steps.</summary>
    public static double Snap(double position) => Math.Round(position * PerStep) / PerStep;

    /// <summary>The currents, in amperes, that do not count as clipped: the converter's range and 2^-24 of a step more at each end.</summary>
    public static AdcRange Unclipped(IAdc adc)
    {
        double more = adc.Lsb / PerStep;
        return new AdcRange(adc.Range.Low - more, adc.Range.High + more);
    }

    /// <summary>Whether a current in amperes counts as clipped.</summary>
    public static bool IsClipped(IAdc adc, double amperes)
    {
        AdcRange range = Unclipped(adc);
        return amperes < range.Low || amperes > range.High;
    }
}
