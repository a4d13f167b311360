namespace CrossbarSim.Simulator.Kernels;

/// <summary>What one thread needs to work on one chunk of samples. Used again and again.</summary>
internal sealed class Workspace
{
    private const int Block = 12;

    /// <param name="tiles">All tiles of the matrix.</param>
    /// <param name="chunk">Samples in a chunk, a multiple of 12.</param>
    /// <param name="inputs">Inputs of the matrix.</param>
    /// <param name="segments">Segments of the inputs.</param>
    /// <param name="keepsVolts">Whether voltages have to be kept beside codes.</param>
    public Workspace(IReadOnlyList<PackedTile> tiles, int chunk, int inputs, int segments, bool keepsVolts)
    {
        int rows = tiles.Max(tile => tile.Rows);
        int slots = tiles.Max(tile => tile.Slots);
        int outputs = tiles.Max(tile => tile.Sums.Padded);
        CodeStride = slots + 16; // outputs padded to a register may read past their own slots

        // Samples start an odd number of cache lines apart: they do not compete for the same sets of a cache.
        InputStride = (((inputs + 15) / 16) | 1) * 16;
        InputCodes = new AlignedBuffer<float>((chunk * InputStride) + 16);
        Volts = new AlignedBuffer<double>(keepsVolts ? chunk * InputStride : 0);
        Norms = new AlignedBuffer<float>(chunk * segments);
        Codes = new AlignedBuffer<float>(Block * CodeStride);
        Doubtful = new AlignedBuffer<int>(Block * CodeStride);
        RowVolts = new AlignedBuffer<double>(Block * rows);
        VoltsByRow = new AlignedBuffer<double>(16 * rows);
        Currents = new AlignedBuffer<double>(16 * slots);
        Gathered = new AlignedBuffer<float>(2 * outputs);
        Sums = new AlignedBuffer<double>(chunk * outputs);
    }

    public int InputStride { get; }

    public int CodeStride { get; }

    /// <summary>[chunk, input stride], DAC codes.</summary>
    public AlignedBuffer<float> InputCodes { get; }

    /// <summary>[chunk, input stride], volts; empty unless the DAC is ideal.</summary>
    public AlignedBuffer<double> Volts { get; }

    /// <summary>[chunk, segments].</summary>
    public AlignedBuffer<float> Norms { get; }

    /// <summary>[12, code stride], first sums, then codes.</summary>
    public AlignedBuffer<float> Codes { get; }

    /// <summary>Sample · code stride + slot of the conversions that single precision cannot decide.</summary>
    public AlignedBuffer<int> Doubtful { get; }

    /// <summary>[12, rows], volts of the samples that are read again.</summary>
    public AlignedBuffer<double> RowVolts { get; }

    /// <summary>[rows, 16], the same the other way round.</summary>
    public AlignedBuffer<double> VoltsByRow { get; }

    /// <summary>[slots, 16], amperes.</summary>
    public AlignedBuffer<double> Currents { get; }

    /// <summary>Codes gathered for outputs.</summary>
    public AlignedBuffer<float> Gathered { get; }

    /// <summary>[chunk, padded outputs of a tile], sums over row tiles.</summary>
    public AlignedBuffer<double> Sums { get; }
}
