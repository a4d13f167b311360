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
}
