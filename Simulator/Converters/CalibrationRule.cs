namespace CrossbarSim.Simulator.Converters;

/// <summary>Ways to find a range on what is seen during calibration.</summary>
public enum CalibrationMethod
{
    /// <summary>From the lowest to the highest.</summary>
    Max,

    /// <summary>All but a share on either side.</summary>
    Percentile,

    /// <summary>The range with the least mean squared error of what the converter makes of it.</summary>
    Mse,

    /// <summary>
    /// The range with the least Kullback-Leibler divergence between what is seen and what the converter's codes can tell of it. Zeros are left
    /// out: rows at rest need no range, and there are so many that nothing else would count.
    /// </summary>
    Kl,
}

/// <summary>How a range is found on what is seen during calibration.</summary>
/// <param name="Method">The way.</param>
/// <param name="Percentile">For <see cref="CalibrationMethod.Percentile"/>: 0.999 is 99.9 %, what lies below the high end and above the low one; 0.5 to 1.</param>
public readonly record struct CalibrationRule(CalibrationMethod Method, double Percentile = 0)
{
    /// <summary>From the lowest to the highest: what a rule is where nothing is said.</summary>
    public static CalibrationRule Max => default;

    /// <summary>The rule as scenarios spell it, as in <c>mse</c> and <c>99.9 %</c>.</summary>
    public override string ToString() => Method == CalibrationMethod.Percentile
        ? FormattableString.Invariant($"{Percentile * 100:0.############} %")
        : Method.ToString().ToLowerInvariant();

    /// <summary>The least mean squared error.</summary>
    public static CalibrationRule Mse => new(CalibrationMethod.Mse);

    /// <summary>The least divergence.</summary>
    public static CalibrationRule Kl => new(CalibrationMethod.Kl);

    /// <summary>All but a share on either side.</summary>
    /// <param name="percentile">As a fraction, at least 0.5 and below 1.</param>
    public static CalibrationRule AtPercentile(double percentile) => percentile is >= 0.5 and < 1
        ? new CalibrationRule(CalibrationMethod.Percentile, percentile)
        : throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile is 0.5 or more and below 1.");
}
