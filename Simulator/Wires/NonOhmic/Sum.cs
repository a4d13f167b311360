namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Sums in one order, whatever the registers.</summary>
internal static unsafe class Sum
{
    /// <summary>The sum of some numbers, eight of them side by side.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="count">How many; a multiple of eight.</param>
    public static double Of(double* numbers, int count)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int i = 0; i < count; i += 8)
        {
            s0 += numbers[i];
            s1 += numbers[i + 1];
            s2 += numbers[i + 2];
            s3 += numbers[i + 3];
            s4 += numbers[i + 4];
            s5 += numbers[i + 5];
            s6 += numbers[i + 6];
            s7 += numbers[i + 7];
        }

        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
