using System.Collections.Immutable;
using MathNet.Numerics.Distributions;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>One level, from its readings.</summary>
/// <param name="Label">What the file calls it.</param>
/// <param name="Count">How many readings it has: two or more.</param>
/// <param name="Mean">Mean, in siemens; Student's interval.</param>
/// <param name="Sigma">Standard deviation with n - 1, in siemens; the chi-squared interval, which is that of normal readings.</param>
/// <param name="Skewness">G1, dimensionless.</param>
public sealed record LevelEstimate(string Label, int Count, Estimate Mean, Estimate Sigma, double Skewness);

/// <summary>A table of levels: which there are, how well each is known, and which can be told apart.</summary>
/// <remarks>
/// Neighbours overlap by d' = (m₂ - m₁)/√((s₁² + s₂²)/2): two normal levels of equal spread are misread in Φ(-d'/2) of reads.
/// </remarks>
public sealed record LevelsFit
{
    /// <summary>The levels, by mean ascending.</summary>
    public required ImmutableArray<LevelEstimate> Levels { get; init; }

    /// <summary>d' of each level and the one above it; one fewer than levels. Infinite where both have no spread.</summary>
    public required ImmutableArray<double> Separations { get; init; }

    /// <summary>The share of reads that may take a level for its neighbour when levels are counted as told apart.</summary>
    public required double Misread { get; init; }

    /// <summary>The largest set of levels of which every two neighbours can be told apart: their indices.</summary>
    public required ImmutableArray<int> Apart { get; init; }

    /// <summary>How many levels have a skewness beyond 2.58 standard errors of that of a normal sample (1 % of normal ones do).</summary>
    public required int Skewed { get; init; }

    /// <summary>Fits a table.</summary>
    /// <param name="labels">What each level is called.</param>
    /// <param name="readings">Its readings, in siemens; two or more each.</param>
    /// <param name="misread">Share of misread reads at which two levels count as told apart; above 0, below 0.5.</param>
    public static LevelsFit Of(IReadOnlyList<string> labels, IReadOnlyList<double[]> readings, double misread)
    {
        LevelEstimate[] levels = [.. labels.Zip(readings, Level).OrderBy(level => level.Mean.Value)];
        double least = -2 * Normal.InvCDF(0, 1, misread);
        return new LevelsFit
        {
            Levels = [.. levels],
            Separations = [.. levels.Zip(levels.Skip(1), Separation)],
            Misread = misread,
            Apart = [.. Chain(levels, least)],
            Skewed = levels.Count(level => level.Count >= 8 && Math.Abs(level.Skewness) > 2.58 * Sample.SkewnessError(level.Count)),
        };
    }

    private static LevelEstimate Level(string label, double[] readings)
    {
        Estimate mean = Sample.MeanOf(readings);
        return new LevelEstimate(
            label, readings.Length, mean, Estimate.Sigma(Sample.Sigma(readings, mean.Value), readings.Length - 1), Sample.Skewness(readings));
    }

    private static double Separation(LevelEstimate below, LevelEstimate above)
    {
        double spread = Math.Sqrt(((below.Sigma.Value * below.Sigma.Value) + (above.Sigma.Value * above.Sigma.Value)) / 2);
        double distance = above.Mean.Value - below.Mean.Value;
        return spread > 0 ? distance / spread : distance > 0 ? double.PositiveInfinity : 0;
    }

    /// <summary>The longest chain of levels each of which is far enough from the one before: by dynamic programming.</summary>
    private static IEnumerable<int> Chain(LevelEstimate[] levels, double least)
    {
        int[] length = new int[levels.Length];
        int[] before = new int[levels.Length];
        int best = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            (length[i], before[i]) = (1, -1);
            for (int j = i - 1; j >= 0; j--)
            {
                if (length[j] + 1 > length[i] && Separation(levels[j], levels[i]) >= least)
                {
                    (length[i], before[i]) = (length[j] + 1, j);
                }
            }

            best = length[i] > length[best] ? i : best;
        }

        List<int> chain = [];
        for (int at = best; at >= 0; at = before[at])
        {
            chain.Add(at);
        }

        return Enumerable.Reverse(chain);
    }
}
