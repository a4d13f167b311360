namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>A quantity measured several times on each of several devices: its mean, and how it spreads within and between them.</summary>
/// <param name="Mean">The mean; where there are two devices or more from the means of devices, otherwise from the measurements.</param>
/// <param name="Within">Standard deviation from cycle to cycle on a device; 0 where none was measured twice.</param>
/// <param name="Between">Standard deviation from device to device, what cycles add taken off; null for one device.</param>
/// <remarks>One-way random effects by analysis of variance: between² = (var of device means) - within²·mean(1/n), not below zero.</remarks>
internal sealed record VarianceComponents(Estimate Mean, double Within, double? Between)
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
            return new VarianceComponents(Sample.MeanOf(groups[0]), Math.Sqrt(within), null);
        }

        double[] means = [.. groups.Select(group => Sample.Mean(group))];
        double spread = Sample.Sigma(means);
        double between = (spread * spread) - (within * groups.Average(group => 1.0 / group.Length));
        return new VarianceComponents(Sample.MeanOf(means), Math.Sqrt(within), Math.Sqrt(Math.Max(0, between)));
    }
}
