using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>A quantity measured several times on each of several devices: its mean, and how it spreads within and between them.</summary>
/// <param name="Mean">The mean; where there are two devices or more from the means of devices, otherwise from the measurements.</param>
/// <param name="Within">Standard deviation from cycle to cycle on a device; 0 where none was measured twice.</param>
/// <param name="Between">Standard deviation from device to device, what cycles add taken off; null for one device.</param>
/// <param name="Total">Standard deviation of one measurement on a device picked at random.</param>
/// <remarks>
/// One-way random effects by analysis of variance: between² = (var of device means) - within²·mean(1/n), not below zero, and
/// total² = (var of device means) + within²·(1 - mean(1/n)), its interval by modified large samples (F. A. Graybill and C.-M. Wang,
/// J. Am. Stat. Assoc. 75, 869 (1980)).
/// </remarks>
internal sealed record VarianceComponents(Estimate Mean, double Within, double? Between, Estimate Total)
{
    /// <param name="values">The measurements; two or more.</param>
    /// <param name="devices">The device of each.</param>
    public static VarianceComponents Of(IReadOnlyList<double> values, IReadOnlyList<int> devices)
    {
        double[][] groups = [.. values.Zip(devices).GroupBy(pair => pair.Second).Select(group => group.Select(pair => pair.First).ToArray())];
        double squares = 0;
        int freedom = 0;
        foreach (double[] group in groups)
        {
            double mean = Sample.Mean(group);
            squares += group.Sum(value => (value - mean) * (value - mean));
            freedom += group.Length - 1;
        }

        double within = freedom > 0 ? squares / freedom : 0;
        if (groups.Length < 2)
        {
            return new VarianceComponents(Sample.MeanOf(groups[0]), Math.Sqrt(within), null, Estimate.Sigma(Math.Sqrt(within), freedom));
        }

        double[] means = [.. groups.Select(group => Sample.Mean(group))];
        double spread = Sample.Sigma(means);
        double share = groups.Average(group => 1.0 / group.Length);
        double between = (spread * spread) - (within * share);
        return new VarianceComponents(
            Sample.MeanOf(means), Math.Sqrt(within), Math.Sqrt(Math.Max(0, between)),
            Sum((spread * spread, means.Length - 1), (within * (1 - share), freedom)));
    }

    /// <summary>The root of a sum of independent mean squares, each with its degrees of freedom.</summary>
    private static Estimate Sum(params ReadOnlySpan<(double Square, int Freedom)> parts)
    {
        double sum = 0;
        double below = 0;
        double above = 0;
        foreach ((double square, int freedom) in parts)
        {
            sum += square;
            if (square > 0 && freedom > 0)
            {
                below += Math.Pow(square * (1 - (freedom / ChiSquared.InvCDF(freedom, 0.975))), 2);
                above += Math.Pow(square * ((freedom / ChiSquared.InvCDF(freedom, 0.025)) - 1), 2);
            }
        }

        return new Estimate(Math.Sqrt(sum), Math.Sqrt(Math.Max(0, sum - Math.Sqrt(below))), Math.Sqrt(sum + Math.Sqrt(above)));
    }
}
