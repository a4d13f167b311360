namespace CrossbarSim.Simulator.Converters;

/// <summary>How many values lie where, in 2048 bins between two ends. Counts are whole numbers: the order of values leaves no trace.</summary>
internal sealed class Histogram
{
    /// <summary>How many bins there are.</summary>
    public const int Bins = 2048;

    private readonly double _perUnit;

    /// <summary>A histogram of values between two ends that are not the same; values beyond them count at the ends.</summary>
    public Histogram(double low, double high)
    {
        (Low, High, _perUnit) = (low, high, Bins / (high - low));
        BinWidth = (high - low) / Bins;
    }

    /// <summary>Where the first bin begins.</summary>
    public double Low { get; }

    /// <summary>Where the last bin ends.</summary>
    public double High { get; }

    /// <summary>How wide a bin is.</summary>
    public double BinWidth { get; }

    /// <summary>How many values are in each bin.</summary>
    public long[] Counts { get; } = new long[Bins];

    /// <summary>The middle of each bin.</summary>
    public double[] Centres => [.. Enumerable.Range(0, Bins).Select(bin => Low + ((bin + 0.5) * BinWidth))];

    /// <summary>Counts a value.</summary>
    public void Add(double value) => Counts[(int)Math.Clamp((value - Low) * _perUnit, 0, Bins - 1)]++;

    /// <summary>Adds the counts of another histogram between the same ends.</summary>
    public void Add(Histogram other)
    {
        for (int bin = 0; bin < Bins; bin++)
        {
            Counts[bin] += other.Counts[bin];
        }
    }

    /// <summary>A percentile, linear between neighbours in the order of values: right to within a bin.</summary>
    /// <param name="part">As a fraction, 0 to 1.</param>
    public double Percentile(double part)
    {
        double place = part * (Counts.Sum() - 1);
        long below = (long)Math.Floor(place);
        double first = InOrder(below);
        return place == below ? first : first + ((place - below) * (InOrder(below + 1) - first));
    }

    /// <summary>The value of a place in the order, those of a bin being spread evenly over it.</summary>
    private double InOrder(long place)
    {
        long before = 0;
        int bin = 0;
        while (before + Counts[bin] <= place)
        {
            before += Counts[bin++];
        }

        return Low + ((bin + ((place - before + 0.5) / Counts[bin])) * BinWidth);
    }
}
