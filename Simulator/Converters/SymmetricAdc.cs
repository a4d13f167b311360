namespace CrossbarSim.Simulator.Converters;

/// <summary>2^b - 1 equally spaced values about zero, which is one of them (mid-tread, sign and magnitude).</summary>
/// <remarks>code = round(clip(I)·(2^(b-1) - 1)/high), half to even, from the <see cref="CodePosition"/>, counted from the most negative; value = code·LSB.</remarks>
public sealed class SymmetricAdc : ILinearAdc
{
    private readonly int _steps;

    /// <summary>A converter of <paramref name="bits"/> bits, 2 to 16, over a range about zero that is not empty.</summary>
    public SymmetricAdc(int bits, AdcRange range)
    {
        AdcChecks.Check(bits, 2, range);
        AdcChecks.CheckSymmetric(range);
        (Range, _steps) = (range, (1 << (bits - 1)) - 1);
        CodesPerAmpere = _steps / range.High;
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes => (2 * _steps) + 1;

    /// <inheritdoc/>
    public double Lsb => 1.0 / CodesPerAmpere;

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin => 0;

    /// <inheritdoc/>
    public int OriginCode => _steps;

    /// <inheritdoc/>
    public int Code(double amperes) =>
        (int)Math.Round(CodePosition.Of(Math.Clamp(amperes, Range.Low, Range.High) * CodesPerAmpere)) + _steps;

    /// <inheritdoc/>
    public double Value(int code) => (code - _steps) / CodesPerAmpere;
}
