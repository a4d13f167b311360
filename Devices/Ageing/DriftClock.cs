namespace CrossbarSim.Devices.Ageing;

/// <summary>What times of a drift law count from.</summary>
/// <param name="Reference">t₀: the age that the law starts from. Above zero.</param>
/// <param name="CountsFromReference">Whether times count from the reference state, age being t + t₀, rather than from programming.</param>
public readonly record struct DriftClock(TimeSpan Reference, bool CountsFromReference)
{
    /// <summary>The earliest time that the law knows.</summary>
    public TimeSpan Earliest => CountsFromReference ? TimeSpan.Zero : Reference;

    /// <summary>What is added to a time to make an age of it.</summary>
    public TimeSpan Start => CountsFromReference ? Reference : TimeSpan.Zero;

    /// <summary>ln(age/t₀) at a time.</summary>
    public double Logarithm(TimeSpan time) => Math.Log((time.TotalSeconds + Start.TotalSeconds) / Reference.TotalSeconds);
}
