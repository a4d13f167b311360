using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Behaviours;

/// <summary>A cell that does not end up exactly where programming aims.</summary>
public interface IProgrammingNoise : IDeviceModel
{
    /// <summary>Draws the conductances that programming leaves behind, one draw per cell.</summary>
    /// <param name="targets">Wanted conductances, in siemens; one per cell.</param>
    /// <param name="programmed">Receives siemens; as long as <paramref name="targets"/>, never negative.</param>
    /// <param name="noiseScale">Factor on every standard deviation. 0: exact, 1: as measured. Zero or more.</param>
    /// <param name="key">Address of the draws; equal keys give equal draws.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    void Program(ReadOnlySpan<double> targets, Span<double> programmed, double noiseScale, RandomKey key);
}
