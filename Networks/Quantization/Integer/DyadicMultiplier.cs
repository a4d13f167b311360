namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>A factor as b/2^c: a product of 64 bits and an arithmetic shift.</summary>
/// <remarks>
/// b = round(M·2^c). Rounding down is the shift alone, and biases outputs by half a step; half up adds 2^(c-1) first.
/// Source: Z. Yao et al., ICML 2021, arXiv:2011.10680 (HAWQ-V3).
/// </remarks>
public sealed class DyadicMultiplier : IRequantizer
{
    private readonly bool _halfUp;

    private DyadicMultiplier(int multiplier, int shift, bool halfUp) => (Multiplier, Shift, _halfUp) = (multiplier, shift, halfUp);

    /// <summary>b.</summary>
    public int Multiplier { get; }

    /// <summary>c.</summary>
    public int Shift { get; }

    /// <inheritdoc/>
    public double Factor => Math.ScaleB(Multiplier, -Shift);

    /// <summary>The multiplier nearest to a factor.</summary>
    /// <param name="factor">M.</param>
    /// <param name="shift">c, 1 to 31.</param>
    /// <param name="rounding">Down, or to the nearest with halves up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another rounding, or a shift or a factor that does not fit 32 bits.</exception>
    public static DyadicMultiplier Of(double factor, int shift, RoundingRule rounding)
    {
        if (rounding is not (RoundingRule.Floor or RoundingRule.HalfUp))
        {
            throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "A shift rounds down, or half up.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(shift, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, 31);
        double multiplier = Math.Round(Math.ScaleB(factor, shift));
        return Math.Abs(multiplier) <= int.MaxValue
            ? new DyadicMultiplier((int)multiplier, shift, rounding == RoundingRule.HalfUp)
            : throw new ArgumentOutOfRangeException(nameof(factor), factor, $"A factor times 2^{shift} has to fit 32 bits.");
    }

    /// <inheritdoc/>
    public int Apply(int accumulator) => checked((int)((((long)accumulator * Multiplier) + (_halfUp ? 1L << (Shift - 1) : 0)) >> Shift));
}
