using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Matrices that are programmed for a few reads and then forgotten, as in training: each tile goes all the way from weights to lines while it is in the cache, and cells are not kept.</summary>
public static class PassingMatrix
{
    [ThreadStatic]
    private static double[]? s_targets;

    [ThreadStatic]
    private static double[]? s_cells;

    /// <summary>Maps and programs a matrix.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="settings">The hardware.</param>
    /// <param name="address">Address of the layer on its chip.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <returns>What <see cref="MappedMatrix.Program"/> gives, but for cells and targets, where reading the matrix does not take them.</returns>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or no output fits on a tile.</exception>
    public static ProgrammedMatrix Program(WeightMatrix weights, CrossbarSettings settings, LayerAddress address, int threads = 1)
    {
        if (settings.ColumnLimit is not null || settings.Dac.SignedInputs == SignedInputs.Offset || !settings.Wires.ArePerfect)
        {
            return new MappedMatrix(weights, settings, threads).Program(address, threads);
        }

        IReadOnlyList<TileRegion> regions = MappedMatrix.Regions(weights, settings);
        ICellImperfection[] chain = [.. settings.Chain];
        ProgrammedTile[] tiles = new ProgrammedTile[regions.Count];
        tiles[0] = Tile(regions[0]); // what all tiles share is found here
        OnThreads.For(tiles.Length - 1, threads, tile => tiles[tile + 1] = Tile(regions[tile + 1]));
        return new ProgrammedMatrix(new MappedMatrix(weights, settings, [.. tiles.Select(tile => tile.Mapped)]), tiles);

        ProgrammedTile Tile(TileRegion region)
        {
            MappedTile mapped = settings.Mapping.Map(weights, region, settings.Scale, settings.Device, s_targets);
            s_targets = mapped.Targets;
            if (s_cells?.Length != mapped.Targets.Length)
            {
                s_cells = new double[mapped.Targets.Length];
            }

            double[]? programmed = MappedMatrix.Befall(chain, mapped.Targets, s_cells, MappedMatrix.PlaceOf(settings.Device, mapped, address));
            return ProgrammedMatrix.TileOf(settings, mapped with { Targets = [] }, s_cells, settings.Wires, address, programmed);
        }
    }
}
