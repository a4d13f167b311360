namespace CrossbarSim.Simulator.Kernels;

/// <summary>Conductances that are whole multiples of one unit, as ideal cells of few levels are: sums of them are then exact in single precision.</summary>
internal static class Lattice
{
    /// <summary>Sums up to this are exact.</summary>
    public const double MostSum = 1 << 24;

    /// <summary>What a conductance may be off its multiple, relative to it: the rounding of some operations, and no physics.</summary>
    private const double Tolerance = 1e-13;

    private const double MostMultiple = 1 << 12;

    /// <summary>The smallest conductance may be so many units.</summary>
    private const int MostDivisor = 8;

    /// <summary>The unit of a line, in siemens; 0 where there is none.</summary>
    /// <param name="conductances">Of the line on every row, in siemens.</param>
    public static double Unit(ReadOnlySpan<double> conductances)
    {
        double smallest = double.PositiveInfinity;
        foreach (double conductance in conductances)
        {
            smallest = conductance == 0 ? smallest : Math.Min(smallest, Math.Abs(conductance));
        }

        if (double.IsInfinity(smallest))
        {
            return 1; // nothing flows, whatever the unit
        }

        for (int divisor = 1; divisor <= MostDivisor; divisor++)
        {
            double unit = smallest / divisor;
            if (AreMultiples(conductances, unit))
            {
                return unit;
            }
        }

        return 0;
    }

    private static bool AreMultiples(ReadOnlySpan<double> conductances, double unit)
    {
        foreach (double conductance in conductances)
        {
            double multiple = conductance / unit;
            double whole = Math.Round(multiple);
            if (Math.Abs(whole) > MostMultiple || Math.Abs(multiple - whole) > Tolerance * Math.Abs(whole))
            {
                return false;
            }
        }

        return true;
    }
}
