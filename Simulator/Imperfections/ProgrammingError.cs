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

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(cells.Length);
        Span<double> targets = rented.AsSpan(0, cells.Length);
        cells.CopyTo(targets);
        Apply(targets, cells, place);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> before, Span<double> cells, TilePlace place)
    {
        if (place.Device is IProgrammingNoise device && noiseScale > 0)
        {
            device.Program(before, cells, noiseScale, place.Tile.For("programming"));
        }
        else
        {
            before.CopyTo(cells);
        }
    }
}
