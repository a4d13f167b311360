namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>An input conversion by integer division instead of a product: x_q = ⌊127.5/round(1/x)⌋. For comparison with designs that have it.</summary>
/// <remarks>Its levels are harmonics of 127.5, and coarse where x is large: ±127 above 2/3, then ±63 down to 0.4, ±42 down to 0.286.</remarks>
public static class HarmonicInput
{
    /// <summary>The code of an input.</summary>
    /// <param name="value">-1 to 1.</param>
    public static int Code(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        double divisor = Math.Max(Math.Round(Math.Abs(1 / value)), 1);
        return Math.Sign(value) * (int)Math.Floor(127.5 / divisor);
    }
}
