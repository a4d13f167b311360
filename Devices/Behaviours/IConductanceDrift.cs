using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>What time makes of programmed cells.</summary>
/// <remarks>
/// Two phases: what is particular to a cell is drawn from the address of its programming, so that it is the same at every time; a state at a time follows from
/// the programmed one alone, not from other times.
/// </remarks>
public interface IConductanceDrift
{
    /// <summary>The earliest time that the law knows, since the reference state of programmed cells. Zero or more.</summary>
    TimeSpan Earliest { get; }

    /// <summary>The latest time that its data cover; null: they do not say.</summary>
    TimeSpan? Latest { get; }

    /// <summary>Its numbers as text: laws that do the same have the same.</summary>
    string Content { get; }

    /// <summary>Lets time pass.</summary>
    /// <param name="cells">Conductances in siemens, as programmed; receives them as they are at the time. Zero or more.</param>
    /// <param name="time">How much, since the reference state of programmed cells. <see cref="Earliest"/> or more.</param>
    /// <param name="key">Address of what is particular to each cell; equal keys give equal draws.</param>
    void Age(Span<double> cells, TimeSpan time, RandomKey key);
}
