using System.Collections.Concurrent;

namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>How an array of a given size is put together from 8x8 tiles: halved again and again, the longer side first.</summary>
/// <remarks>
/// The node of row i and column j on a word line, u, and on a bit line, w: the segments left of u and below w belong to the cell. A part of an
/// array has as its ports the nodes u left of it, its own last nodes u, its own first nodes w, and the nodes w below it. Behind the last column and above the
/// first row there are none.
/// </remarks>
internal sealed class DissectionPlan
{
    private static readonly ConcurrentDictionary<(int, int), DissectionPlan> Known = new();

    private readonly int _rows;
    private readonly int _columns;
    private readonly List<TilePosition> _tiles = [];
    private readonly Dictionary<int, int> _eliminatedAt = [];
    private int _merges;

    private DissectionPlan(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        Root = Make(Cut(0, rows, 0, columns), 0).Front;
        Tiles = [.. _tiles];
        Depth = Root is null ? 0 : Count(Root).Max(front => front.Depth) + 1;
    }

    /// <summary>The plan of an array.</summary>
    /// <param name="rows">Rows of tiles. One or more.</param>
    /// <param name="columns">Columns of tiles. One or more.</param>
    public static DissectionPlan Of(int rows, int columns) => Known.GetOrAdd((rows, columns), size => new DissectionPlan(size.Item1, size.Item2));

    /// <summary>The last merge, which leaves drivers and senses; null where there is one tile alone.</summary>
    public Front? Root { get; }

    /// <summary>All tiles, in the order in which they are needed.</summary>
    public IReadOnlyList<TilePosition> Tiles { get; }

    /// <summary>Levels of merges.</summary>
    public int Depth { get; }

    /// <summary>All merges.</summary>
    public IEnumerable<Front> Fronts => Root is null ? [] : Count(Root);

    private static IEnumerable<Front> Count(Front front) =>
        new[] { front.First.Front, front.Second.Front }.OfType<Front>().SelectMany(Count).Append(front);

    /// <summary>Halves a rectangle of tiles down to single ones, and notes when nodes are eliminated.</summary>
    private Rectangle Cut(int top, int bottom, int left, int right)
    {
        (int height, int width) = (bottom - top, right - left);
        if (height == 1 && width == 1)
        {
            return new Rectangle(Ports(top, bottom, left, right), top, left);
        }

        Rectangle first, second;
        if (width >= height)
        {
            int middle = left + (width / 2);
            (first, second) = (Cut(top, bottom, left, middle), Cut(top, bottom, middle, right));
        }
        else
        {
            int middle = top + (height / 2);
            (first, second) = (Cut(top, middle, left, right), Cut(middle, bottom, left, right));
        }

        int[] shared = [.. first.Ports.Intersect(second.Ports)];
        foreach (int block in shared)
        {
            _eliminatedAt[block] = _merges;
        }

        _merges++;
        return new Rectangle(Ports(top, bottom, left, right), top, left, first, second, shared);
    }

    private Part Make(Rectangle rectangle, int depth)
    {
        if (rectangle.First is null)
        {
            _tiles.Add(new TilePosition(rectangle.Top, rectangle.Left));
            return new Part(_tiles.Count - 1, null);
        }

        Part first = Make(rectangle.First, depth + 1);
        Part second = Make(rectangle.Second!, depth + 1);
        int[] blocks = [.. rectangle.Shared!.Order(), .. InOrder(rectangle.Ports)];
        int[] inFirst = Remaining(rectangle.First);
        int[] inSecond = Remaining(rectangle.Second!);
        return new Part(-1, new Front
        {
            First = first,
            Second = second,
            Eliminated = rectangle.Shared!.Length,
            InFirst = [.. blocks.Select(block => Array.IndexOf(inFirst, block))],
            InSecond = [.. blocks.Select(block => Array.IndexOf(inSecond, block))],
            FirstDriver = blocks.TakeWhile(block => !IsDriver(block) && !IsSense(block)).Count(),
            FirstSense = blocks.TakeWhile(block => !IsSense(block)).Count(),
            Depth = depth,
        });
    }

    /// <summary>The blocks that a part leaves, where they are in its matrix. A tile has all four edges, whether they are ports or not.</summary>
    private int[] Remaining(Rectangle part)
    {
        if (part.First is not null)
        {
            return InOrder(part.Ports);
        }

        return
        [
            AlongWordLines(part.Left, part.Top),
            part.Left + 1 < _columns ? AlongWordLines(part.Left + 1, part.Top) : -1,
            part.Top > 0 ? AlongBitLines(part.Top, part.Left) : -1,
            AlongBitLines(part.Top + 1, part.Left),
        ];
    }

    private int[] InOrder(IEnumerable<int> ports) => [.. ports.OrderBy(Time).ThenBy(block => block)];

    /// <summary>When a block is eliminated; drivers and senses never are.</summary>
    private int Time(int block) => IsDriver(block) ? int.MaxValue - 1 : IsSense(block) ? int.MaxValue : _eliminatedAt[block];

    private List<int> Ports(int top, int bottom, int left, int right)
    {
        List<int> ports = [];
        for (int row = top; row < bottom; row++)
        {
            ports.Add(AlongWordLines(left, row));
            if (right < _columns)
            {
                ports.Add(AlongWordLines(right, row));
            }
        }

        for (int column = left; column < right; column++)
        {
            ports.Add(AlongBitLines(bottom, column));
            if (top > 0)
            {
                ports.Add(AlongBitLines(top, column));
            }
        }

        return ports;
    }

    /// <summary>The block of nodes u left of a column of tiles; those left of the first are drivers.</summary>
    private int AlongWordLines(int column, int row) => (column * _rows) + row;

    /// <summary>The block of nodes w above a row of tiles; those below the last row are senses.</summary>
    private int AlongBitLines(int row, int column) => (_rows * _columns) + ((row - 1) * _columns) + column;

    private bool IsDriver(int block) => block < _rows;

    private bool IsSense(int block) => block >= AlongBitLines(_rows, 0);

    /// <summary>A rectangle of tiles, and how it is cut.</summary>
    private sealed record Rectangle(
        List<int> Ports, int Top, int Left, Rectangle? First = null, Rectangle? Second = null, int[]? Shared = null);
}
