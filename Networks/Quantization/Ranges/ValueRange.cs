namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>A range of real numbers.</summary>
/// <param name="Low">Lowest.</param>
/// <param name="High">Highest.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>The range of nothing seen.</summary>
    public static ValueRange Empty => new(double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => !(Low <= High);

    /// <summary>The largest magnitude in it; of an empty one, 0.</summary>
    public double Magnitude => IsEmpty ? 0 : Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>From the lowest to the highest.</summary>
    public double Width => High - Low;

    /// <summary>As far below zero as above.</summary>
    public static ValueRange About(double magnitude) => new(-magnitude, magnitude);

    /// <summary>The lowest and the highest of some numbers.</summary>
    public static ValueRange Of(ReadOnlySpan<double> values)
    {
        (double low, double high) = Empty;
        foreach (double value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return new ValueRange(low, high);
    }

    /// <summary>The smallest range that holds both.</summary>
    public ValueRange Union(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>What is in both; empty where nothing is.</summary>
    public ValueRange Intersection(ValueRange other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));
}
