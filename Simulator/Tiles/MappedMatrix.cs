using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>A weight matrix cut into tiles of target conductances. Pure and immutable: nothing is programmed yet.</summary>
public sealed class MappedMatrix
{
    /// <summary>Maps a matrix.</summary>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or no output fits on a tile.</exception>
    public MappedMatrix(WeightMatrix weights, CrossbarSettings settings)
    {
        if (settings.Mapping.Refusal(settings.Device) is string refusal)
        {
            throw new ArgumentException(refusal);
        }

        int outputsPerTile = settings.Mapping.OutputsPerTile(settings.Tile.Columns);
        if (outputsPerTile < 1)
        {
            throw new ArgumentException($"Mapping '{settings.Mapping.Name}' fits no output on {settings.Tile.Columns} columns.");
        }

        (Weights, Settings) = (weights, settings);
        Tiles = [.. TilePlan.Cut(
            weights.Outputs, weights.Inputs, settings.Tile.Rows, outputsPerTile, settings.Split, weights.InputsPerChannel)
            .Select(region => settings.Mapping.Map(weights, region, settings.Scale, settings.Device))];
    }

    /// <summary>What was mapped.</summary>
    public WeightMatrix Weights { get; }

    /// <summary>The hardware it was mapped for.</summary>
    public CrossbarSettings Settings { get; }

    /// <summary>The tiles; those that share outputs stand together, in the order in which they are summed.</summary>
    public IReadOnlyList<MappedTile> Tiles { get; }

    /// <summary>Programs every tile: draws what the device leaves of the targets.</summary>
    /// <param name="key">Address of the layer on its chip; each tile draws from a key of its own below it.</param>
    public ProgrammedMatrix Program(RandomKey key)
    {
        double[][] cells = new double[Tiles.Count][];
        for (int tile = 0; tile < cells.Length; tile++)
        {
            cells[tile] = [.. Tiles[tile].Targets];
            if (Settings.Device is IProgrammingNoise noisy)
            {
                noisy.Program(Tiles[tile].Targets, cells[tile], Settings.NoiseScale, key.For("tile", tile).For("programming"));
            }
        }

        return new ProgrammedMatrix(this, cells);
    }

    /// <summary>The matrix as an ideal programmer would leave it: every cell at its target.</summary>
    public ProgrammedMatrix ProgramIdeally() => new(this, [.. Tiles.Select(tile => tile.Targets)]);
}
