using System.Numerics;
using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires.Eights;

namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>The conductances between the edges of eight 8x8 tiles at a time, one tile a lane.</summary>
/// <remarks>
/// Off-diagonal admittances alone are kept, as conductances: all that is ever added to them is positive. The diagonal of a node is the sum of its conductances when it is
/// eliminated (Grassmann, Taggar, Heyman, Oper. Res. 33, 1107 (1985)), so that nothing cancels and every result is right to some units in the last place.
/// </remarks>
internal sealed unsafe class TileStage<TEights, TEight, TNumber>
    where TEights : struct, IEights<TEight, TNumber>
    where TEight : struct
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    /// <summary>Numbers of a tile received: [32, 32], the edges left, right, above and below.</summary>
    public const int TileSize = 32 * 32;

    private const int PairPorts = 6;
    private readonly AlignedBuffer<TNumber>[] _parts; // [level and side]: what the merge above it reads
    private readonly AlignedBuffer<TNumber> _tile = new(TileMerge.Room(32) * 8);
    private readonly AlignedBuffer<TNumber> _panel = new(8 * 40 * 8);
    private readonly AlignedBuffer<TNumber> _cells = new(64 * 8);

    public TileStage()
    {
        _parts = [.. TileMerge.Levels.SelectMany(level => Enumerable.Range(0, 2).Select(_ => new AlignedBuffer<TNumber>(TileMerge.Room(level.PartPorts) * 8)))];
    }

    /// <summary>Works on eight tiles.</summary>
    /// <param name="lanes">Where the eight are.</param>
    /// <param name="wires">Conductances of the segments, in siemens.</param>
    /// <param name="tiles">Receives [8][32, 32], aligned, in siemens; zeros on the diagonal.</param>
    public void Run(ReadOnlySpan<TileLane> lanes, in SegmentConductances<TNumber> wires, TNumber* tiles)
    {
        TNumber* rows = stackalloc TNumber[64];
        for (int row = 0; row < 8; row++)
        {
            // Eight cells of a row of each tile, turned into eight tiles of each cell.
            for (int lane = 0; lane < 8; lane++)
            {
                TEights.Store(rows + (8 * lane), TEights.Load((TNumber*)lanes[lane].Cells + (row * lanes[lane].Stride)));
            }

            TEights.Transpose(rows, 8, _cells.Pointer + (row * 64), 8);
        }

        Merged(TileMerge.Levels.Count - 1, 0, 0, lanes, wires, _tile.Pointer);
        Spread(tiles);
    }

    /// <summary>What comes of merging, and before that of the parts that are merged.</summary>
    private void Merged(int level, int row, int column, ReadOnlySpan<TileLane> lanes, in SegmentConductances<TNumber> wires, TNumber* to)
    {
        if (level < 0)
        {
            PairOfCells(row, column, lanes, wires, to);
            return;
        }

        bool sideBySide = level % 2 == 1;
        (int down, int right) = level switch
        {
            4 => (4, 0),
            3 => (0, 4),
            2 => (2, 0),
            1 => (0, 2),
            _ => (1, 0),
        };
        TNumber* first = _parts[2 * level].Pointer;
        TNumber* second = _parts[(2 * level) + 1].Pointer;
        Merged(level - 1, row, column, lanes, wires, first);
        Merged(level - 1, row + down, column + right, lanes, wires, second);
        TileMerge merge = TileMerge.Levels[level];
        Eliminate(merge, first, second);
        Complement(merge, first, second, to);
    }

    /// <summary>Two cells of a word line, the node between them eliminated.</summary>
    /// <remarks>Ports: u left of the first cell, u of the second, w of both, and w below both.</remarks>
    private void PairOfCells(int row, int column, ReadOnlySpan<TileLane> lanes, in SegmentConductances<TNumber> wires, TNumber* to)
    {
        TNumber* left = stackalloc TNumber[8];
        TNumber* below = stackalloc TNumber[8];
        for (int lane = 0; lane < 8; lane++)
        {
            left[lane] = column == 0 && lanes[lane].IsFirstColumn ? wires.Driver : wires.WordLine;
            below[lane] = row == 7 && lanes[lane].IsLastRow ? wires.Sense : wires.BitLine;
        }

        TEight first = TEights.Load(_cells.Pointer + (((row * 8) + column) * 8));
        TEight second = TEights.Load(_cells.Pointer + (((row * 8) + column + 1) * 8));
        TEight fromLeft = TEights.Load(left);
        TEight toBelow = TEights.Load(below);
        TEight between = TEights.Broadcast(wires.WordLine);
        TEight zero = TEights.Broadcast(TNumber.Zero);
        TEight sum = TEights.Add(TEights.Add(fromLeft, between), first);
        TEight share = TEights.Divide(first, sum);
        for (int pair = 0; pair < TileMerge.Pairs(PairPorts); pair++)
        {
            TEights.Store(to + (pair * 8), zero);
        }

        TEights.Store(to + (TileMerge.Index(0, 1, PairPorts) * 8), TEights.Divide(TEights.Multiply(fromLeft, between), sum));
        TEights.Store(to + (TileMerge.Index(0, 2, PairPorts) * 8), TEights.Multiply(fromLeft, share));
        TEights.Store(to + (TileMerge.Index(1, 2, PairPorts) * 8), TEights.Multiply(between, share));
        TEights.Store(to + (TileMerge.Index(1, 3, PairPorts) * 8), second);
        TEights.Store(to + (TileMerge.Index(2, 4, PairPorts) * 8), toBelow);
        TEights.Store(to + (TileMerge.Index(3, 5, PairPorts) * 8), toBelow);
        for (int lane = 0; lane < 8; lane++)
        {
            if (column == 6 && lanes[lane].IsLastColumn)
            {
                Eliminate(to + lane, 1);
            }

            if (row == 0 && lanes[lane].IsFirstRow)
            {
                Eliminate(to + lane, 2);
                Eliminate(to + lane, 3);
            }
        }
    }

    /// <summary>Eliminates a node at the edge of the array from one lane of a pair of cells. It stays as a port that nothing is connected to.</summary>
    private static void Eliminate(TNumber* pair, int node)
    {
        TNumber* conductances = stackalloc TNumber[PairPorts];
        TNumber sum = TNumber.Zero;
        for (int port = 0; port < PairPorts; port++)
        {
            if (port != node)
            {
                int index = TileMerge.Index(Math.Min(port, node), Math.Max(port, node), PairPorts) * 8;
                conductances[port] = pair[index];
                sum += pair[index];
                pair[index] = TNumber.Zero;
            }
        }

        for (int a = 0; a < PairPorts; a++)
        {
            for (int b = a + 1; b < PairPorts; b++)
            {
                if (a != node && b != node)
                {
                    pair[TileMerge.Index(a, b, PairPorts) * 8] += conductances[a] * (conductances[b] / sum);
                }
            }
        }
    }

    /// <summary>Eliminates the shared nodes, one after the other: each row of the panel, divided by the root of its sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Eliminate(TileMerge merge, TNumber* first, TNumber* second)
    {
        int nodes = merge.Nodes;
        TNumber* panel = _panel.Pointer;
        fixed (int* fromFirst = merge.PanelFirst, fromSecond = merge.PanelSecond)
        {
            for (int row = 0; row < merge.Shared; row++)
            {
                TNumber* to = panel + (row * nodes * 8);
                TEight sum = TEights.Broadcast(TNumber.Zero);
                for (int node = row + 1; node < nodes; node++)
                {
                    TEight value = TEights.Add(
                        TEights.Load(first + (fromFirst[(row * nodes) + node] * 8)), TEights.Load(second + (fromSecond[(row * nodes) + node] * 8)));
                    TNumber* above = panel;
                    for (int k = 0; k < row; k++, above += nodes * 8)
                    {
                        value = TEights.MultiplyAdd(TEights.Load(above + (row * 8)), TEights.Load(above + (node * 8)), value);
                    }

                    sum = TEights.Add(sum, value);
                    TEights.Store(to + (node * 8), value);
                }

                TEight factor = TEights.Divide(TEights.Broadcast(TNumber.One), TEights.Sqrt(sum));
                for (int node = row + 1; node < nodes; node++)
                {
                    TEights.Store(to + (node * 8), TEights.Multiply(TEights.Load(to + (node * 8)), factor));
                }
            }
        }
    }

    /// <summary>What the eliminated nodes add to the conductances between the remaining ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complement(TileMerge merge, TNumber* first, TNumber* second, TNumber* to)
    {
        int stride = merge.Nodes * 8;
        fixed (int* fromFirst = merge.RestFirst, fromSecond = merge.RestSecond, goesTo = merge.RestTo)
        {
            int* firsts = fromFirst;
            int* seconds = fromSecond;
            int* tos = goesTo;
            for (int row = 0; row < merge.Remaining; row += 4)
            {
                for (int column = row; column < merge.Remaining; column += 4)
                {
                    TNumber* a = _panel.Pointer + ((merge.Shared + row) * 8);
                    TNumber* b = _panel.Pointer + ((merge.Shared + column) * 8);
                    TEight zero = TEights.Broadcast(TNumber.Zero);
                    (TEight s00, TEight s01, TEight s02, TEight s03) = (zero, zero, zero, zero);
                    (TEight s10, TEight s11, TEight s12, TEight s13) = (zero, zero, zero, zero);
                    (TEight s20, TEight s21, TEight s22, TEight s23) = (zero, zero, zero, zero);
                    (TEight s30, TEight s31, TEight s32, TEight s33) = (zero, zero, zero, zero);
                    for (int k = 0; k < merge.Shared; k++)
                    {
                        TEight b0 = TEights.Load(b);
                        TEight b1 = TEights.Load(b + 8);
                        TEight b2 = TEights.Load(b + 16);
                        TEight b3 = TEights.Load(b + 24);
                        TEight x = TEights.Load(a);
                        s00 = TEights.MultiplyAdd(x, b0, s00);
                        s01 = TEights.MultiplyAdd(x, b1, s01);
                        s02 = TEights.MultiplyAdd(x, b2, s02);
                        s03 = TEights.MultiplyAdd(x, b3, s03);
                        x = TEights.Load(a + 8);
                        s10 = TEights.MultiplyAdd(x, b0, s10);
                        s11 = TEights.MultiplyAdd(x, b1, s11);
                        s12 = TEights.MultiplyAdd(x, b2, s12);
                        s13 = TEights.MultiplyAdd(x, b3, s13);
                        x = TEights.Load(a + 16);
                        s20 = TEights.MultiplyAdd(x, b0, s20);
                        s21 = TEights.MultiplyAdd(x, b1, s21);
                        s22 = TEights.MultiplyAdd(x, b2, s22);
                        s23 = TEights.MultiplyAdd(x, b3, s23);
                        x = TEights.Load(a + 24);
                        s30 = TEights.MultiplyAdd(x, b0, s30);
                        s31 = TEights.MultiplyAdd(x, b1, s31);
                        s32 = TEights.MultiplyAdd(x, b2, s32);
                        s33 = TEights.MultiplyAdd(x, b3, s33);
                        a += stride;
                        b += stride;
                    }

                    Finish(s00, first, second, to, firsts, seconds, tos, 0);
                    Finish(s01, first, second, to, firsts, seconds, tos, 1);
                    Finish(s02, first, second, to, firsts, seconds, tos, 2);
                    Finish(s03, first, second, to, firsts, seconds, tos, 3);
                    Finish(s10, first, second, to, firsts, seconds, tos, 4);
                    Finish(s11, first, second, to, firsts, seconds, tos, 5);
                    Finish(s12, first, second, to, firsts, seconds, tos, 6);
                    Finish(s13, first, second, to, firsts, seconds, tos, 7);
                    Finish(s20, first, second, to, firsts, seconds, tos, 8);
                    Finish(s21, first, second, to, firsts, seconds, tos, 9);
                    Finish(s22, first, second, to, firsts, seconds, tos, 10);
                    Finish(s23, first, second, to, firsts, seconds, tos, 11);
                    Finish(s30, first, second, to, firsts, seconds, tos, 12);
                    Finish(s31, first, second, to, firsts, seconds, tos, 13);
                    Finish(s32, first, second, to, firsts, seconds, tos, 14);
                    Finish(s33, first, second, to, firsts, seconds, tos, 15);
                    firsts += 16;
                    seconds += 16;
                    tos += 16;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(TEight value, TNumber* first, TNumber* second, TNumber* to, int* firsts, int* seconds, int* tos, int entry)
    {
        TEight before = TEights.Add(TEights.Load(first + (firsts[entry] * 8)), TEights.Load(second + (seconds[entry] * 8)));
        TEights.Store(to + (tos[entry] * 8), TEights.Add(value, before));
    }

    /// <summary>Writes each lane's tile as a full matrix.</summary>
    private void Spread(TNumber* tiles)
    {
        TNumber* rows = stackalloc TNumber[64];
        for (int row = 0; row < 32; row++)
        {
            for (int column = 0; column < 32; column += 8)
            {
                for (int i = 0; i < 8; i++)
                {
                    int other = column + i;
                    int index = row == other ? TileMerge.Pairs(32) : TileMerge.Index(Math.Min(row, other), Math.Max(row, other), 32);
                    TEights.Store(rows + (8 * i), TEights.Load(_tile.Pointer + (index * 8)));
                }

                TEights.Transpose(rows, 8, tiles + (row * 32) + column, TileSize);
            }
        }
    }
}

/// <summary>Where one of eight tiles is.</summary>
/// <param name="Cells">Its first cell; conductances in siemens.</param>
/// <param name="Stride">From one of its rows to the next.</param>
/// <param name="IsFirstColumn">Whether drivers are left of it.</param>
/// <param name="IsLastColumn">Whether word lines end in it.</param>
/// <param name="IsFirstRow">Whether bit lines begin in it.</param>
/// <param name="IsLastRow">Whether senses are below it.</param>
internal readonly record struct TileLane(nint Cells, int Stride, bool IsFirstColumn, bool IsLastColumn, bool IsFirstRow, bool IsLastRow);

/// <summary>Conductances along lines, in siemens, each above zero and finite.</summary>
/// <param name="WordLine">From one cell to the next along a word line.</param>
/// <param name="BitLine">The same along a bit line.</param>
/// <param name="Driver">From a row's voltage to its first cell.</param>
/// <param name="Sense">From a column's last cell to 0 V.</param>
internal readonly record struct SegmentConductances<TNumber>(TNumber WordLine, TNumber BitLine, TNumber Driver, TNumber Sense);
