namespace CrossbarSim.Simulator.Converters;

/// <summary>Three values: the two ends of the range and its middle; thresholds half way between them ("1.5 bits").</summary>
/// <remarks>code = round((clip(I) - middle)·2/(high - low)), half to even, counted from the lowest: a current on a threshold is in the middle.</remarks>
public sealed class TernaryAdc : ILinearAdc
{
    /// <summary>A converter over a range that is not empty.</summary>
    public TernaryAdc(AdcRange range)
    {
        AdcChecks.Check(range);
        (Range, Origin) = (range, (range.Low / 2) + (range.High / 2));
        CodesPerAmpere = 2.0 / (range.High - range.Low);
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes => 3;

    /// <inheritdoc/>
    public double Lsb => 1.0 / CodesPerAmpere;

    /// <inheritdoc/>
    public double CodesPerAmpere { get; }

    /// <inheritdoc/>
    public double Origin { get; }

    /// <inheritdoc/>
    public int OriginCode => 1;

    /// <inheritdoc/>
    public int Code(double amperes) =>
        (int)Math.Round(CodePosition.Of((Math.Clamp(amperes, Range.Low, Range.High) - Origin) * CodesPerAmpere)) + 1;

    /// <inheritdoc/>
    public double Value(int code) => ((code - 1) / CodesPerAmpere) + Origin;
}
