using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What a set of trials says about a quantity.</summary>
/// <param name="Count">Trials.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Sample standard deviation (n - 1); null with fewer than two trials.</param>
/// <param name="Interval">Half width of the 95 % confidence interval of the mean, Student's t; null with fewer than two trials.</param>
/// <param name="Lowest">The lowest.</param>
/// <param name="Median">The middle one, or the mean of the two middle ones.</param>
/// <param name="Highest">The highest.</param>
public sealed record TrialStatistics(
    int Count, double Mean, double? Deviation, double? Interval, double Lowest, double Median, double Highest)
{
    /// <summary>The statistics of one or more values.</summary>
    public static TrialStatistics Of(IReadOnlyCollection<double> values)
    {
        double[] all = [.. values];
        double? deviation = all.Length > 1 ? all.StandardDeviation() : null;
        double? interval = deviation is double s
            ? StudentT.InvCDF(0, 1, all.Length - 1, 0.975) * s / Math.Sqrt(all.Length)
            : null;
        return new TrialStatistics(all.Length, all.Mean(), deviation, interval, all.Min(), all.Median(), all.Max());
    }
}
