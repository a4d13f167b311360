namespace CrossbarSim.Simulator.Converters;

/// <summary>Finds the range that suits a converter best, given what it will see.</summary>
public static class RangeSearch
{
    /// <summary>How many ends are tried for the least mean squared error.</summary>
    public const int Candidates = 200;

    /// <summary>The fraction i/N of a largest magnitude, i = 1, 2, ... N, with the least squared error: the first of equals.</summary>
    /// <param name="error">Sum of squared errors at a fraction.</param>
    /// <param name="candidates">N, one or more.</param>
    public static double LeastError(Func<double, double> error, int candidates = Candidates)
    {
        (double best, double least) = (1.0, double.PositiveInfinity);
        for (int i = 1; i <= candidates; i++)
        {
            double part = (double)i / candidates;
            double sum = error(part);
            (best, least) = sum < least ? (part, sum) : (best, least);
        }

        return best;
    }

    /// <summary>Sum of squared errors of what an ADC makes of some currents.</summary>
    public static double SquaredError(IAdc adc, ReadOnlySpan<double> currents, ReadOnlySpan<long> counts)
    {
        double sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                double error = adc.Value(adc.Code(currents[i])) - currents[i];
                sum += counts[i] * error * error;
            }
        }

        return sum;
    }

    /// <summary>
    /// The least share of values within a range of least divergence. Divergence is blind where few magnitudes occur: one of them kept and all others
    /// counted with it diverge by nothing.
    /// </summary>
    public const double LeastInside = 0.9;

    /// <summary>How many bins of magnitudes to keep so that what is told apart afterwards diverges least from what was seen.</summary>
    /// <remarks>
    /// For i bins kept: P is their share of all values, those beyond counted in the last bin; Q has as many levels as the converter, each the
    /// sum of its bins (what lies beyond left out) spread evenly over those that are not empty. Least is Σ P·ln(P/Q), Q at least 1e-10, among all i
    /// that keep <see cref="LeastInside"/> of the values.
    /// </remarks>
    /// <param name="counts">Values per bin of magnitude; one or more values.</param>
    /// <param name="levels">How many magnitudes the converter tells apart.</param>
    /// <returns>At most as many bins as there are; all, where the converter tells more apart than that.</returns>
    public static int LeastDivergence(ReadOnlySpan<long> counts, int levels)
    {
        (int best, double least) = (counts.Length, double.PositiveInfinity);
        for (int kept = levels; kept <= counts.Length; kept++)
        {
            double divergence = Sum(counts[..kept]) >= LeastInside * Sum(counts) ? Divergence(counts, kept, levels) : double.PositiveInfinity;
            (best, least) = divergence < least ? (kept, divergence) : (best, least);
        }

        return best;
    }

    /// <summary>The divergence where so many bins are kept: see <see cref="LeastDivergence"/>.</summary>
    public static double Divergence(ReadOnlySpan<long> counts, int kept, int levels)
    {
        long inside = Sum(counts[..kept]);
        long all = Sum(counts);
        if (inside == 0)
        {
            return double.PositiveInfinity;
        }

        double divergence = 0;
        for (int level = 0; level < levels; level++)
        {
            int first = (int)((long)level * kept / levels);
            int end = (int)((long)(level + 1) * kept / levels);
            ReadOnlySpan<long> bins = counts[first..end];
            int filled = bins.Length - bins.Count(0L);
            double spread = filled == 0 ? 0 : (double)Sum(bins) / filled / inside;
            for (int bin = first; bin < end; bin++)
            {
                double p = (double)(counts[bin] + (bin == kept - 1 ? all - inside : 0)) / all;
                double q = counts[bin] > 0 ? spread : 0;
                divergence += p > 0 ? p * Math.Log(p / Math.Max(q, 1e-10)) : 0;
            }
        }

        return divergence;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
