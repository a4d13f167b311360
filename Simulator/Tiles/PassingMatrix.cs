using System.Collections.Concurrent;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>
/// A matrix that is programmed again and again, each time for a few reads only, as in training: every tile goes all the way from weights to lines while it is in the cache, cells are not
/// kept, and what was programmed before is written over.
/// </summary>
/// <param name="settings">The hardware.</param>
public sealed class PassingMatrix(CrossbarSettings settings)
{
    private readonly ICellImperfection[] _chain = [.. settings.Chain];
    private readonly ConcurrentBag<Dictionary<int, Room>> _rooms = [];
    private double[]?[] _lines = [];

    /// <summary>Whether reading a matrix takes its cells, or targets.</summary>
    private bool NeedsCells => settings.ColumnLimit is not null || settings.Dac.SignedInputs == SignedInputs.Offset || !settings.Wires.ArePerfect;

    /// <summary>Maps and programs a matrix.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="address">Address of the layer on its chip.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <returns>What <see cref="MappedMatrix.Program"/> gives, but for cells and targets where reading does not take them. It holds until the next call.</returns>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or no output fits on a tile.</exception>
    public ProgrammedMatrix Program(WeightMatrix weights, LayerAddress address, int threads = 1)
    {
        if (NeedsCells)
        {
            return new MappedMatrix(weights, settings, threads).Program(address, threads);
        }

        IReadOnlyList<TileRegion> regions = MappedMatrix.Regions(weights, settings);
        Array.Resize(ref _lines, regions.Count);
        ProgrammedTile[] tiles = new ProgrammedTile[regions.Count];
        tiles[0] = Tile(weights, regions[0], address); // what all tiles share is found here
        OnThreads.For(tiles.Length - 1, threads, tile => tiles[tile + 1] = Tile(weights, regions[tile + 1], address));
        return new ProgrammedMatrix(new MappedMatrix(weights, settings, Array.ConvertAll(tiles, tile => tile.Mapped)), tiles);
    }

    private ProgrammedTile Tile(WeightMatrix weights, TileRegion region, LayerAddress address)
    {
        Dictionary<int, Room> rooms = _rooms.TryTake(out Dictionary<int, Room>? free) ? free : [];
        int size = region.Inputs * region.Outputs;
        MappedTile mapped = settings.Mapping.Map(weights, region, settings.Scale, settings.Device, rooms.GetValueOrDefault(size)?.Targets);
        Room room = rooms[size] = new Room(mapped.Targets, rooms.GetValueOrDefault(size)?.Cells ?? new double[mapped.Targets.Length]);
        double[]? programmed = MappedMatrix.Befall(_chain, mapped.Targets, room.Cells, MappedMatrix.PlaceOf(settings.Device, mapped, address));
        ProgrammedTile tile = ProgrammedMatrix.TileOf(settings, mapped with { Targets = [] }, room.Cells, settings.Wires, address, programmed, _lines[region.Index]);
        _lines[region.Index] = tile.Lines;
        _rooms.Add(rooms);
        return tile;
    }

    /// <summary>Room for the cells of a tile while it is worked on.</summary>
    private sealed record Room(double[] Targets, double[] Cells);
}
