namespace CrossbarSim.Simulator.Converters;

/// <summary>A single-slope converter: counts the whole steps of a ramp that a current has passed; 2^b codes, each the middle of its step.</summary>
/// <remarks>
/// LSB = (high - low)/2^b; code = ⌊(I - low)/LSB⌋ within 0..2^b - 1; value = low + (code + ½)·LSB. A current on a step has passed it.
/// </remarks>
public sealed class RampAdc : ILinearAdc
{
    /// <summary>A converter of <paramref name="bits"/> bits, 1 to 16, over a range that is not empty.</summary>
    public RampAdc(int bits, AdcRange range)
    {
        AdcChecks.Check(bits, 1, range);
        (Range, Codes) = (range, 1 << bits);
        Lsb = (range.High - range.Low) / Codes;
        (CodesPerAmpere, Origin) = (1.0 / Lsb, range.Low + (Lsb / 2));
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes { get; }

    /// <inheritdoc/>
    public double Lsb { get; }

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin { get; }

    /// <inheritdoc/>
    public int OriginCode => 0;

    /// <inheritdoc/>
    public bool RoundsHalfToEven => false;

    /// <inheritdoc/>
    public int Code(double amperes) =>
        (int)Math.Clamp(Math.Floor(CodePosition.Of((amperes - Range.Low) / Lsb)), 0, Codes - 1);

    /// <inheritdoc/>
    public double Value(int code) => (code / CodesPerAmpere) + Origin;
}
