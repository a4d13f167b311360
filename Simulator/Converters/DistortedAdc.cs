namespace CrossbarSim.Simulator.Converters;

/// <summary>A converter whose codes begin elsewhere than they should; what they stand for is as it was.</summary>
/// <remarks>A current on a threshold belongs below it.</remarks>
internal sealed class DistortedAdc : IAdc
{
    private readonly IAdc _ideal;
    private readonly double[] _thresholds;

    /// <summary>A converter.</summary>
    /// <param name="ideal">What it should be.</param>
    /// <param name="thresholds">Where codes begin, in amperes, from code 1 on; not falling.</param>
    public DistortedAdc(IAdc ideal, double[] thresholds)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(thresholds.Length, ideal.Codes - 1);
        (_ideal, _thresholds) = (ideal, thresholds);
    }

    /// <inheritdoc/>
    public AdcRange Range => _ideal.Range;

    /// <summary>Where codes begin, in amperes, from code 1 on.</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <inheritdoc/>
    public int Codes => _ideal.Codes;

    /// <inheritdoc/>
    public double Lsb => _ideal.Lsb;

    /// <inheritdoc/>
    public int Code(double amperes) => TableAdc.Below(_thresholds, amperes);

    /// <inheritdoc/>
    public double Value(int code) => _ideal.Value(code);

    /// <inheritdoc/>
    public double Sigma(int code) => _ideal.Sigma(code);
}
