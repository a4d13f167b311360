using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>A fitted parameter and its confidence interval of 95 %.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct Estimate(double Value, double Lower, double Upper)
{
    /// <summary>Whether the interval holds a value.</summary>
    public bool Covers(double value) => value >= Lower && value <= Upper;

    /// <summary>An estimate that is normal about the truth with a standard error known to so many degrees of freedom.</summary>
    internal static Estimate Student(double value, double error, double freedom)
    {
        double half = Quantile(freedom) * error;
        return new Estimate(value, value - half, value + half);
    }

    /// <summary>The same in other units.</summary>
    internal Estimate Scaled(double factor) => factor >= 0
        ? new Estimate(Value * factor, Lower * factor, Upper * factor)
        : new Estimate(Value * factor, Upper * factor, Lower * factor);

    /// <summary>A standard deviation whose square is a multiple of chi-squared with so many degrees of freedom.</summary>
    internal static Estimate Sigma(double sigma, double freedom) => new(
        sigma,
        sigma * Math.Sqrt(freedom / ChiSquared.InvCDF(freedom, 0.975)),
        sigma * Math.Sqrt(freedom / ChiSquared.InvCDF(freedom, 0.025)));

    private static double Quantile(double freedom) =>
        freedom > 1e5 ? 1.959963984540054 : StudentT.InvCDF(0, 1, freedom, 0.975);
}
