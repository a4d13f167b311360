using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

/// <summary>The network node by node: Kirchhoff's law at each, solved by plain elimination. Nodes that no resistance separates are one.</summary>
internal static class NodalOracle
{
    /// <summary>Effective conductances, [rows, columns] in siemens.</summary>
    public static double[] Effective(double[] cells, int rows, int columns, WireResistances wires)
    {
        // Nodes: sources, the ground that all senses are, word lines, bit lines.
        int ground = rows;
        int Word(int row, int column) => rows + 1 + (row * columns) + column;
        int Bit(int row, int column) => rows + 1 + (rows * columns) + (row * columns) + column;
        int nodes = rows + 1 + (2 * rows * columns);
        int[] same = [.. Enumerable.Range(0, nodes)];
        List<(int A, int B, double Siemens, int Column)> links = [];
        void Join(int a, int b, double ohms, int column = -1)
        {
            if (ohms == 0)
            {
                (a, b) = (Find(a), Find(b));
                (int kept, int gone) = a <= ground ? (a, b) : (b, a);
                same[gone] = kept;
                return;
            }

            links.Add((a, b, 1 / ohms, column));
        }

        int Find(int node) => same[node] == node ? node : same[node] = Find(same[node]);

        // Each column's sense is a node of its own, so that its current is known: nodes beyond all others, all at 0 V.
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Join(column == 0 ? row : Word(row, column - 1), Word(row, column), column == 0 ? wires.DriverTotal : wires.WordLine.Ohms);
                if (row > 0)
                {
                    Join(Bit(row - 1, column), Bit(row, column), wires.BitLine.Ohms);
                }
            }
        }

        bool[] grounded = new bool[nodes];
        for (int column = 0; column < columns; column++)
        {
            if (wires.SenseTotal == 0)
            {
                grounded[Find(Bit(rows - 1, column))] = true;
            }
            else
            {
                links.Add((Bit(rows - 1, column), ground, 1 / wires.SenseTotal, column));
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                // Where a bit line is the ground itself, its cells' currents are what is sensed.
                links.Add((Word(row, column), Bit(row, column), cells[(row * columns) + column], grounded[Find(Bit(row, column))] ? column : -1));
            }
        }

        for (int column = 0; wires.SenseTotal == 0 && column < columns && wires.BitLine.Ohms > 0 && rows > 1; column++)
        {
            int above = links.FindIndex(link => link.A == Bit(rows - 2, column) && link.B == Bit(rows - 1, column));
            links[above] = links[above] with { Column = column };
        }

        int[] unknown = [.. Enumerable.Range(0, nodes).Where(node => Find(node) == node && node > ground && !grounded[node])];
        Dictionary<int, int> index = unknown.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        double[,] system = new double[unknown.Length, unknown.Length + rows];
        foreach ((int a, int b, double siemens, _) in links)
        {
            Enter(Find(a), Find(b), siemens);
            Enter(Find(b), Find(a), siemens);
        }

        Eliminate(system);
        double[] effective = new double[rows * columns];
        foreach ((int a, int b, double siemens, int column) in links.Where(link => link.Column >= 0))
        {
            for (int row = 0; row < rows; row++)
            {
                effective[(row * columns) + column] += siemens * (Voltage(Find(a), row) - Voltage(Find(b), row));
            }
        }

        return effective;

        void Enter(int a, int b, double siemens)
        {
            if (!index.TryGetValue(a, out int at))
            {
                return;
            }

            system[at, at] += siemens;
            if (index.TryGetValue(b, out int other))
            {
                system[at, other] -= siemens;
            }
            else if (b < ground)
            {
                system[at, unknown.Length + b] += siemens;
            }
        }

        double Voltage(int node, int source) => index.TryGetValue(node, out int at) ? system[at, unknown.Length + source]
            : node == source ? 1 : 0;
    }

    private static void Eliminate(double[,] system)
    {
        (int rows, int columns) = (system.GetLength(0), system.GetLength(1));
        for (int k = 0; k < rows; k++)
        {
            for (int row = 0; row < rows; row++)
            {
                double factor = row == k ? 0 : system[row, k] / system[k, k];
                for (int column = k; factor != 0 && column < columns; column++)
                {
                    system[row, column] -= factor * system[k, column];
                }
            }
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = rows; column < columns; column++)
            {
                system[row, column] /= system[row, row];
            }
        }
    }
}
