using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>A family of shapes f(V; θ) with f ≈ V at small voltages.</summary>
/// <param name="Value">f, in volts.</param>
/// <param name="Gradient">∂f/∂θ of one parameter, by its number.</param>
/// <param name="Start">θ of a straight line.</param>
internal sealed record IvShape(Func<double, double[], double> Value, Func<double, double[], int, double> Gradient, double[] Start)
{
    /// <summary>sinh(V·√u)/√u with u = 1/v₀²; for a negative u the sine, so that no curvature is an inner point.</summary>
    public static IvShape Sinh { get; } = new((v, theta) => Hyperbolic(v, theta[0]), (v, theta, _) => HyperbolicSlope(v, theta[0]), [0]);

    /// <summary>V + a₂V² + ... up to a degree.</summary>
    public static IvShape Polynomial(int degree) => new(
        (v, theta) => v + theta.Select((a, i) => a * Math.Pow(v, i + 2)).Sum(),
        (v, _, i) => Math.Pow(v, i + 2),
        new double[degree - 1]);

    private static double Hyperbolic(double v, double u)
    {
        double x = Math.Sqrt(Math.Abs(u)) * v;
        return Math.Abs(x) < 1e-3 ? v * (1 + (u * v * v / 6)) : v * (u > 0 ? Math.Sinh(x) : Math.Sin(x)) / x;
    }

    private static double HyperbolicSlope(double v, double u)
    {
        double x = Math.Sqrt(Math.Abs(u)) * v;
        return Math.Abs(x) < 1e-2
            ? v * v * v * ((1.0 / 6) + (u * v * v / 60))
            : u > 0 ? v * ((x * Math.Cosh(x)) - Math.Sinh(x)) / (2 * u * x) : v * ((x * Math.Cos(x)) - Math.Sin(x)) / (2 * u * x);
    }
}

/// <summary>One shape for all cells, each with a conductance and an offset current of its own: I = o + G·f(V; θ).</summary>
/// <remarks>
/// Variable projection: for given θ the o and G of a cell follow by linear least squares; θ minimises the sum over cells of their
/// squared residuals relative to G, by Gauss-Newton. With two cells or more the intervals are those of cells that are independent
/// (sandwich), with one those of independent residuals.
/// </remarks>
internal sealed record IvFit
{
    /// <summary>θ.</summary>
    public required Estimate[] Parameters { get; init; }

    /// <summary>Conductance of each cell, in siemens.</summary>
    public required double[] Conductances { get; init; }

    /// <summary>Offset of each cell, in amperes.</summary>
    public required double[] Offsets { get; init; }

    /// <summary>Standard deviation of residuals, relative to the current at the largest voltage.</summary>
    public required double ResidualSigma { get; init; }

    /// <summary>Share of the variance of the currents that is explained, mean over the cells.</summary>
    public required double RSquared { get; init; }

    /// <summary>Largest mean residual at one voltage, relative to the current at the largest; and the probability of all of them by chance.</summary>
    public required (double Share, double Probability) LackOfFit { get; init; }

    /// <summary>Fits a shape.</summary>
    /// <param name="shape">The family.</param>
    /// <param name="volts">Voltages of each cell.</param>
    /// <param name="amperes">Currents of each cell.</param>
    /// <returns>The fit; null where it does not converge.</returns>
    public static IvFit? Of(IvShape shape, IReadOnlyList<double[]> volts, IReadOnlyList<double[]> amperes)
    {
        double[] theta = [.. shape.Start];
        double[] weights = [.. volts.Zip(amperes, (v, i) => 1 / Math.Max(Math.Abs(Line(v, i, v).Slope), 1e-15))];
        Step at = Step.Of(shape, theta, volts, amperes, weights);
        for (int iteration = 0; iteration < 100; iteration++)
        {
            Vector<double> change = at.Information.Solve(at.Gradient);
            if (!change.All(double.IsFinite))
            {
                return null;
            }

            // Halve the step until it does not make things worse.
            double[] next = theta;
            Step there = at;
            double part = 1;
            for (int halving = 0; halving < 30; halving++, part /= 2)
            {
                next = [.. theta.Select((value, i) => value + (part * change[i]))];
                there = Step.Of(shape, next, volts, amperes, weights);
                if (there.Squares <= at.Squares)
                {
                    break;
                }
            }

            if (there.Squares > at.Squares)
            {
                break; // nothing near is better: the least there is, but for rounding
            }

            bool done = theta.Zip(next).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-8 * (1 + Math.Abs(pair.First)));
            (theta, at) = (next, there);
            if (done)
            {
                break;
            }
        }

        return Finish(shape, theta, volts, at);
    }

    private static IvFit Finish(IvShape shape, double[] theta, IReadOnlyList<double[]> volts, Step at)
    {
        int cells = volts.Count;
        int points = volts.Sum(v => v.Length);
        Matrix<double> inverse = at.Information.Inverse();
        double variance = at.Squares / Math.Max(1, points - (2 * cells) - theta.Length);
        Matrix<double> middle = at.Scores.Aggregate(Matrix<double>.Build.Dense(theta.Length, theta.Length), (sum, score) => sum + score.OuterProduct(score));
        Matrix<double> covariance = cells > 1 ? inverse * middle * inverse * (cells / (cells - 1.0)) : inverse * variance;
        double freedom = cells > 1 ? cells - 1 : points - 2 - theta.Length;
        double largest = volts.Max(v => v.Max(Math.Abs));
        double full = Math.Abs(shape.Value(largest, theta));
        return new IvFit
        {
            Parameters = [.. theta.Select((value, i) => Estimate.Student(value, Math.Sqrt(Math.Max(0, covariance[i, i])), freedom))],
            Conductances = at.Conductances,
            Offsets = at.Offsets,
            ResidualSigma = Math.Sqrt(variance) / full,
            RSquared = at.Explained,
            LackOfFit = Lack(at, volts, full),
        };
    }

    private static (double Share, double Probability) Lack(Step at, IReadOnlyList<double[]> volts, double full)
    {
        Dictionary<double, List<double>> byVoltage = [];
        for (int cell = 0; cell < volts.Count; cell++)
        {
            for (int i = 0; i < volts[cell].Length; i++)
            {
                double key = Math.Round(volts[cell][i], 9);
                (byVoltage.TryGetValue(key, out List<double>? own) ? own : byVoltage[key] = []).Add(at.Residuals[cell][i]);
            }
        }

        double statistic = 0;
        double worst = 0;
        int tested = 0;
        foreach (List<double> own in byVoltage.Values.Where(own => own.Count > 4))
        {
            double[] values = [.. own];
            double mean = Sample.Mean(values);
            double error = Sample.Sigma(values, mean) / Math.Sqrt(values.Length);
            statistic += error > 0 ? mean * mean / (error * error) : 0;
            worst = Math.Max(worst, Math.Abs(mean));
            tested++;
        }

        return tested > 3 ? (worst / full, 1 - ChiSquared.CDF(tested - 3, statistic)) : (0, 1);
    }

    private static (double Offset, double Slope) Line(double[] volts, double[] amperes, double[] shape)
    {
        double meanX = Sample.Mean(shape);
        double meanY = Sample.Mean(amperes);
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < volts.Length; i++)
        {
            xx += (shape[i] - meanX) * (shape[i] - meanX);
            xy += (shape[i] - meanX) * (amperes[i] - meanY);
        }

        double slope = xy / xx;
        return (meanY - (slope * meanX), slope);
    }

    /// <summary>All that follows from one θ.</summary>
    private sealed record Step(
        Matrix<double> Information, Vector<double> Gradient, double Squares, double[] Conductances, double[] Offsets,
        double[][] Residuals, Vector<double>[] Scores, double Explained)
    {
        public static Step Of(IvShape shape, double[] theta, IReadOnlyList<double[]> volts, IReadOnlyList<double[]> amperes, double[] weights)
        {
            int cells = volts.Count;
            int count = theta.Length;
            double[] conductances = new double[cells];
            double[] offsets = new double[cells];
            double[][] residuals = new double[cells][];
            double[][][] jacobians = new double[cells][][];
            Parallel.For(0, cells, cell =>
            {
                double[] v = volts[cell];
                double[] f = Array.ConvertAll(v, volt => shape.Value(volt, theta));
                (double offset, double conductance) = (offsets[cell], conductances[cell]) = Line(v, amperes[cell], f);
                jacobians[cell] = new double[count][];
                for (int k = 0; k < count; k++)
                {
                    // The part of ∂f/∂θ that neither the offset nor the conductance can follow.
                    double[] own = Array.ConvertAll(v, volt => shape.Gradient(volt, theta, k));
                    (double constant, double part) = Line(v, own, f);
                    for (int i = 0; i < own.Length; i++)
                    {
                        own[i] = (own[i] - constant - (part * f[i])) * conductance * weights[cell];
                    }

                    jacobians[cell][k] = own;
                }

                for (int i = 0; i < f.Length; i++)
                {
                    f[i] = (amperes[cell][i] - offset - (conductance * f[i])) * weights[cell];
                }

                residuals[cell] = f;
            });

            // Sums in the order of the cells, so that they are the same however many threads there were.
            Matrix<double> information = Matrix<double>.Build.Dense(count, count);
            Vector<double> gradient = Vector<double>.Build.Dense(count);
            double squares = 0;
            double explained = 0;
            Vector<double>[] scores = new Vector<double>[cells];
            for (int cell = 0; cell < cells; cell++)
            {
                scores[cell] = Vector<double>.Build.Dense(count);
                for (int k = 0; k < count; k++)
                {
                    scores[cell][k] = Dot(jacobians[cell][k], residuals[cell]);
                    for (int l = 0; l < count; l++)
                    {
                        information[k, l] += Dot(jacobians[cell][k], jacobians[cell][l]);
                    }
                }

                gradient += scores[cell];
                double left = Dot(residuals[cell], residuals[cell]);
                double mean = Sample.Mean(amperes[cell]);
                double all = Sample.Moment(amperes[cell], mean, 2) * amperes[cell].Length * weights[cell] * weights[cell];
                squares += left;
                explained += all > 0 ? 1 - (left / all) : 0;
            }

            return new Step(information, gradient, squares, conductances, offsets, residuals, scores, explained / cells);
        }

        private static double Dot(double[] a, double[] b)
        {
            double sum = 0;
            for (int i = 0; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }
    }
}
