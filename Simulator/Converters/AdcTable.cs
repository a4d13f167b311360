namespace CrossbarSim.Simulator.Converters;

/// <summary>The transfer curve of a converter, code by code: measured, or from a circuit simulator.</summary>
/// <remarks>In amperes, or relative: 0 the low end of the converter's range and 1 its high end.</remarks>
public sealed class AdcTable
{
    /// <summary>The most codes of a table.</summary>
    public const int MostCodes = 1 << 16;

    private readonly double[] _thresholds;
    private readonly double[] _means;
    private readonly double[] _sigmas;

    /// <summary>A table.</summary>
    /// <param name="isRelative">Whether numbers are parts of the range rather than amperes.</param>
    /// <param name="thresholds">Where each code begins; the first is the low end of the range: 0 where the table is relative. Not falling.</param>
    /// <param name="means">What each code stands for; the last above the first.</param>
    /// <param name="sigmas">Standard deviation of that from read to read; zero or more.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or there are not 2 to 65536 of each.</exception>
    public AdcTable(bool isRelative, ReadOnlySpan<double> thresholds, ReadOnlySpan<double> means, ReadOnlySpan<double> sigmas)
    {
        (IsRelative, _thresholds, _means, _sigmas) = (isRelative, thresholds.ToArray(), means.ToArray(), sigmas.ToArray());
        if (_thresholds.Length is < 2 or > MostCodes || _means.Length != _thresholds.Length || _sigmas.Length != _thresholds.Length)
        {
            throw new ArgumentException($"A table has 2 to {MostCodes} codes, and a threshold, a mean and a sigma for each.");
        }

        if (Fault(isRelative, _thresholds, _means, _sigmas) is (int code, string column, string problem))
        {
            throw new ArgumentException($"Code {code}, {column}: {problem}");
        }
    }

    /// <summary>Whether numbers are parts of the range rather than amperes.</summary>
    public bool IsRelative { get; }

    /// <summary>How many codes there are.</summary>
    public int Codes => _thresholds.Length;

    /// <summary>Where each code begins.</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <summary>What each code stands for.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>Standard deviation of what each code stands for, from read to read.</summary>
    public ReadOnlySpan<double> Sigmas => _sigmas;

    /// <summary>Whether any code stands for something else at every read.</summary>
    public bool IsNoisy => _sigmas.Any(sigma => sigma > 0);

    /// <summary>The range of a table in amperes: from its first threshold to where the last code would end if it were as wide as the one before. Null: relative.</summary>
    public AdcRange? Range => IsRelative ? null : new AdcRange(_thresholds[0], (2 * _thresholds[^1]) - _thresholds[^2]);

    /// <summary>The first thing that is wrong with the numbers of a table; null: nothing.</summary>
    internal static (int Code, string Column, string Problem)? Fault(bool isRelative, double[] thresholds, double[] means, double[] sigmas)
    {
        int last = thresholds.Length - 1;
        for (int code = 0; code <= last; code++)
        {
            double threshold = thresholds[code];
            if (!isRelative && !(Math.Abs(threshold) <= 1))
            {
                return (code, "threshold", "is beyond 1 A; is the unit right?");
            }

            if (isRelative && !(threshold is >= 0 and <= 1))
            {
                return (code, "threshold", "is not between 0 and 1, the ends of the range; or name a unit, as in 'threshold_uA'.");
            }

            if (isRelative && code == 0 && threshold != 0)
            {
                return (code, "threshold", "the first code begins at 0, the low end of the range.");
            }

            if (code > 0 && threshold < thresholds[code - 1])
            {
                return (code, "threshold", "this code begins below the one before it.");
            }

            if (!double.IsFinite(means[code]))
            {
                return (code, "mean", "is not finite.");
            }

            if (!(sigmas[code] >= 0) || !double.IsFinite(sigmas[code]))
            {
                return (code, "sigma", "a standard deviation is zero or more.");
            }
        }

        return thresholds[last] == thresholds[0] ? (last, "threshold", "all codes begin at the same current.")
            : means[last] > means[0] ? null
            : (last, "mean", "the last code does not stand for more than the first.");
    }
}
