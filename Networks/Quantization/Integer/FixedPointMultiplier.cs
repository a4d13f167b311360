namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>A factor as 2^-n·q/2^31, q of 32 bits with its highest bit in use: a doubled high product, then a shift, each rounding to the nearest.</summary>
/// <remarks>
/// The high product rounds halves up in magnitude towards plus infinity as its instruction does (saturating rounding doubling high multiply); the shift rounds
/// halves away from zero. Source: B. Jacob et al., CVPR 2018, arXiv:1712.05877, section 2.2 (gemmlowp).
/// </remarks>
public sealed class FixedPointMultiplier : IRequantizer
{
    private FixedPointMultiplier(int multiplier, int rightShift) => (Multiplier, RightShift) = (multiplier, rightShift);

    /// <summary>q, 2^30 up to, not including, 2^31.</summary>
    public int Multiplier { get; }

    /// <summary>n, zero or more.</summary>
    public int RightShift { get; }

    /// <inheritdoc/>
    public double Factor => Math.ScaleB(Multiplier, -31 - RightShift);

    /// <summary>The multiplier nearest to a factor.</summary>
    /// <param name="factor">M, above 2^-32 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Any other factor.</exception>
    public static FixedPointMultiplier Of(double factor)
    {
        if (!(factor > Math.ScaleB(1, -32) && factor < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A fixed-point factor is above 2^-32 and below 1.");
        }

        int rightShift = -(Math.ILogB(factor) + 1); // M0 = M·2^n in [1/2, 1)
        long multiplier = (long)Math.Round(Math.ScaleB(factor, 31 + rightShift), MidpointRounding.AwayFromZero);
        return multiplier == 1L << 31 && rightShift > 0
            ? new FixedPointMultiplier(1 << 30, rightShift - 1)
            : new FixedPointMultiplier((int)Math.Min(multiplier, int.MaxValue), rightShift);
    }

    /// <inheritdoc/>
    public int Apply(int accumulator)
    {
        long product = (long)accumulator * Multiplier;
        long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        int high = (int)((product + nudge) / (1L << 31)); // q is positive: nothing saturates
        int mask = (1 << RightShift) - 1;
        int remainder = high & mask;
        int threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (high >> RightShift) + (remainder > threshold ? 1 : 0);
    }
}
