using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Tiles of two-valued cells, read with inputs of -1, 0 and 1 by counting bits.</summary>
/// <remarks>
/// Lines' currents are linear functions of whole numbers, so nothing is in doubt: what each number is converted to was tried
/// when the tile was packed, see <see cref="CountedTile"/>.
/// </remarks>
internal abstract unsafe class CountedStage
{
    /// <summary>Rows as bits.</summary>
    public abstract CountOrder Order { get; }

    /// <summary>Makes the stage of a matrix.</summary>
    /// <param name="tiles">Its tiles.</param>
    /// <param name="passes">What is read.</param>
    /// <param name="taps">Inputs that one channel adds to a window.</param>
    /// <param name="path">How wide registers are.</param>
    /// <returns>Null where a tile cannot be counted.</returns>
    public static CountedStage? Of(PackedTile[] tiles, IReadOnlyList<InputPass> passes, int taps, VectorPath path)
    {
        if (!CountedTile.IsCountable(passes))
        {
            return null;
        }

        Segment[] segmentOfTile = [.. tiles.Select(tile => new Segment(tile.Region.FirstInput, tile.Rows))];
        CountOrder order = new([.. segmentOfTile.Distinct()], taps);
        CountedTile[] counted = new CountedTile[tiles.Length];
        for (int t = 0; t < tiles.Length; t++)
        {
            if (CountedTile.Of(tiles[t], passes, order, Array.IndexOf(order.Segments, segmentOfTile[t])) is not CountedTile tile)
            {
                return null;
            }

            counted[t] = tile;
        }

        return path switch
        {
            VectorPath.Vector512 => new CountedReader<Lanes512, Vector512<float>, Vector512<double>,
                BitLanes512, Vector512<ulong>>(counted, order),
            VectorPath.Vector256 => new CountedReader<Lanes256, Vector256<float>, Vector256<double>,
                BitLanes256, Vector256<ulong>>(counted, order),
            _ => new CountedReader<LanesScalar, float, double, BitLanesScalar, ulong>(counted, order),
        };
    }

    /// <summary>Packs samples whose codes are there.</summary>
    public abstract void PackSamples(int samples, Workspace w);

    /// <summary>Packs an image whose codes are there.</summary>
    public abstract void PackImage(WindowLayout layout, Workspace w);

    /// <summary>Packs windows whose places are there.</summary>
    public abstract void PackWindows(WindowLayout layout, int samples, Workspace w);

    /// <summary>Adds a tile's share to the sums of a block.</summary>
    /// <param name="place">The block.</param>
    /// <param name="w">Its inputs, and room.</param>
    /// <param name="sums">[samples, padded outputs].</param>
    /// <returns>How many conversions were clipped.</returns>
    public abstract int Add(in BlockPlace place, Workspace w, double* sums);
}
