namespace CrossbarSim.Simulator.Converters;

/// <summary>The currents, in amperes, that a converter tells apart.</summary>
/// <param name="Low">Lowest current.</param>
/// <param name="High">Highest current; above the lowest.</param>
public readonly record struct AdcRange(double Low, double High)
{
    /// <summary>Whether there is anything between the two ends.</summary>
    public bool IsEmpty => !(High > Low);

    /// <summary>The smallest range that holds both.</summary>
    public AdcRange Union(AdcRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>The smallest range about zero that holds this one.</summary>
    public AdcRange Symmetric()
    {
        double high = Math.Max(Math.Abs(Low), Math.Abs(High));
        return new AdcRange(-high, high);
    }
}
