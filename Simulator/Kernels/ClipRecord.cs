namespace CrossbarSim.Simulator.Kernels;

/// <summary>Which conversions of a product's samples were clipped. Several threads may add to it.</summary>
public sealed class ClipRecord
{
    private readonly Lock _adding = new();
    private readonly List<ClippedConversion> _conversions = [];

    /// <summary>The conversions, sample by sample, tile by tile, line by line.</summary>
    public ClippedConversion[] Sorted()
    {
        lock (_adding)
        {
            return [.. _conversions.OrderBy(each => each.Sample).ThenBy(each => each.Tile).ThenBy(each => each.Line)];
        }
    }

    /// <summary>Adds one.</summary>
    internal void Add(ClippedConversion conversion)
    {
        lock (_adding)
        {
            _conversions.Add(conversion);
        }
    }
}

/// <summary>A conversion whose current was beyond the range of its ADC.</summary>
/// <param name="Sample">Number of the sample among those of the product.</param>
/// <param name="Tile">Number of the tile.</param>
/// <param name="Line">Line of the tile.</param>
public readonly record struct ClippedConversion(int Sample, int Tile, int Line);
