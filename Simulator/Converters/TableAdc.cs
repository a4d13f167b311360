namespace CrossbarSim.Simulator.Converters;

/// <summary>A converter that does what a table says: a measured or a simulated one.</summary>
/// <remarks>A code begins above its threshold: a current on it belongs to the code below.</remarks>
public sealed class TableAdc : IAdc
{
    private readonly double[] _thresholds;
    private readonly double[] _values;
    private readonly double[] _sigmas;

    /// <summary>A converter.</summary>
    /// <param name="table">Its codes.</param>
    /// <param name="range">What a relative table is relative to; a table in amperes has a range of its own, and this one is not looked at.</param>
    public TableAdc(AdcTable table, AdcRange range)
    {
        Range = table.Range ?? range;
        AdcChecks.Check(Range);
        (double scale, double origin) = table.IsRelative ? (Range.High - Range.Low, Range.Low) : (1.0, 0.0);
        Codes = table.Codes;
        _thresholds = new double[Codes - 1]; // of codes from 1 on: nothing is below code 0
        (_values, _sigmas) = (new double[Codes], new double[Codes]);
        for (int code = 0; code < Codes; code++)
        {
            _values[code] = origin + (scale * table.Means[code]);
            _sigmas[code] = scale * table.Sigmas[code];
            if (code > 0)
            {
                _thresholds[code - 1] = origin + (scale * table.Thresholds[code]);
            }
        }
    }

    /// <inheritdoc/>
    public AdcRange Range { get; }

    /// <inheritdoc/>
    public int Codes { get; }

    /// <inheritdoc/>
    public double Lsb => (_values[^1] - _values[0]) / (Codes - 1);

    /// <summary>Where codes begin, in amperes, from code 1 on.</summary>
    internal ReadOnlySpan<double> Thresholds => _thresholds;

    /// <inheritdoc/>
    public int Code(double amperes) => Below(_thresholds, amperes);

    /// <inheritdoc/>
    public double Value(int code) => _values[code];

    /// <inheritdoc/>
    public double Sigma(int code) => _sigmas[code];

    /// <summary>How many thresholds, which do not fall, lie below a current.</summary>
    internal static int Below(ReadOnlySpan<double> thresholds, double amperes)
    {
        (int first, int end) = (0, thresholds.Length);
        while (first < end)
        {
            int middle = (first + end) / 2;
            (first, end) = thresholds[middle] < amperes ? (middle + 1, end) : (first, middle);
        }

        return first;
    }
}
