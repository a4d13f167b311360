namespace CrossbarSim.Simulator.Kernels;

/// <summary>Which conversions of a product's samples were clipped. Several threads may add to it.</summary>
public sealed class ClipRecord
{
    private readonly Lock _adding = new();
    private readonly List<ClippedConversion[]> _batches = [];

    /// <summary>All of them, in an order that does not depend on threads: some samples at a time, tile by tile.</summary>
    public ClippedConversion[] All()
    {
        lock (_adding)
        {
            return [.. _batches.OrderBy(batch => (batch[0].Sample, batch[0].Tile)).SelectMany(batch => batch)];
        }
    }

    /// <summary>Adds those of one tile in one pass over some samples; samples go together for all tiles and passes.</summary>
    internal void Add(List<ClippedConversion> batch)
    {
        if (batch.Count > 0)
        {
            ClippedConversion[] kept = [.. batch];
            lock (_adding)
            {
                _batches.Add(kept);
            }
        }
    }
}

/// <summary>A conversion whose current was beyond the range of its ADC.</summary>
/// <param name="Sample">Number of the sample among those of the product.</param>
/// <param name="Tile">Number of the tile.</param>
/// <param name="Line">Line of the tile.</param>
public readonly record struct ClippedConversion(int Sample, int Tile, int Line);
