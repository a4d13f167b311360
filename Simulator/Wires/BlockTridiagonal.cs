namespace CrossbarSim.Simulator.Wires;

/// <summary>Effective conductances by the block tridiagonal method: plain, and slow. What <see cref="ResistiveWires"/> is checked against.</summary>
/// <remarks>
/// With D the cells of column j on a diagonal and T the admittances of its bit line, S = D - D·T⁻¹·D is what the column does to the word lines' nodes of that column. From the open
/// end: X = S + (left + right)·I - right²·X'⁻¹, and K = left·X⁻¹ hands voltages on from one column to the next; c = g·D·T⁻¹·e is what reaches the sense.
/// All resistances are above zero. 2·N⁴ operations.
/// </remarks>
internal static class BlockTridiagonal
{
    /// <summary>Computes effective conductances.</summary>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="rows">Word lines.</param>
    /// <param name="columns">Bit lines.</param>
    /// <param name="wires">Conductances along the lines.</param>
    /// <returns>Siemens, [rows, columns].</returns>
    public static double[] Solve(ReadOnlySpan<double> cells, int rows, int columns, Dissection.SegmentConductances<double> wires)
    {
        double[,]? behind = null; // X⁻¹ of the column behind
        List<double[]> currents = []; // the last column first, seen from the column at hand
        for (int column = columns - 1; column >= 0; column--)
        {
            double[] own = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                own[row] = cells[(row * columns) + column];
            }

            double[,] line = Inverse(BitLine(own, wires));
            double left = column == 0 ? wires.Driver : wires.WordLine;
            double right = column < columns - 1 ? wires.WordLine : 0;
            double[,] system = new double[rows, rows];
            for (int a = 0; a < rows; a++)
            {
                for (int b = 0; b < rows; b++)
                {
                    system[a, b] = (a == b ? own[a] + left + right : 0) - (own[a] * line[a, b] * own[b]) - (behind is null ? 0 : right * right * behind[a, b]);
                }
            }

            behind = Inverse(system);
            currents.Add([.. Enumerable.Range(0, rows).Select(row => wires.Sense * own[row] * line[row, rows - 1])]);
            for (int each = 0; each < currents.Count; each++)
            {
                double[] seen = currents[each];
                currents[each] = [.. Enumerable.Range(0, rows).Select(b => Enumerable.Range(0, rows).Sum(a => seen[a] * left * behind[a, b]))];
            }
        }

        double[] effective = new double[cells.Length];
        for (int cell = 0; cell < effective.Length; cell++)
        {
            effective[cell] = currents[columns - 1 - (cell % columns)][cell / columns];
        }

        return effective;
    }

    private static double[,] BitLine(double[] cells, Dissection.SegmentConductances<double> wires)
    {
        int rows = cells.Length;
        double[,] line = new double[rows, rows];
        for (int row = 0; row < rows; row++)
        {
            double below = row < rows - 1 ? wires.BitLine : wires.Sense;
            line[row, row] = cells[row] + below + (row > 0 ? wires.BitLine : 0);
            if (row > 0)
            {
                line[row, row - 1] = line[row - 1, row] = -wires.BitLine;
            }
        }

        return line;
    }

    /// <summary>Gauss and Jordan; no pivoting is needed, since diagonals dominate.</summary>
    private static double[,] Inverse(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double[,] work = (double[,])matrix.Clone();
        for (int k = 0; k < size; k++)
        {
            double pivot = 1 / work[k, k];
            work[k, k] = 1;
            for (int column = 0; column < size; column++)
            {
                work[k, column] *= pivot;
            }

            for (int row = 0; row < size; row++)
            {
                if (row == k)
                {
                    continue;
                }

                double factor = work[row, k];
                work[row, k] = 0;
                for (int column = 0; column < size; column++)
                {
                    work[row, column] -= factor * work[k, column];
                }
            }
        }

        return work;
    }
}
