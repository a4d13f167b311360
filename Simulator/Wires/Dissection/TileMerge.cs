namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>Which numbers go where when two neighbouring parts of an 8x8 tile are merged.</summary>
/// <remarks>
/// A part of h rows and w columns has 2h + 2w ports: nodes u left of it, its last nodes u, its first nodes w, and the nodes w below it. Conductances between them are
/// kept as the upper triangle of a symmetric matrix without its diagonal, row by row, and a zero behind them.
/// </remarks>
internal sealed class TileMerge
{
    private TileMerge(int rows, int columns, bool sideBySide)
    {
        (int partRows, int partColumns) = sideBySide ? (rows, columns / 2) : (rows / 2, columns);
        PartPorts = Ports(partRows, partColumns);
        Remaining = Ports(rows, columns);
        (int First, int Second)[] remaining = [.. Enumerable.Range(0, Remaining).Select(Origin)];
        (int First, int Second)[] shared = sideBySide
            ? [.. Enumerable.Range(0, rows).Select(row => (rows + row, row))]
            : [.. Enumerable.Range(0, columns).Select(column => ((2 * partRows) + columns + column, (2 * partRows) + column))];
        Shared = shared.Length;
        (int First, int Second)[] all = [.. shared, .. remaining];
        int zero = Pairs(PartPorts);
        PanelFirst = [.. Enumerable.Range(0, Shared).SelectMany(row => all.Select(port => Between(shared[row].First, port.First)))];
        PanelSecond = [.. Enumerable.Range(0, Shared).SelectMany(row => all.Select(port => Between(shared[row].Second, port.Second)))];
        List<int> first = [];
        List<int> second = [];
        List<int> to = [];
        for (int row = 0; row < Remaining; row += 4)
        {
            for (int column = row; column < Remaining; column += 4)
            {
                for (int entry = 0; entry < 16; entry++)
                {
                    (int a, int b) = (row + (entry / 4), column + (entry % 4));
                    first.Add(Between(remaining[a].First, remaining[b].First));
                    second.Add(Between(remaining[a].Second, remaining[b].Second));
                    to.Add(a < b ? Index(a, b, Remaining) : Pairs(Remaining) + 1); // what is below the diagonal is written behind the zero
                }
            }
        }

        (RestFirst, RestSecond, RestTo) = ([.. first], [.. second], [.. to]);

        int Between(int a, int b) => a < 0 || b < 0 || a == b ? zero : Index(Math.Min(a, b), Math.Max(a, b), PartPorts);

        (int First, int Second) Origin(int port)
        {
            if (port < 2 * rows)
            {
                (int side, int row) = (port / rows, port % rows);
                return sideBySide
                    ? side == 0 ? (row, -1) : (-1, rows + row)
                    : row < partRows ? ((side * partRows) + row, -1) : (-1, (side * partRows) + row - partRows);
            }

            (int edge, int column) = ((port - (2 * rows)) / columns, (port - (2 * rows)) % columns);
            return sideBySide
                ? column < partColumns
                    ? ((2 * rows) + (edge * partColumns) + column, -1)
                    : (-1, (2 * rows) + (edge * partColumns) + column - partColumns)
                : edge == 0 ? ((2 * partRows) + column, -1) : (-1, (2 * partRows) + columns + column);
        }
    }

    /// <summary>From pairs of cells to 8x8 tiles: 2x2, 2x4, 4x4, 4x8, 8x8.</summary>
    public static IReadOnlyList<TileMerge> Levels { get; } =
        [new(2, 2, false), new(2, 4, true), new(4, 4, false), new(4, 8, true), new(8, 8, false)];

    /// <summary>Ports of either part.</summary>
    public int PartPorts { get; }

    /// <summary>Nodes that only the two parts share.</summary>
    public int Shared { get; }

    /// <summary>Ports of what comes of it; a multiple of 4.</summary>
    public int Remaining { get; }

    /// <summary>Shared and remaining nodes.</summary>
    public int Nodes => Shared + Remaining;

    /// <summary>Where the first part has the conductance between a shared node and any node, [shared, nodes].</summary>
    public int[] PanelFirst { get; }

    /// <summary>The same for the second part.</summary>
    public int[] PanelSecond { get; }

    /// <summary>Where the first part has the conductances between remaining nodes, 16 for each block of 4x4 on or above the diagonal, row by row.</summary>
    public int[] RestFirst { get; }

    /// <summary>The same for the second part.</summary>
    public int[] RestSecond { get; }

    /// <summary>Where they go.</summary>
    public int[] RestTo { get; }

    /// <summary>Numbers kept for so many ports: conductances, a zero, and one that nobody reads.</summary>
    public static int Room(int ports) => Pairs(ports) + 2;

    /// <summary>Where the conductance between two ports is, the first one lower.</summary>
    public static int Index(int a, int b, int ports) => (a * ports) - (a * (a + 1) / 2) + b - a - 1;

    /// <summary>Pairs of ports.</summary>
    public static int Pairs(int ports) => ports * (ports - 1) / 2;

    private static int Ports(int rows, int columns) => 2 * (rows + columns);
}
