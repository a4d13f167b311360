using System.Collections.Immutable;
using CrossbarSim.Devices.Characterisation.Sections;
using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>What the pulses of one direction do: the curve, the line of steps and the table of steps, as far as the traces carry them.</summary>
/// <remarks>
/// Each trace is fitted for itself. With two devices or more a parameter is the mean over devices, with two traces or more over
/// traces, with Student's interval; of a single trace the interval follows from its residuals.
/// </remarks>
internal sealed record PulsesFit
{
    private const int LeastOfTable = 100;
    private const int PerBin = 50;

    /// <summary>Whether these pulses raise the conductance.</summary>
    public required bool Up { get; init; }

    /// <summary>How many traces there are.</summary>
    public required int Traces { get; init; }

    /// <summary>Pulses of the longest trace.</summary>
    public required int Pulses { get; init; }

    /// <summary>Conductance before the first pulse and after the last, in siemens, and κ.</summary>
    public required (Estimate From, Estimate To, Estimate Nonlinearity) Curve { get; init; }

    /// <summary>Share of the variance of the readings that the curve explains.</summary>
    public required double RSquared { get; init; }

    /// <summary>Standard deviation of a reading from its trace's curve, in siemens.</summary>
    public required double ResidualSigma { get; init; }

    /// <summary>Standard deviation of a reading from the mean curve, other traces included, in siemens.</summary>
    public required double OpenLoopSigma { get; init; }

    /// <summary>Soft bounds: part of the distance closed by a pulse, and the bound in siemens.</summary>
    public required (Estimate Rate, Estimate Bound) SoftBounds { get; init; }

    /// <summary>Linear step: the step in the middle of the window in siemens, and its relative slope.</summary>
    public required (Estimate Step, Estimate Slope) LinearStep { get; init; }

    /// <summary>Variance components of the mean step of a trace, in siemens.</summary>
    public required VarianceComponents? StepSize { get; init; }

    /// <summary>Mean step, in siemens.</summary>
    public required double MeanStep { get; init; }

    /// <summary>Standard deviation of a step from the line, read noise taken off, in siemens.</summary>
    public required Estimate StepSigma { get; init; }

    /// <summary>Standard deviation of read noise, in siemens, as far as neighbouring steps show it.</summary>
    public required double ReadSigma { get; init; }

    /// <summary>Correlation of neighbouring residual steps: -0.5 for pure read noise, 0 for pure scatter of steps.</summary>
    public required double Neighbours { get; init; }

    /// <summary>How far mean steps are from the line, as a share of the steps, and the probability of that by chance.</summary>
    public required (double Share, double Probability) LackOfFit { get; init; }

    /// <summary>The table of steps; null where there are too few.</summary>
    public required TabulatedPulses? Table { get; init; }

    /// <summary>Fits the traces of one direction.</summary>
    /// <param name="traces">Siemens after 0, 1, 2, ... pulses; eight readings or more each.</param>
    /// <param name="devices">The device of each trace.</param>
    /// <param name="window">The window that linear steps are relative to, in siemens.</param>
    /// <returns>The fit, or null and why there is none.</returns>
    public static (PulsesFit? Fit, string? Problem) Of(
        IReadOnlyList<double[]> traces, IReadOnlyList<int> devices, (double Lowest, double Highest) window)
    {
        int pulses = traces.Max(trace => trace.Length) - 1;
        bool up = traces.Sum(trace => trace[^1] - trace[0]) > 0;
        int[] lengthy = [.. Enumerable.Range(0, traces.Count).Where(i => 2 * traces[i].Length > pulses)];
        ExponentialCurve?[] curves = new ExponentialCurve?[lengthy.Length];
        ExponentialPulses? first = ExponentialCurve.Fit(traces[lengthy[0]], pulses)?.Curve;
        Parallel.For(0, curves.Length, i => curves[i] = ExponentialCurve.Fit(traces[lengthy[i]], pulses, first) ?? ExponentialCurve.Fit(traces[lengthy[i]], pulses));
        int lost = curves.Count(curve => curve is null);
        if (lost * 4 > curves.Length)
        {
            return (null, ExactText.Of($"{lost} of {curves.Length} traces do not have the shape of a curve that saturates"));
        }

        int[] used = [.. lengthy.Where((_, i) => curves[i] is not null)];
        double[][] own = [.. used.Select(i => traces[i])];
        int[] of = [.. used.Select(i => devices[i])];
        ExponentialCurve[] fits = [.. curves.OfType<ExponentialCurve>()];
        Estimate Pick(Func<int, double> value, Func<double> error, double freedom) => fits.Length > 1
            ? VarianceComponents.Of([.. Enumerable.Range(0, fits.Length).Select(value)], of).Mean
            : Estimate.Student(value(0), error(), freedom);
        int freedom = own[0].Length - 3;
        Estimate from = Pick(i => fits[i].Curve.From, () => fits[0].Errors[0], freedom);
        Estimate to = Pick(i => fits[i].Curve.To, () => fits[0].Errors[1], freedom);
        Estimate nonlinearity = Pick(i => fits[i].Curve.Nonlinearity, () => fits[0].Errors[2], freedom);

        ExponentialPulses mean = new(from.Value, to.Value, nonlinearity.Value, pulses);
        double[] expected = [.. Enumerable.Range(0, pulses + 1).Select(i => mean.After(i))];
        StepLine[] lines = [.. own.Select(trace => new StepLine(trace, expected[..trace.Length]))];
        Estimate Line(Func<StepLine, (double Value, double Error)> value) =>
            Pick(i => value(lines[i]).Value, () => value(lines[0]).Error, lines[0].Freedom);
        double middle = (window.Lowest + window.Highest) / 2;
        double half = (window.Highest - window.Lowest) / 2;
        double variance = lines.Average(line => line.Variance);
        double covariance = lines.Average(line => line.Neighbours);
        double read = covariance < -0.2 * variance ? -covariance : 0;
        double[] sizes = [.. own.Select(trace => (trace[^1] - trace[0]) / (trace.Length - 1))];
        double total = own.Sum(trace => trace.Sum(value => Square(value - Sample.Mean(trace))));
        double left = fits.Sum(fit => fit.Residuals.Sum(Square));
        int readings = own.Sum(trace => trace.Length);
        return (new PulsesFit
        {
            Up = up,
            Traces = own.Length,
            Pulses = pulses,
            Curve = (from, to, nonlinearity),
            RSquared = 1 - (left / total),
            ResidualSigma = Math.Sqrt(left / (readings - (3 * fits.Length))),
            OpenLoopSigma = Math.Sqrt(own.Sum(trace => trace.Select((value, i) => Square(value - expected[i])).Sum()) / readings),
            SoftBounds = (Line(line => line.Rate), Line(line => line.Bound)),
            LinearStep = (Line(line => line.StepAt(middle)), Line(line => line.RelativeSlope(middle, half))),
            StepSize = own.Length > 1 ? VarianceComponents.Of(sizes, of) : null,
            MeanStep = Sample.Mean(sizes),
            StepSigma = Estimate.Sigma(Math.Sqrt(Math.Max(0, variance - (2 * read))), lines.Sum(line => line.Freedom)),
            ReadSigma = Math.Sqrt(read),
            Neighbours = covariance / variance,
            LackOfFit = Lack(own, lines, pulses),
            Table = Tabulated(traces),
        }, null);
    }

    private static double Square(double value) => value * value;

    /// <summary>Mean residual steps along the trace against the line.</summary>
    private static (double Share, double Probability) Lack(double[][] traces, StepLine[] lines, int pulses)
    {
        int bins = Math.Clamp(pulses / 4, 3, 10);
        double[] residual = new double[bins];
        double[] step = new double[bins];
        double[] square = new double[bins];
        int[] count = new int[bins];
        for (int trace = 0; trace < traces.Length; trace++)
        {
            for (int i = 0; i < lines[trace].Residuals.Count; i++)
            {
                int bin = Math.Min(i * bins / pulses, bins - 1);
                residual[bin] += lines[trace].Residuals[i];
                square[bin] += Square(lines[trace].Residuals[i]);
                step[bin] += traces[trace][i + 1] - traces[trace][i];
                count[bin]++;
            }
        }

        double variance = square.Select((sum, bin) => count[bin] > 0 ? sum - (residual[bin] * residual[bin] / count[bin]) : 0).Sum()
            / Math.Max(1, count.Sum() - bins);
        double misfit = residual.Select((sum, bin) => count[bin] > 0 ? sum * sum / count[bin] : 0).Sum();
        double size = step.Select((sum, bin) => count[bin] > 0 ? sum * sum / count[bin] : 0).Sum();
        double share = size > 0 ? Math.Sqrt(misfit / size) : 0;
        return (share, variance > 0 ? 1 - ChiSquared.CDF(bins - 2, misfit / variance) : misfit > 1e-9 * size ? 0 : 1);
    }

    private static TabulatedPulses? Tabulated(IReadOnlyList<double[]> traces)
    {
        (double Before, double Step)[] steps = [.. traces.SelectMany(trace => Enumerable.Range(0, trace.Length - 1).Select(i => (trace[i], trace[i + 1] - trace[i]))).OrderBy(pair => pair.Item1)];
        if (steps.Length < LeastOfTable)
        {
            return null;
        }

        int bins = Math.Clamp(steps.Length / PerBin, 2, 32);
        double[] quantiles = [.. Enumerable.Range(0, 21).Select(i => (i + 0.5) / 21)];
        List<(double At, double[] Steps)> rows = [];
        for (int bin = 0; bin < bins; bin++)
        {
            (double Before, double Step)[] own = steps[(int)((long)bin * steps.Length / bins)..(int)((long)(bin + 1) * steps.Length / bins)];
            double at = own.Average(pair => pair.Before);
            double[] sorted = [.. own.Select(pair => pair.Step).Order()];
            if (rows.Count == 0 || at > rows[^1].At)
            {
                rows.Add((at, [.. quantiles.Select(part => Sample.Quantile(sorted, part))]));
            }
        }

        return rows.Count < 2 ? null : new TabulatedPulses([.. rows.Select(row => row.At)], [.. quantiles], [.. rows.Select(row => row.Steps.ToImmutableArray())]);
    }
}
