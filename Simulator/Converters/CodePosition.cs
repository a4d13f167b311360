namespace CrossbarSim.Simulator.Converters;

/// <summary>Where a current stands between the codes of a converter with equal steps.</summary>
/// <remarks>
/// A sum of many currents is off by rounding that depends on the order of summation. Where such a sum stands exactly between two codes, as sums of
/// binary weights often do, that rounding would choose the code. Positions are therefore rounded to 2^-24 of a step first: currents that are equal
/// but for rounding have the same code, and those between two codes go where the converter's rule says.
/// </remarks>
internal static class CodePosition
{
    /// <summary>Positions are multiples of one over this many steps.</summary>
    public const double PerStep = 1 << 24;

    /// <summary>A position in steps, rid of rounding.</summary>
    public static double Of(double steps) => Math.Round(steps * PerStep) / PerStep;

    /// <summary>The currents, in amperes, that do not count as clipped: the converter's range, and 2^-24 of a step more at each end.</summary>
    public static AdcRange Unclipped(IAdc adc)
    {
        double more = adc.Lsb / PerStep;
        return new AdcRange(adc.Range.Low - more, adc.Range.High + more);
    }

    /// <summary>Whether the code is the same however a sum was rounded that came to a position.</summary>
    /// <remarks>
    /// Away from the middle between two codes it is. Near it, sums differ by less than 2^-29 of a step: unless this one is within a fiftieth of the middle
    /// between two multiples of 2^-24, all of them are rounded to the same one.
    /// </remarks>
    public static bool IsSettled(double steps)
    {
        double part = Math.Abs(steps - Math.Floor(steps) - 0.5);
        double place = part * PerStep;
        return part > 1e-6 || Math.Abs(place - Math.Floor(place) - 0.5) >= 0.02;
    }
}
