using CrossbarSim.Devices.Characterisation.Sections;
using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>A drift law of many cells: the mean and the spread of what time does to them.</summary>
/// <remarks>
/// Every cell has a straight line of its own in L = ln(t/t₀): ln G for a power law, whose slope is -ν, and G for a logarithmic one. The
/// mean is that of the slopes. The spread of ν is that of the slopes less what the scatter of readings adds to it. The spread of a
/// logarithmic law is a straight line in L through the standard deviations of G(t) - G(t₀) at each time; its interval is a
/// jack-knife over twenty groups of cells.
/// </remarks>
internal sealed record RetentionFit
{
    private const int Groups = 20;

    /// <summary>Mean and standard deviation of ν; or of the slope, in siemens for each factor e, and s₀ in siemens.</summary>
    public required (Estimate Mean, Estimate Std, Estimate? StdAtReference) Law { get; init; }

    /// <summary>Slope of each cell.</summary>
    public required double[] Slopes { get; init; }

    /// <summary>Conductance of each cell at the reference time, on its line, in siemens.</summary>
    public required double[] Starts { get; init; }

    /// <summary>Sum of squared residuals in siemens², by which laws are compared.</summary>
    public required double Residual { get; init; }

    /// <summary>Standard deviation of readings from the lines of their cells: of ln G, or in siemens.</summary>
    public required double Scatter { get; init; }

    /// <summary>How far mean residuals at the times are from zero, as a share of the mean change; and the probability of that by chance.</summary>
    public required (double Share, double Probability) LackOfFit { get; init; }

    /// <summary>Fits a law.</summary>
    /// <param name="law">Which.</param>
    /// <param name="ages">For each cell, in seconds, ascending; two or more.</param>
    /// <param name="siemens">For each cell, the conductances; above zero for a power law.</param>
    /// <param name="reference">t₀, in seconds.</param>
    public static RetentionFit Of(DriftLaw law, IReadOnlyList<double[]> ages, IReadOnlyList<double[]> siemens, double reference)
    {
        int cells = ages.Count;
        double[] slopes = new double[cells];
        double[] starts = new double[cells];
        double[] spreads = new double[cells];
        double squares = 0;
        double residual = 0;
        int freedom = 0;
        Dictionary<int, List<double>> byTime = [];
        for (int cell = 0; cell < cells; cell++)
        {
            double[] x = [.. ages[cell].Select(age => Math.Log(age / reference))];
            double[] y = law == DriftLaw.Power ? [.. siemens[cell].Select(value => Math.Log(value))] : siemens[cell];
            (double meanX, double meanY) = (Sample.Mean(x), Sample.Mean(y));
            double xx = x.Sum(at => (at - meanX) * (at - meanX));
            double slope = x.Zip(y, (at, value) => (at - meanX) * (value - meanY)).Sum() / xx;
            (slopes[cell], spreads[cell]) = (slope, 1 / xx);
            double start = meanY - (slope * meanX);
            starts[cell] = law == DriftLaw.Power ? Math.Exp(start) : start;
            for (int i = 0; i < x.Length; i++)
            {
                double off = y[i] - start - (slope * x[i]);
                squares += off * off;
                double inSiemens = law == DriftLaw.Power ? siemens[cell][i] - Math.Exp(y[i] - off) : off;
                residual += inSiemens * inSiemens;
                int time = (int)Math.Round(x[i] * 10); // ages within a tenth of a factor e are one time
                (byTime.TryGetValue(time, out List<double>? own) ? own : byTime[time] = []).Add(off);
            }

            freedom += x.Length - 2;
        }

        double scatter = freedom > 0 ? squares / freedom : 0;
        (Estimate Mean, Estimate Std, Estimate? StdAtReference) fitted = law == DriftLaw.Power
            ? (Sample.MeanOf([.. slopes.Select(slope => -slope)]), Spread(slopes, scatter * spreads.Average()), null)
            : Logarithmic(ages, siemens, slopes, reference);
        return new RetentionFit
        {
            Law = fitted,
            Slopes = slopes,
            Starts = starts,
            Residual = residual,
            Scatter = Math.Sqrt(scatter),
            LackOfFit = Lack(byTime, slopes, ages, reference),
        };
    }

    /// <summary>A standard deviation from which a known variance is taken off.</summary>
    private static Estimate Spread(double[] values, double known)
    {
        double total = Sample.Sigma(values);
        double freedom = values.Length - 1;
        double Root(double variance) => Math.Sqrt(Math.Max(0, variance - known));
        double square = total * total;
        return new Estimate(
            Root(square), Root(square * freedom / ChiSquared.InvCDF(freedom, 0.975)), Root(square * freedom / ChiSquared.InvCDF(freedom, 0.025)));
    }

    private static (Estimate Mean, Estimate Std, Estimate? StdAtReference) Logarithmic(
        IReadOnlyList<double[]> ages, IReadOnlyList<double[]> siemens, double[] slopes, double reference)
    {
        // Changes since the first reading, by time.
        SortedDictionary<int, List<(int Cell, double L, double Change)>> byTime = [];
        for (int cell = 0; cell < ages.Count; cell++)
        {
            for (int i = 1; i < ages[cell].Length; i++)
            {
                double at = Math.Log(ages[cell][i] / reference);
                int time = (int)Math.Round(at * 10);
                (byTime.TryGetValue(time, out List<(int, double, double)>? own) ? own : byTime[time] = []).Add((cell, at, siemens[cell][i] - siemens[cell][0]));
            }
        }

        (double Std, double AtReference) Line(int without)
        {
            List<(double L, double Sigma, double Weight)> points = [];
            foreach (List<(int Cell, double L, double Change)> own in byTime.Values)
            {
                double[] changes = [.. own.Where(each => each.Cell % Groups != without).Select(each => each.Change)];
                if (changes.Length > 2)
                {
                    double sigma = Sample.Sigma(changes);
                    points.Add((own.Average(each => each.L), sigma, sigma > 0 ? changes.Length / (sigma * sigma) : 1));
                }
            }

            double weight = points.Sum(point => point.Weight);
            double meanL = points.Sum(point => point.Weight * point.L) / weight;
            double meanSigma = points.Sum(point => point.Weight * point.Sigma) / weight;
            double xx = points.Sum(point => point.Weight * (point.L - meanL) * (point.L - meanL));
            double slope = points.Count < 2 || xx == 0 ? 0 : points.Sum(point => point.Weight * (point.L - meanL) * (point.Sigma - meanSigma)) / xx;
            return points.Count == 1
                ? (points[0].Sigma / points[0].L, 0) // one time after the first: the law starts without spread
                : (slope, meanSigma - (slope * meanL));
        }

        (double std, double atReference) = Line(-1);
        if (ages.Count < 2 * Groups)
        {
            return (Sample.MeanOf(slopes), Unknown(std), Unknown(Math.Max(0, atReference)));
        }

        (double Std, double AtReference)[] without = [.. Enumerable.Range(0, Groups).Select(Line)];
        double Error(Func<(double Std, double AtReference), double> value)
        {
            double mean = without.Average(value);
            return Math.Sqrt(without.Sum(each => (value(each) - mean) * (value(each) - mean)) * (Groups - 1) / Groups);
        }

        return (
            Sample.MeanOf(slopes),
            Estimate.Student(std, Error(each => each.Std), Groups - 1),
            Estimate.Student(atReference, Error(each => each.AtReference), Groups - 1));
    }

    private static Estimate Unknown(double value) => new(value, double.NegativeInfinity, double.PositiveInfinity);

    private static (double Share, double Probability) Lack(Dictionary<int, List<double>> byTime, double[] slopes, IReadOnlyList<double[]> ages, double reference)
    {
        if (byTime.Count < 3)
        {
            return (0, 1); // a line passes through two times
        }

        double statistic = 0;
        double worst = 0;
        foreach (List<double> own in byTime.Values.Where(own => own.Count > 2))
        {
            double[] values = [.. own];
            double mean = Sample.Mean(values);
            double error = Sample.Sigma(values, mean) / Math.Sqrt(values.Length);
            statistic += error > 0 ? mean * mean / (error * error) : 0;
            worst = Math.Max(worst, Math.Abs(mean));
        }

        double longest = ages.Max(own => Math.Log(own[^1] / reference)) - ages.Min(own => Math.Log(own[0] / reference));
        double change = Math.Abs(Sample.Mean(slopes)) * longest;
        return (change > 0 ? worst / change : worst > 0 ? double.PositiveInfinity : 0, 1 - ChiSquared.CDF(byTime.Count - 2, statistic));
    }
}
