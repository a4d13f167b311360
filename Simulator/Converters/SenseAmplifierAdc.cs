namespace CrossbarSim.Simulator.Converters;

/// <summary>A sense amplifier: one bit, above or below the middle of its range; its values are the two ends.</summary>
/// <remarks>A current on the threshold is low: over ±128 a partial sum of 0 reads as -128.</remarks>
public sealed class SenseAmplifierAdc : ILinearAdc
{
    private readonly double _threshold;

    /// <summary>A sense amplifier over a range that is not empty.</summary>
    public SenseAmplifierAdc(AdcRange range)
    {
        AdcChecks.Check(range);
        (Range, _threshold) = (range, (range.Low / 2) + (range.High / 2));
        CodesPerAmpere = 1.0 / (range.High - range.Low);
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes => 2;

    /// <inheritdoc/>
    public double Lsb => 1.0 / CodesPerAmpere;

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin => Range.Low;

    /// <inheritdoc/>
    public int OriginCode => 0;

    /// <inheritdoc/>
    public bool RoundsHalfToEven => false;

    /// <inheritdoc/>
    public int Code(double amperes) => CodePosition.Of((amperes - _threshold) * CodesPerAmpere) > 0 ? 1 : 0;

    /// <inheritdoc/>
    public double Value(int code) => (code / CodesPerAmpere) + Range.Low;
}
