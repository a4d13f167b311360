using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>A line of cells with two conductances, m + d and m - d: its current depends on two whole numbers alone.</summary>
/// <remarks>
/// With inputs x of -1, 0 and 1 and s = ±1 for the two conductances: I = V·(m·Σx + d·Σxs). Where m = 0, on the second sum, the count, alone.
/// </remarks>
/// <param name="Middle">m, in siemens.</param>
/// <param name="Deviation">d, in siemens; zero or more.</param>
/// <param name="Adc">The converter.</param>
/// <param name="Gain">Gain of the line.</param>
/// <param name="Offset">Offset of the line, in amperes.</param>
/// <param name="Volts">V, in volts.</param>
/// <param name="Rows">Rows of the tile.</param>
internal readonly record struct CountedLine(double Middle, double Deviation, ILinearAdc Adc, double Gain, double Offset, double Volts, int Rows)
{
    /// <summary>How far from each other, relative to the larger one, conductances may be that count as equal.</summary>
    public const double Same = 1e-12;

    /// <summary>How far a current as the reference computes it may be from <see cref="Current"/>, in amperes.</summary>
    /// <remarks>Conductances that are nearly equal; products, sums over rows and what the ADC computes, rounded in double precision.</remarks>
    private double Uncertainty =>
        (Rows * (Math.Abs(Middle) + Deviation) * Volts * Math.Abs(Gain) * ((4 * Same) + ((Rows + 16) * 2.3e-16))) + (Math.Abs(Offset) * 1e-15);

    /// <summary>Recognises a line.</summary>
    /// <param name="conductances">In siemens, one per row.</param>
    /// <param name="middle">m.</param>
    /// <param name="deviation">d.</param>
    /// <returns>Whether there are no more than two conductances.</returns>
    public static bool HasTwoValues(ReadOnlySpan<double> conductances, out double middle, out double deviation)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double conductance in conductances)
        {
            (low, high) = (Math.Min(low, conductance), Math.Max(high, conductance));
        }

        double near = Same * Math.Max(Math.Abs(low), Math.Abs(high));
        foreach (double conductance in conductances)
        {
            if (conductance - low > near && high - conductance > near)
            {
                (middle, deviation) = (0, 0);
                return false;
            }
        }

        // One value is as good as m = 0 and the same sign, or the other, in every row.
        (middle, deviation) = high - low <= near ? (0, Math.Abs(high)) : Math.Abs(high + low) <= near ? (0, (high - low) / 2) : ((high + low) / 2, (high - low) / 2);
        return true;
    }

    /// <summary>The current that the ADC sees, in amperes.</summary>
    /// <param name="inputs">Σx.</param>
    /// <param name="count">Σxs.</param>
    public double Current(int inputs, int count) => (((Middle * inputs) + (Deviation * count)) * Volts * Gain) + Offset;

    /// <summary>What the reference converts the current to; false where its rounding might matter.</summary>
    /// <param name="inputs">Σx.</param>
    /// <param name="count">Σxs.</param>
    /// <param name="code">The code.</param>
    /// <param name="clipped">Whether it is clipped.</param>
    public bool IsCertain(int inputs, int count, out int code, out bool clipped)
    {
        (double current, double around) = (Current(inputs, count), Uncertainty);
        (code, clipped) = (Adc.Code(current), Adc.Clips(current));
        return Adc.Code(current - around) == code && Adc.Code(current + around) == code
            && Adc.Clips(current - around) == clipped && Adc.Clips(current + around) == clipped;
    }

    /// <summary>The pairs of Σx and Σxs that there can be: both as even or odd as the number of driven rows.</summary>
    public IEnumerable<(int Inputs, int Count)> Pairs()
    {
        for (int count = -Rows; count <= Rows; count++)
        {
            if (Middle == 0)
            {
                yield return (0, count);
                continue;
            }

            int most = Rows - ((Rows ^ count) & 1);
            for (int inputs = -most; inputs <= most; inputs += 2)
            {
                yield return (inputs, count);
            }
        }
    }
}
