using System.Numerics;
using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires.Eights;

namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>The arithmetic of one merge: a partial factorization in blocks of eight rows.</summary>
/// <remarks>As in <see cref="TileStage{TEights, TEight, TNumber}"/>, conductances alone are kept, and diagonals are sums of them.</remarks>
internal sealed unsafe class FrontStage<TEights, TEight, TNumber>
    where TEights : struct, IEights<TEight, TNumber>
    where TEight : struct
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private readonly AlignedBuffer<TNumber> _panel;

    /// <summary>Makes room.</summary>
    /// <param name="fronts">What is to be merged.</param>
    public FrontStage(IEnumerable<Front> fronts) =>
        _panel = new AlignedBuffer<TNumber>(fronts.Select(front => 8 * front.Eliminated * Stride(front.Blocks)).DefaultIfEmpty().Max());

    /// <summary>From one row of so many blocks to the next: an odd number of blocks, lest rows share cache sets.</summary>
    public static int Stride(int blocks) => 8 * (blocks | 1);

    /// <summary>Merges two parts.</summary>
    /// <param name="front">How.</param>
    /// <param name="first">The first part, [remaining, remaining], blocks on or above the diagonal; of a tile, all blocks.</param>
    /// <param name="firstStride">From one of its rows to the next.</param>
    /// <param name="second">The second part.</param>
    /// <param name="secondStride">From one of its rows to the next.</param>
    /// <param name="to">Receives what remains, rows <see cref="Stride"/> of the remaining blocks apart: blocks on or above the diagonal, but none between drivers, and none between senses.</param>
    public void Run(Front front, TNumber* first, nint firstStride, TNumber* second, nint secondStride, TNumber* to)
    {
        int stride = Stride(front.Blocks);
        Parts parts = new(front, first, firstStride, second, secondStride);
        TNumber* panel = _panel.Pointer;
        for (int row = 0; row < front.Eliminated; row++)
        {
            TNumber* rows = panel + (row * 8 * stride);
            for (int column = row; column < front.Blocks; column += FrontBlock<TEights, TEight, TNumber>.Widest)
            {
                int blocks = Math.Min(FrontBlock<TEights, TEight, TNumber>.Widest, front.Blocks - column);
                FrontBlock<TEights, TEight, TNumber>.Run(
                    blocks, panel + (8 * row), panel + (8 * column), stride, 8 * row, parts.At(row, column, blocks), rows + (8 * column), stride);
            }

            Factor(rows + (8 * row), stride, front.Blocks - row - 1);
        }

        Complement(front, parts, stride, to);
    }

    /// <summary>What the eliminated nodes add between the remaining ones, some columns after the other.</summary>
    private void Complement(Front front, in Parts parts, int stride, TNumber* to)
    {
        int toStride = Stride(front.Remaining);
        TNumber* panel = _panel.Pointer;
        for (int column = front.Eliminated; column < front.Blocks; column += FrontBlock<TEights, TEight, TNumber>.Widest)
        {
            int end = Math.Min(column + FrontBlock<TEights, TEight, TNumber>.Widest, front.Blocks);
            for (int row = front.Eliminated; row < Math.Min(end, front.FirstSense); row++)
            {
                // Nothing reads what is between drivers.
                int from = Math.Max(Math.Max(row, column), row >= front.FirstDriver ? front.FirstSense : 0);
                if (from < end)
                {
                    FrontBlock<TEights, TEight, TNumber>.Run(
                        end - from, panel + (8 * row), panel + (8 * from), stride, 8 * front.Eliminated, parts.At(row, from, end - from),
                        to + (8 * (row - front.Eliminated) * toStride) + (8 * (from - front.Eliminated)), toStride);
                }
            }
        }
    }

    /// <summary>Eliminates the eight nodes of a row of blocks.</summary>
    /// <param name="rows">Eight rows, from their block on the diagonal on.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="blocks">Blocks behind the one on the diagonal.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Factor(TNumber* rows, int stride, int blocks)
    {
        TNumber* outside = stackalloc TNumber[8];
        for (int row = 0; row < 8; row++)
        {
            TNumber* from = rows + (row * stride) + 8;
            TEight sum = TEights.Broadcast(TNumber.Zero);
            for (int block = 0; block < blocks; block++, from += 8)
            {
                sum = TEights.Add(sum, TEights.Load(from));
            }

            outside[row] = TEights.Sum(sum);
        }

        TNumber* factors = stackalloc TNumber[8];
        Pivots(rows, stride, outside, factors);
        TNumber* column = rows + 8;
        for (int block = 0; block < blocks; block++, column += 8)
        {
            TNumber* row1 = rows + stride;
            TNumber* row2 = rows + (2 * stride);
            TNumber* row3 = rows + (3 * stride);
            TNumber* row4 = rows + (4 * stride);
            TNumber* row5 = rows + (5 * stride);
            TNumber* row6 = rows + (6 * stride);
            TEight y0 = TEights.Multiply(TEights.Load(column), TEights.Broadcast(factors[0]));
            TEight y1 = TEights.Load(column + stride);
            TEight y2 = TEights.Load(column + (2 * stride));
            TEight y3 = TEights.Load(column + (3 * stride));
            TEight y4 = TEights.Load(column + (4 * stride));
            TEight y5 = TEights.Load(column + (5 * stride));
            TEight y6 = TEights.Load(column + (6 * stride));
            TEight y7 = TEights.Load(column + (7 * stride));
            y1 = TEights.MultiplyAdd(TEights.Broadcast(rows[1]), y0, y1);
            y2 = TEights.MultiplyAdd(TEights.Broadcast(rows[2]), y0, y2);
            y3 = TEights.MultiplyAdd(TEights.Broadcast(rows[3]), y0, y3);
            y4 = TEights.MultiplyAdd(TEights.Broadcast(rows[4]), y0, y4);
            y5 = TEights.MultiplyAdd(TEights.Broadcast(rows[5]), y0, y5);
            y6 = TEights.MultiplyAdd(TEights.Broadcast(rows[6]), y0, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(rows[7]), y0, y7);
            TEights.Store(column, y0);
            y1 = TEights.Multiply(y1, TEights.Broadcast(factors[1]));
            y2 = TEights.MultiplyAdd(TEights.Broadcast(row1[2]), y1, y2);
            y3 = TEights.MultiplyAdd(TEights.Broadcast(row1[3]), y1, y3);
            y4 = TEights.MultiplyAdd(TEights.Broadcast(row1[4]), y1, y4);
            y5 = TEights.MultiplyAdd(TEights.Broadcast(row1[5]), y1, y5);
            y6 = TEights.MultiplyAdd(TEights.Broadcast(row1[6]), y1, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row1[7]), y1, y7);
            TEights.Store(column + stride, y1);
            y2 = TEights.Multiply(y2, TEights.Broadcast(factors[2]));
            y3 = TEights.MultiplyAdd(TEights.Broadcast(row2[3]), y2, y3);
            y4 = TEights.MultiplyAdd(TEights.Broadcast(row2[4]), y2, y4);
            y5 = TEights.MultiplyAdd(TEights.Broadcast(row2[5]), y2, y5);
            y6 = TEights.MultiplyAdd(TEights.Broadcast(row2[6]), y2, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row2[7]), y2, y7);
            TEights.Store(column + (2 * stride), y2);
            y3 = TEights.Multiply(y3, TEights.Broadcast(factors[3]));
            y4 = TEights.MultiplyAdd(TEights.Broadcast(row3[4]), y3, y4);
            y5 = TEights.MultiplyAdd(TEights.Broadcast(row3[5]), y3, y5);
            y6 = TEights.MultiplyAdd(TEights.Broadcast(row3[6]), y3, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row3[7]), y3, y7);
            TEights.Store(column + (3 * stride), y3);
            y4 = TEights.Multiply(y4, TEights.Broadcast(factors[4]));
            y5 = TEights.MultiplyAdd(TEights.Broadcast(row4[5]), y4, y5);
            y6 = TEights.MultiplyAdd(TEights.Broadcast(row4[6]), y4, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row4[7]), y4, y7);
            TEights.Store(column + (4 * stride), y4);
            y5 = TEights.Multiply(y5, TEights.Broadcast(factors[5]));
            y6 = TEights.MultiplyAdd(TEights.Broadcast(row5[6]), y5, y6);
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row5[7]), y5, y7);
            TEights.Store(column + (5 * stride), y5);
            y6 = TEights.Multiply(y6, TEights.Broadcast(factors[6]));
            y7 = TEights.MultiplyAdd(TEights.Broadcast(row6[7]), y6, y7);
            TEights.Store(column + (6 * stride), y6);
            TEights.Store(column + (7 * stride), TEights.Multiply(y7, TEights.Broadcast(factors[7])));
        }
    }

    /// <summary>Eliminates within the block on the diagonal; all columns behind it are taken together as one node.</summary>
    /// <param name="rows">The block; what is above its diagonal is replaced by its factors.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="outside">Sum of each row behind the block; overwritten.</param>
    /// <param name="factors">Receives one over the root of each node's sum.</param>
    private static void Pivots(TNumber* rows, int stride, TNumber* outside, TNumber* factors)
    {
        for (int k = 0; k < 8; k++)
        {
            TNumber* row = rows + (k * stride);
            TNumber sum = outside[k];
            for (int column = k + 1; column < 8; column++)
            {
                sum += row[column];
            }

            TNumber factor = TNumber.One / TNumber.Sqrt(sum);
            TNumber outer = outside[k] * factor;
            factors[k] = factor;
            for (int column = k + 1; column < 8; column++)
            {
                row[column] *= factor;
            }

            for (int other = k + 1; other < 8; other++)
            {
                TNumber share = row[other];
                outside[other] = TNumber.FusedMultiplyAdd(share, outer, outside[other]);
                TNumber* to = rows + (other * stride);
                for (int column = other + 1; column < 8; column++)
                {
                    to[column] = TNumber.FusedMultiplyAdd(share, row[column], to[column]);
                }
            }
        }
    }

    /// <summary>The two parts of a front.</summary>
    private readonly ref struct Parts(Front front, TNumber* first, nint firstStride, TNumber* second, nint secondStride)
    {
        private readonly TNumber* _first = first;
        private readonly TNumber* _second = second;

        /// <summary>What they have in eight rows, from one block of columns on.</summary>
        public Sources<TNumber> At(int row, int column, int blocks)
        {
            Sources<TNumber> sources = new(firstStride, secondStride);
            (int inFirst, int inSecond) = (front.InFirst[row], front.InSecond[row]);
            for (int block = 0; block < blocks; block++)
            {
                (int first, int second) = (front.InFirst[column + block], front.InSecond[column + block]);
                sources.Set(
                    block,
                    inFirst < 0 || first < 0 ? null : _first + (8 * inFirst * firstStride) + (8 * first),
                    inSecond < 0 || second < 0 ? null : _second + (8 * inSecond * secondStride) + (8 * second));
            }

            return sources;
        }
    }
}
