namespace CrossbarSim.Devices.Behaviours;

/// <summary>A device's own noise of reads, which may depend on what a cell was programmed to, and on time.</summary>
public interface IStateNoise
{
    /// <summary>Its numbers as text: laws that do the same have the same.</summary>
    string Content { get; }

    /// <summary>The noise of reads at a time.</summary>
    /// <param name="time">Since the reference state of programmed cells.</param>
    IReadNoise At(TimeSpan time);
}
