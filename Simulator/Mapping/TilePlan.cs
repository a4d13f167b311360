namespace CrossbarSim.Simulator.Mapping;

/// <summary>How a length that does not fit one array is cut.</summary>
public enum TileSplit
{
    /// <summary>Full arrays first, the last takes what is left: 300 on 128 is 128 + 128 + 44.</summary>
    FillFirst,

    /// <summary>Parts of equal size, to within one: 300 on 128 is 100 + 100 + 100.</summary>
    Balanced,

    /// <summary>
    /// Full arrays first, but no channel of a convolution is ever cut: 3x3 windows of 16 channels on 128 rows are 14 channels
    /// on 126 rows, then 2 on 18. Where inputs are channels of their own, as in a linear layer, the same as filling first.
    /// </summary>
    WholeChannels,
}

/// <summary>The part of a weight matrix that one tile holds.</summary>
/// <param name="Index">Number of the tile: the row tiles of the first outputs, then those of the next.</param>
/// <param name="FirstInput">The input on its first row.</param>
/// <param name="Inputs">Rows in use.</param>
/// <param name="FirstOutput">Its first output.</param>
/// <param name="Outputs">How many outputs it computes a partial sum of.</param>
public sealed record TileRegion(int Index, int FirstInput, int Inputs, int FirstOutput, int Outputs);

/// <summary>Cuts a weight matrix into tiles. Every row and every output is in exactly one; none is dropped.</summary>
public static class TilePlan
{
    /// <summary>The tiles of a matrix.</summary>
    /// <param name="outputs">Outputs of the matrix. One or more.</param>
    /// <param name="inputs">Inputs of the matrix. One or more.</param>
    /// <param name="rows">Most inputs of a tile.</param>
    /// <param name="outputsPerTile">Most outputs of a tile, as its mapping says.</param>
    /// <param name="split">How both lengths are cut.</param>
    /// <param name="inputsPerChannel">Neighbouring inputs that make a channel; divides the inputs.</param>
    /// <exception cref="ArgumentException">Whole channels are asked for, and one does not fit.</exception>
    public static IReadOnlyList<TileRegion> Cut(
        int outputs, int inputs, int rows, int outputsPerTile, TileSplit split, int inputsPerChannel = 1)
    {
        if (split == TileSplit.WholeChannels)
        {
            if (inputsPerChannel > rows)
            {
                throw new ArgumentException($"A whole channel of {inputsPerChannel} inputs does not fit on {rows} rows.", nameof(split));
            }

            rows -= rows % inputsPerChannel;
        }

        List<TileRegion> regions = [];
        foreach ((int firstOutput, int outputCount) in Parts(outputs, outputsPerTile, split))
        {
            foreach ((int firstInput, int inputCount) in Parts(inputs, rows, split))
            {
                regions.Add(new TileRegion(regions.Count, firstInput, inputCount, firstOutput, outputCount));
            }
        }

        return regions;
    }

    private static IEnumerable<(int First, int Count)> Parts(int length, int most, TileSplit split)
    {
        int parts = (length + most - 1) / most;
        int first = 0;
        for (int part = 0; part < parts; part++)
        {
            int count = split == TileSplit.Balanced
                ? (length / parts) + (part < length % parts ? 1 : 0)
                : Math.Min(most, length - first);
            yield return (first, count);
            first += count;
        }
    }
}
