using CrossbarSim.Devices.Characterisation.Sections;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>An <see cref="ExponentialPulses"/> through one trace, by least squares (Levenberg-Marquardt).</summary>
/// <param name="Curve">The curve.</param>
/// <param name="Errors">
/// Standard errors of from, to (siemens) and nonlinearity. Where neighbouring residuals are correlated by φ beyond chance, those of
/// independent ones times √((1 + φ)/(1 - φ)).
/// </param>
/// <param name="Residuals">In siemens, one a reading.</param>
internal sealed record ExponentialCurve(ExponentialPulses Curve, double[] Errors, double[] Residuals)
{
    private const double Steepest = 50;

    /// <summary>Fits a trace; null where the shape cannot be found in it.</summary>
    /// <param name="siemens">Readings after 0, 1, 2, ... pulses; four or more.</param>
    /// <param name="pulses">P of the curve: the pulses of the longest trace.</param>
    /// <param name="near">A curve that is probably near; null: none is known.</param>
    public static ExponentialCurve? Fit(double[] siemens, int pulses, ExponentialPulses? near = null)
    {
        double low = siemens.Min();
        double range = siemens.Max() - low;
        if (range <= 0)
        {
            return null;
        }

        double[] x = [.. Enumerable.Range(0, siemens.Length).Select(i => (double)i / pulses)];
        double[] y = [.. siemens.Select(value => (value - low) / range)];
        Vector<double> found = Vector<double>.Build.Dense(near is null
            ? [y[0], y[^1], 1.0]
            : [(near.From - low) / range, (near.To - low) / range, near.Nonlinearity]);
        try
        {
            IObjectiveModel model = ObjectiveFunction.NonlinearModel(
                Values, Gradients, Vector<double>.Build.Dense(x), Vector<double>.Build.Dense(y));
            NonlinearMinimizationResult result = new LevenbergMarquardtMinimizer(1e-3, 1e-10, 1e-9, 1e-12, 200).FindMinimum(model, found);
            found = result.MinimizingPoint;
        }
        catch (Exception fault) when (fault is ArgumentException or MathNet.Numerics.Optimization.OptimizationException)
        {
            return null;
        }

        if (!found.All(double.IsFinite) || Math.Abs(found[2]) > Steepest)
        {
            return null;
        }

        Vector<double> fitted = Values(found, Vector<double>.Build.Dense(x));
        double[] residuals = [.. y.Zip(fitted, (measured, expected) => (measured - expected) * range)];
        Matrix<double> jacobian = Gradients(found, Vector<double>.Build.Dense(x));
        Matrix<double> information = jacobian.TransposeThisAndMultiply(jacobian);
        if (Math.Abs(information.Determinant()) < 1e-18)
        {
            return null;
        }

        double correlation = Enumerable.Range(1, residuals.Length - 1).Sum(i => residuals[i] * residuals[i - 1]) / residuals.Sum(residual => residual * residual);
        double inflation = correlation > 2 / Math.Sqrt(residuals.Length) ? (1 + correlation) / (1 - Math.Min(correlation, 0.999)) : 1;
        double variance = inflation * residuals.Sum(residual => residual * residual) / (siemens.Length - 3) / (range * range);
        Vector<double> errors = information.Inverse().Diagonal().PointwiseSqrt() * Math.Sqrt(variance);
        ExponentialPulses curve = new(low + (range * found[0]), low + (range * found[1]), found[2], pulses);
        return new ExponentialCurve(curve, [errors[0] * range, errors[1] * range, errors[2]], residuals);
    }

    private static Vector<double> Values(Vector<double> p, Vector<double> x) =>
        x.Map(at => p[0] + ((p[1] - p[0]) * ExponentialPulses.Part(at, p[2])));

    private static Matrix<double> Gradients(Vector<double> p, Vector<double> x) =>
        Matrix<double>.Build.Dense(x.Count, 3, (row, column) => column switch
        {
            0 => 1 - ExponentialPulses.Part(x[row], p[2]),
            1 => ExponentialPulses.Part(x[row], p[2]),
            _ => (p[1] - p[0]) * Slope(x[row], p[2]),
        });

    /// <summary>∂/∂κ of (1 - e^(-κx))/(1 - e^(-κ)).</summary>
    private static double Slope(double x, double k)
    {
        if (Math.Abs(k) < 1e-4)
        {
            return 0.5 * x * (1 - x);
        }

        double whole = -double.ExpM1(-k);
        return ((x * Math.Exp(-k * x) * whole) + (double.ExpM1(-k * x) * Math.Exp(-k))) / (whole * whole);
    }
}
