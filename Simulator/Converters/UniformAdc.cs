namespace CrossbarSim.Simulator.Converters;

/// <summary>2^b equally spaced values, the ends of the range the first and the last of them.</summary>
/// <remarks>code = round((clip(I) - low)·(2^b - 1)/(high - low)), half to even, from the <see cref="CodePosition"/>; value = code·LSB + low.</remarks>
public sealed class UniformAdc : ILinearAdc
{
    /// <summary>A converter of <paramref name="bits"/> bits, 1 to 16, over a range that is not empty.</summary>
    public UniformAdc(int bits, AdcRange range)
    {
        AdcChecks.Check(bits, 1, range);
        (Range, Codes) = (range, 1 << bits);
        CodesPerAmpere = (Codes - 1) / (range.High - range.Low);
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes { get; }

    /// <inheritdoc/>
    public double Lsb => 1.0 / CodesPerAmpere;

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin => Range.Low;

    /// <inheritdoc/>
    public int OriginCode => 0;

    /// <inheritdoc/>
    public int Code(double amperes) =>
        (int)Math.Round(CodePosition.Of((Math.Clamp(amperes, Range.Low, Range.High) - Range.Low) * CodesPerAmpere));

    /// <inheritdoc/>
    public double Value(int code) => (code / CodesPerAmpere) + Range.Low;
}
