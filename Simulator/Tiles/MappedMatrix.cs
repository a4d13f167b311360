using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>A weight matrix cut into tiles of target conductances. Pure and immutable: nothing is programmed yet.</summary>
public sealed class MappedMatrix
{
    /// <summary>Maps a matrix.</summary>
    /// <param name="weights">The matrix.</param>
    /// <param name="settings">The hardware.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or no output fits on a tile.</exception>
    public MappedMatrix(WeightMatrix weights, CrossbarSettings settings, int threads = 1)
    {
        IReadOnlyList<TileRegion> regions = Regions(weights, settings);
        MappedTile[] tiles = new MappedTile[regions.Count];
        tiles[0] = Map(regions[0]); // what all tiles share is found here
        OnThreads.For(tiles.Length - 1, threads, tile => tiles[tile + 1] = Map(regions[tile + 1]));
        (Weights, Settings, Tiles) = (weights, settings, tiles);

        MappedTile Map(TileRegion region) => settings.Mapping.Map(weights, region, settings.Scale, settings.Device);
    }

    /// <summary>A matrix of which tiles are mapped elsewhere.</summary>
    internal MappedMatrix(WeightMatrix weights, CrossbarSettings settings, IReadOnlyList<MappedTile> tiles) => (Weights, Settings, Tiles) = (weights, settings, tiles);

    /// <summary>How a matrix is cut into tiles.</summary>
    /// <exception cref="ArgumentException">The mapping cannot use the device, or no output fits on a tile.</exception>
    internal static IReadOnlyList<TileRegion> Regions(WeightMatrix weights, CrossbarSettings settings)
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

        return TilePlan.Cut(weights.Outputs, weights.Inputs, settings.Tile.Rows, outputsPerTile, settings.Split, weights.InputsPerChannel);
    }

    /// <summary>What was mapped.</summary>
    public WeightMatrix Weights { get; }

    /// <summary>The hardware it was mapped for.</summary>
    public CrossbarSettings Settings { get; }

    /// <summary>The tiles; those that share outputs stand together, in the order in which they are summed.</summary>
    public IReadOnlyList<MappedTile> Tiles { get; }

    /// <summary>Arrays that its tiles stand on.</summary>
    public int Arrays => Tiles.Sum(tile => tile.Arrays?.Count ?? 1);

    /// <summary>Lines of all its tiles: what is converted in every pass.</summary>
    public long Lines => Tiles.Sum(tile => (long)tile.Lines.Length);

    /// <summary>Programs every tile: draws what the device, and all that befalls cells after it, leave of the targets.</summary>
    /// <param name="address">Address of the layer on its chip; each tile draws from keys of its own below it.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    public ProgrammedMatrix Program(LayerAddress address, int threads = 1)
    {
        double[][] cells = new double[Tiles.Count][];
        double[][] programmed = new double[Tiles.Count][];
        ICellImperfection[] chain = [.. Settings.Chain];
        OnThreads.For(Tiles.Count, threads, tile =>
        {
            cells[tile] = GC.AllocateUninitializedArray<double>(Tiles[tile].Targets.Length);
            programmed[tile] = Befall(chain, Tiles[tile].Targets, cells[tile], PlaceOf(tile, address)) ?? cells[tile];
        });
        return new ProgrammedMatrix(this, cells, Settings.Wires, address, threads, Settings.Ageing is null ? null : programmed);
    }

    /// <summary>All that happens to the cells of a tile.</summary>
    /// <param name="chain">What, in order.</param>
    /// <param name="targets">What cells were meant to be.</param>
    /// <param name="cells">Receives what they are.</param>
    /// <param name="place">Where the tile is.</param>
    /// <returns>What cells were before time passed; null: none passed.</returns>
    internal static double[]? Befall(ICellImperfection[] chain, double[] targets, double[] cells, TilePlace place)
    {
        double[]? programmed = null;
        chain[0].Apply(targets, cells, place);
        foreach (ICellImperfection imperfection in chain.AsSpan(1))
        {
            programmed = imperfection is Ageing ? [.. cells] : null;
            imperfection.Apply(cells, place);
        }

        return programmed;
    }

    /// <summary>What each imperfection does to the cells of this layer on one chip, in the order in which they are applied.</summary>
    /// <param name="address">Address of the layer on its chip.</param>
    public IReadOnlyList<ImperfectionEffect> Effects(LayerAddress address)
    {
        List<ImperfectionEffect> effects = [];
        ProgrammedMatrix before = AtTargets();
        foreach (ICellImperfection imperfection in Settings.Chain.Where(each => each.Refusal(Settings.Device) is null))
        {
            double[][] cells = [.. Tiles.Select((_, tile) => before.Cells(tile).ToArray())];
            List<(int Pulses, bool Converged)> pulses = [];
            for (int tile = 0; tile < cells.Length; tile++)
            {
                if (imperfection is PulseProgramming programming)
                {
                    pulses.AddRange(programming.Program(cells[tile], PlaceOf(tile, address)));
                }
                else
                {
                    imperfection.Apply(cells[tile], PlaceOf(tile, address));
                }
            }

            ProgrammedMatrix after = new(this, cells, PerfectWires.Instance);
            effects.Add(before.EffectOf(imperfection.Name, after) with { Pulses = (imperfection as PulseProgramming)?.Counts(pulses) });
            before = after;
        }

        return effects;
    }

    /// <summary>What lines do to each array on one chip, tile by tile; empty where they are perfect.</summary>
    /// <param name="address">Address of the layer on its chip.</param>
    public IReadOnlyList<WireEffect> WireEffects(LayerAddress address) =>
        [.. Program(address).Tiles.SelectMany((tile, index) => tile.Wired is WiredTile wired ? WireEffect.Of(index, wired, Settings.Wires) : [])];

    private TilePlace PlaceOf(int tile, LayerAddress address) => PlaceOf(Settings.Device, Tiles[tile], address);

    /// <summary>Where a tile is.</summary>
    internal static TilePlace PlaceOf(IDeviceModel device, MappedTile tile, LayerAddress address) =>
        new(device, tile, address.Chip.For("die"), address.Layer.For("tile", tile.Region.Index));

    /// <summary>The matrix as an ideal programmer would leave it: every cell at its target. Its lines are those of the hardware.</summary>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    public ProgrammedMatrix ProgramIdeally(int threads = 1) => new(this, [.. Tiles.Select(tile => tile.Targets)], Settings.Wires, threads: threads);

    /// <summary>How far the weights that the targets stand for are from the wanted ones.</summary>
    /// <returns>Root mean square over all weights, in weight units.</returns>
    public double MappingError() => AtTargets().WeightError();

    /// <summary>Every cell at its target, and lines perfect.</summary>
    private ProgrammedMatrix AtTargets() => new(this, [.. Tiles.Select(tile => tile.Targets)], PerfectWires.Instance);
}
