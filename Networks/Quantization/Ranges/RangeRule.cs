using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>A way to find the range of a uniform quantizer, by name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">One line for listings.</param>
/// <param name="Create">Makes an observer for a scheme, bits and signs.</param>
public sealed record RangeRule(string Name, string Description, Func<UniformScheme, int, bool, IRangeObserver> Create)
{
    /// <summary>From the lowest to the highest.</summary>
    public static RangeRule MinMax { get; } = new("min-max", "from the lowest to the highest seen", (_, _, _) => new MinMaxObserver());

    /// <summary>Averaged over batches.</summary>
    public static RangeRule MovingAverage { get; } = new(
        "moving-average", "lowest and highest of each batch, averaged: m + 0.01 (batch - m)", (_, _, _) => new MovingAverageObserver());

    /// <summary>The histogram search of deep-learning frameworks.</summary>
    public static RangeRule Histogram { get; } = new(
        "histogram", "least squared error of a histogram of 2048 bins, searched from both ends", (_, bits, _) => new HistogramObserver(steps: 1 << bits));

    /// <summary>The least squared error on a grid of 200 ends.</summary>
    public static RangeRule Mse { get; } = new("mse", "least squared error among 200 parts of the whole range", (scheme, bits, negatives) =>
        new CollectingObserver(values => scheme == UniformScheme.Asymmetric
            ? LeastError.Asymmetric(values, CodesOf(scheme, bits, negatives))
            : LeastError.Symmetric(values, CodesOf(scheme, bits, negatives))));

    /// <summary>The least squared error of a step, by line search.</summary>
    public static RangeRule Omse { get; } = new("omse", "least squared error by a line search of 400 steps", (scheme, bits, negatives) =>
        new CollectingObserver(values => scheme == UniformScheme.Asymmetric
            ? LeastError.Asymmetric(values, CodesOf(scheme, bits, negatives), 400)
            : LeastError.Symmetric(values, CodesOf(scheme, bits, negatives), 400)));

    /// <summary>The least Kullback-Leibler divergence.</summary>
    public static RangeRule Kl { get; } = new("kl", "least Kullback-Leibler divergence of magnitudes in 2048 bins", (_, bits, negatives) =>
        new CollectingObserver(values => LeastDivergence.Of(values, negatives ? 1 << (bits - 1) : 1 << bits)));

    /// <summary>Mean ± 3σ, but no more than was seen.</summary>
    public static RangeRule Sigma { get; } = new("3-sigma", "mean and three standard deviations on either side, within what was seen", (_, _, _) =>
        new CollectingObserver(values => ThreeSigma.Of(values).Intersection(ValueRange.Of(values))));

    /// <summary>Analytic clipping for Laplace distributions.</summary>
    public static RangeRule AciqLaplace { get; } = new("aciq-laplace", "analytic clipping, numbers taken to be of a Laplace distribution", (_, bits, negatives) =>
        new CollectingObserver(values => Aciq.Laplace(values, bits, rectified: !negatives).Intersection(ValueRange.Of(values))));

    /// <summary>Analytic clipping for Gauss distributions.</summary>
    public static RangeRule AciqGauss { get; } = new("aciq-gauss", "analytic clipping, numbers taken to be of a Gauss distribution", (_, bits, negatives) =>
        new CollectingObserver(values => Aciq.Gauss(values, bits, rectified: !negatives).Intersection(ValueRange.Of(values))));

    /// <summary>All but a share on either side.</summary>
    /// <param name="part">0.5 up to, not including, 1: 0.999 is 99.9 %.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not in that range.</exception>
    public static RangeRule AtPercentile(double part) => part is >= 0.5 and < 1
        ? new RangeRule("percentile", FormattableString.Invariant($"all but {(1 - part) * 100:0.####} % on either side"), (_, _, _) =>
            new CollectingObserver(values => Percentile.Range(values, part)))
        : throw new ArgumentOutOfRangeException(nameof(part), part, "A percentile is 0.5 or more and below 1.");

    private static CodeRange CodesOf(UniformScheme scheme, int bits, bool negatives) => UniformGrid.Of(ValueRange.Empty, scheme, bits, negatives).Codes;
}
