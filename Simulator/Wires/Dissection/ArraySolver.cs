using System.Numerics;
using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires.Eights;

namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>Computes effective conductances of arrays of one size, with all the memory that takes. For one thread at a time.</summary>
/// <typeparam name="TNumber">Precision.</typeparam>
internal abstract class ArraySolver<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    /// <summary>Computes the current that each row's voltage drives into each column's sense.</summary>
    /// <param name="cells">[rows, columns] in siemens; zero or more, finite.</param>
    /// <param name="wires">Conductances along the lines.</param>
    /// <param name="effective">Receives [rows, columns], in siemens.</param>
    public abstract void Solve(ReadOnlySpan<double> cells, SegmentConductances<TNumber> wires, Span<double> effective);

    /// <summary>A solver for arrays of a size.</summary>
    /// <param name="rows">One or more.</param>
    /// <param name="columns">One or more.</param>
    /// <param name="path">Registers to work with. The results are the same.</param>
    public static ArraySolver<TNumber> For(int rows, int columns, VectorPath path) => (path, typeof(TNumber) == typeof(float)) switch
    {
        (VectorPath.Scalar, _) => new ArraySolver<Scalars<TNumber>, Scalars<TNumber>.Eight, TNumber>(rows, columns),
        (_, true) => (ArraySolver<TNumber>)(object)new ArraySolver<SinglesIn256, Vector256<float>, float>(rows, columns),
        (VectorPath.Vector512, _) => (ArraySolver<TNumber>)(object)new ArraySolver<DoublesIn512, Vector512<double>, double>(rows, columns),
        _ => (ArraySolver<TNumber>)(object)new ArraySolver<DoublesIn256, DoublesIn256.Pair, double>(rows, columns),
    };
}

/// <summary>The solver for one kind of registers.</summary>
/// <remarks>
/// Rows are added above and columns at the right until there are whole 8x8 tiles: their cells are open, which changes nothing. Parts of the tree are kept no longer than
/// they are needed: two for each of its levels.
/// </remarks>
internal sealed unsafe class ArraySolver<TEights, TEight, TNumber> : ArraySolver<TNumber>
    where TEights : struct, IEights<TEight, TNumber>
    where TEight : struct
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    private const int Batch = 8;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _added; // rows above
    private readonly DissectionPlan _plan;
    private readonly TileStage<TEights, TEight, TNumber> _tileStage = new();
    private readonly FrontStage<TEights, TEight, TNumber> _frontStage;
    private readonly AlignedBuffer<TNumber> _cells;
    private readonly AlignedBuffer<TNumber> _tiles = new(2 * Batch * TileStage<TEights, TEight, TNumber>.TileSize); // this batch and the one before it
    private readonly AlignedBuffer<TNumber>[] _parts; // [depth and side]

    public ArraySolver(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        (int tileRows, int tileColumns) = ((rows + 7) / 8, (columns + 7) / 8);
        _added = (8 * tileRows) - rows;
        _plan = DissectionPlan.Of(tileRows, tileColumns);
        _frontStage = new FrontStage<TEights, TEight, TNumber>(_plan.Fronts);
        _cells = new AlignedBuffer<TNumber>(64 * tileRows * tileColumns);
        int[] sizes = new int[_plan.Depth + 1];
        foreach (Front front in _plan.Fronts)
        {
            sizes[front.Depth] = Math.Max(sizes[front.Depth], 8 * front.Remaining * FrontStage<TEights, TEight, TNumber>.Stride(front.Remaining));
        }

        _parts = [.. sizes.SelectMany(size => new[] { new AlignedBuffer<TNumber>(size), new AlignedBuffer<TNumber>(size) })];
    }

    private int Stride => (_columns + 7) / 8 * 8;

    public override void Solve(ReadOnlySpan<double> cells, SegmentConductances<TNumber> wires, Span<double> effective)
    {
        for (int row = 0; row < _rows; row++)
        {
            TNumber* to = _cells.Pointer + ((row + _added) * Stride);
            for (int column = 0; column < _columns; column++)
            {
                to[column] = TNumber.CreateTruncating(cells[(row * _columns) + column]);
            }
        }

        Part root = new(_plan.Root is null ? 0 : -1, _plan.Root);
        int done = 0;
        TNumber* matrix = Solve(root, 0, wires, ref done, out int stride);
        (int firstDriver, int firstSense) = _plan.Root is Front front
            ? (front.FirstDriver - front.Eliminated, front.FirstSense - front.Eliminated)
            : (0, 3);
        for (int row = 0; row < _rows; row++)
        {
            TNumber* from = matrix + (((8 * firstDriver) + row + _added) * stride) + (8 * firstSense);
            for (int column = 0; column < _columns; column++)
            {
                effective[(row * _columns) + column] = double.CreateTruncating(from[column]);
            }
        }
    }

    /// <summary>Solves one part after those that it is made of.</summary>
    /// <param name="part">The part.</param>
    /// <param name="side">0: the first of two; 1: the second.</param>
    /// <param name="wires">Conductances along the lines.</param>
    /// <param name="done">Tiles done so far.</param>
    /// <param name="stride">From one row of the result to the next.</param>
    private TNumber* Solve(in Part part, int side, in SegmentConductances<TNumber> wires, ref int done, out int stride)
    {
        if (part.Front is not Front front)
        {
            if (part.Tile >= done)
            {
                Tiles(done, wires);
                done += Batch;
            }

            stride = 32;
            return _tiles.Pointer + (part.Tile % (2 * Batch) * TileStage<TEights, TEight, TNumber>.TileSize);
        }

        TNumber* first = Solve(front.First, 0, wires, ref done, out int firstStride);
        TNumber* second = Solve(front.Second, 1, wires, ref done, out int secondStride);
        TNumber* to = _parts[(2 * front.Depth) + side].Pointer;
        _frontStage.Run(front, first, firstStride, second, secondStride, to);
        stride = FrontStage<TEights, TEight, TNumber>.Stride(front.Remaining);
        return to;
    }

    /// <summary>Solves the next tiles; where fewer are left, the last of them again and again.</summary>
    private void Tiles(int first, in SegmentConductances<TNumber> wires)
    {
        Span<TileLane> lanes = stackalloc TileLane[Batch];
        for (int lane = 0; lane < Batch; lane++)
        {
            TilePosition tile = _plan.Tiles[Math.Min(first + lane, _plan.Tiles.Count - 1)];
            lanes[lane] = new TileLane(
                (nint)(_cells.Pointer + (8 * tile.Row * Stride) + (8 * tile.Column)), Stride,
                tile.Column == 0, 8 * (tile.Column + 1) == Stride, tile.Row == 0, 8 * (tile.Row + 1) == _rows + _added);
        }

        _tileStage.Run(lanes, wires, _tiles.Pointer + (first % (2 * Batch) * TileStage<TEights, TEight, TNumber>.TileSize));
    }
}
