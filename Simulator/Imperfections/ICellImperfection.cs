using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>Something that leaves the cells of an array other than they were. Applied one after another, in the order given.</summary>
public interface ICellImperfection
{
    /// <summary>The name it goes by in scenarios and reports.</summary>
    string Name { get; }

    /// <summary>Whether it draws anything: whether chips differ by it.</summary>
    bool IsRandom => true;

    /// <summary>Why it would change nothing on a device; null when it changes something.</summary>
    string? Refusal(IDeviceModel device);

    /// <summary>Changes the cells of one tile.</summary>
    /// <param name="cells">Conductances in siemens, [rows, columns]; never negative, before and after.</param>
    /// <param name="place">Where the tile is.</param>
    void Apply(Span<double> cells, TilePlace place);

    /// <summary>The same from conductances that stay as they are.</summary>
    /// <param name="before">In siemens, [rows, columns].</param>
    /// <param name="cells">Receives what becomes of them; as many, other memory.</param>
    /// <param name="place">Where the tile is.</param>
    void Apply(ReadOnlySpan<double> before, Span<double> cells, TilePlace place)
    {
        before.CopyTo(cells);
        Apply(cells, place);
    }
}

/// <summary>Where a tile is: what its draws are addressed by.</summary>
/// <param name="Device">The memory cell.</param>
/// <param name="Map">What its cells were meant to be, and what they count as.</param>
/// <param name="Die">Address of what a whole chip shares.</param>
/// <param name="Tile">Address of what the tile has to itself.</param>
public readonly record struct TilePlace(IDeviceModel Device, MappedTile Map, RandomKey Die, RandomKey Tile)
{
    /// <summary>Columns of the tile.</summary>
    public int Columns => Map.Columns;
}

/// <summary>Address of a layer on its chip.</summary>
/// <param name="Chip">Address of the chip: a trial.</param>
/// <param name="Layer">Address of the layer, below that of the chip.</param>
public readonly record struct LayerAddress(RandomKey Chip, RandomKey Layer)
{
    /// <summary>The address of one layer of a chip.</summary>
    public static LayerAddress Of(RandomKey chip, int layer) => new(chip, chip.For("layer", layer));

    /// <summary>The address of one part of the layer.</summary>
    public LayerAddress For(string name, long index) => new(Chip, Layer.For(name, index));
}
