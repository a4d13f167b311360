using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>A weight matrix on programmed tiles. Built once, then only read.</summary>
public sealed class ProgrammedMatrix
{
    private readonly double[][]? _cells;
    private readonly double[][]? _programmed; // before time passed

    /// <summary>A matrix.</summary>
    /// <param name="mapped">What was aimed at.</param>
    /// <param name="cells">[tile][rows, columns] in siemens.</param>
    /// <param name="wires">What lines make of cells.</param>
    /// <param name="address">Address of the layer on its chip; null: on no chip.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <param name="programmed">What cells were before time passed; null: none passed.</param>
    internal ProgrammedMatrix(
        MappedMatrix mapped, double[][] cells, IWires wires, LayerAddress? address = null, int threads = 1, double[][]? programmed = null)
    {
        (Mapped, _cells, _programmed) = (mapped, cells, programmed ?? cells);
        ProgrammedTile[] tiles = new ProgrammedTile[cells.Length];
        OnThreads.For(tiles.Length, threads, i => tiles[i] = TileOf(mapped.Settings, mapped.Tiles[i], cells[i], wires, address, programmed?[i]));
        Tiles = tiles;
    }

    /// <summary>A matrix whose cells are not kept.</summary>
    internal ProgrammedMatrix(MappedMatrix mapped, IReadOnlyList<ProgrammedTile> tiles) => (Mapped, Tiles) = (mapped, tiles);

    /// <summary>One tile of a matrix.</summary>
    /// <param name="settings">The hardware.</param>
    /// <param name="mapped">What was aimed at.</param>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="wires">What lines make of cells.</param>
    /// <param name="address">Address of the layer on its chip; null: on no chip.</param>
    /// <param name="programmed">What cells were before time passed; null: none passed.</param>
    /// <param name="room">May become what its lines are, if it is as long; null: there is none.</param>
    internal static ProgrammedTile TileOf(
        CrossbarSettings settings, MappedTile mapped, double[] cells, IWires wires, LayerAddress? address, double[]? programmed, double[]? room = null)
    {
        ProgrammedTile tile = Tile(cells, room);
        return programmed is not null && settings.Ageing is { Compensation: not DriftCompensation.None } ageing
            ? DriftFactors.Compensated(ageing, Tile(programmed), tile)
            : tile;

        ProgrammedTile Tile(double[] at, double[]? lines = null) => new(
            mapped, at, address is null ? null : settings.ReadNoise, address?.Layer.For("tile", mapped.Region.Index), wires, settings.Device.Current, programmed ?? cells, lines);
    }

    /// <summary>What was aimed at.</summary>
    public MappedMatrix Mapped { get; }

    /// <summary>The tiles, in the order in which they are summed.</summary>
    public IReadOnlyList<ProgrammedTile> Tiles { get; }

    /// <summary>How many cells are programmed, over all tiles.</summary>
    public int CellCount => Kept(_cells).Sum(cells => cells.Length);

    /// <summary>Conductances of one tile's cells, [rows, columns] in siemens.</summary>
    public ReadOnlySpan<double> Cells(int tile) => Kept(_cells)[tile];

    /// <summary>One tile's cells as they stand on arrays, and what the lines of those make of them, resistive or not.</summary>
    public WiredTile OnArrays(int tile) => Tiles[tile].Wired ?? new WiredTile(Mapped.Tiles[tile], Kept(_cells)[tile], PerfectWires.Instance);

    /// <summary>The weights that the programmed conductances amount to, [outputs, inputs].</summary>
    public double[] EffectiveWeights()
    {
        double[] effective = new double[Mapped.Weights.Outputs * Mapped.Weights.Inputs];
        foreach (ProgrammedTile tile in Tiles)
        {
            TileRegion region = tile.Mapped.Region;
            double[] own = tile.Mapped.Weights(tile.RowByRow);
            for (int output = 0; output < region.Outputs; output++)
            {
                own.AsSpan(output * region.Inputs, region.Inputs).CopyTo(effective.AsSpan(Start(region, output)));
            }
        }

        return effective;
    }

    /// <summary>The same, in single precision.</summary>
    /// <param name="effective">Receives [outputs, inputs].</param>
    /// <param name="threads">Most threads to use.</param>
    public unsafe void EffectiveWeights(Span<float> effective, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(effective.Length, Mapped.Weights.Outputs * Mapped.Weights.Inputs);
        fixed (float* to = effective)
        {
            nint start = (nint)to;
            OnThreads.For(Tiles.Count, threads, tile => Write(Tiles[tile], (float*)start));
        }

        void Write(ProgrammedTile tile, float* weights) =>
            tile.Mapped.Weights(tile.RowByRow, weights + Start(tile.Mapped.Region, 0), Mapped.Weights.Inputs);
    }

    private static double[][] Kept(double[][]? cells) => cells ?? throw new InvalidOperationException("The cells of this matrix were not kept.");

    private int Start(TileRegion region, int output) => ((region.FirstOutput + output) * Mapped.Weights.Inputs) + region.FirstInput;

    /// <summary>How far the effective weights are from the wanted ones.</summary>
    /// <returns>Root mean square over all weights, in weight units.</returns>
    public double WeightError()
    {
        double[] effective = EffectiveWeights();
        ReadOnlySpan<double> wanted = Mapped.Weights.Values;
        double sum = 0;
        for (int i = 0; i < effective.Length; i++)
        {
            sum += (effective[i] - wanted[i]) * (effective[i] - wanted[i]);
        }

        return Math.Sqrt(sum / effective.Length);
    }

    /// <summary>How far programming, and all that came before time passed, left the cells from their targets.</summary>
    /// <returns>Root mean square over all cells, in siemens.</returns>
    public double ProgrammingError()
    {
        double sum = 0;
        double[][] programmed = Kept(_programmed);
        for (int tile = 0; tile < programmed.Length; tile++)
        {
            double[] targets = Mapped.Tiles[tile].Targets;
            for (int cell = 0; cell < targets.Length; cell++)
            {
                sum += (programmed[tile][cell] - targets[cell]) * (programmed[tile][cell] - targets[cell]);
            }
        }

        return Math.Sqrt(sum / CellCount);
    }

    /// <summary>What changed from this state of the cells to a later one.</summary>
    internal ImperfectionEffect EffectOf(string name, ProgrammedMatrix later)
    {
        double squares = 0;
        int changed = 0;
        (double[][] cells, double[][] after) = (Kept(_cells), Kept(later._cells));
        for (int tile = 0; tile < cells.Length; tile++)
        {
            for (int cell = 0; cell < cells[tile].Length; cell++)
            {
                double change = after[tile][cell] - cells[tile][cell];
                changed += change != 0 ? 1 : 0;
                squares += change * change;
            }
        }

        double weights = EffectiveWeights().Zip(later.EffectiveWeights(), (a, b) => (b - a) * (b - a)).Average();
        return new ImperfectionEffect(name, changed, CellCount, Math.Sqrt(squares / CellCount) * 1e6, Math.Sqrt(weights));
    }
}
