using System.Buffers;
using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>What the device itself leaves of a target when it is programmed, its standard deviations scaled.</summary>
/// <param name="noiseScale">Factor on every standard deviation. Zero or more; 0: exact.</param>
public sealed class ProgrammingError(double noiseScale) : ICellImperfection
{
    /// <inheritdoc/>
    public string Name => "programming";

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => device is IProgrammingNoise ? null : $"device '{device.Name}' has no programming noise: this would change nothing.";

    /// <summary>Programs cells from targets that stay as they are.</summary>
    /// <param name="targets">In siemens.</param>
    /// <param name="cells">Receives siemens; as many.</param>
    /// <param name="place">Whose they are.</param>
    public void Program(ReadOnlySpan<double> targets, Span<double> cells, TilePlace place)
    {
        if (place.Device is IProgrammingNoise device && noiseScale > 0)
        {
            device.Program(targets, cells, noiseScale, place.Tile.For("programming"));
        }
        else
        {
            targets.CopyTo(cells);
        }
    }

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place)
    {
        if (place.Device is IProgrammingNoise && noiseScale > 0)
        {
            // A full tile is a large object to the garbage collector: a new copy for each would cost more than its draws.
            double[] rented = ArrayPool<double>.Shared.Rent(cells.Length);
            Span<double> targets = rented.AsSpan(0, cells.Length);
            cells.CopyTo(targets);
            Program(targets, cells, place);
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
