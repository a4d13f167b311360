namespace CrossbarSim.Simulator.Wires;

/// <summary>Lines that do not know of one another, because those that cross them have no resistance: chains of segments with a cell at every joint.</summary>
/// <remarks>
/// From the open end on: T is what all cells so far amount to, seen from the joint at hand, and f = 1/(1 + T·r) the part of their current that gets over the
/// next segment. A cell's effective conductance is its own times all f on its way.
/// </remarks>
internal static class LineChains
{
    /// <summary>Bit lines alone: every cell is driven by its row's voltage.</summary>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="rows">Word lines.</param>
    /// <param name="columns">Bit lines.</param>
    /// <param name="segment">From one cell to the next, in ohms.</param>
    /// <param name="sense">From the last row to 0 V, in ohms.</param>
    /// <param name="effective">Receives siemens, [rows, columns].</param>
    public static void AlongBitLines(ReadOnlySpan<double> cells, int rows, int columns, double segment, double sense, Span<double> effective)
    {
        double[] parts = new double[rows];
        for (int column = 0; column < columns; column++)
        {
            double total = 0;
            for (int row = 0; row < rows; row++)
            {
                total += cells[(row * columns) + column];
                parts[row] = 1 / (1 + (total * (row < rows - 1 ? segment : sense)));
                total *= parts[row];
            }

            double part = 1;
            for (int row = rows - 1; row >= 0; row--)
            {
                part *= parts[row];
                effective[(row * columns) + column] = cells[(row * columns) + column] * part;
            }
        }
    }

    /// <summary>Word lines alone: every cell ends at 0 V.</summary>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="rows">Word lines.</param>
    /// <param name="columns">Bit lines.</param>
    /// <param name="segment">From one cell to the next, in ohms.</param>
    /// <param name="driver">From the row's voltage to the first column, in ohms.</param>
    /// <param name="effective">Receives siemens, [rows, columns].</param>
    public static void AlongWordLines(ReadOnlySpan<double> cells, int rows, int columns, double segment, double driver, Span<double> effective)
    {
        double[] parts = new double[columns];
        for (int row = 0; row < rows; row++)
        {
            double total = 0;
            for (int column = columns - 1; column >= 0; column--)
            {
                total += cells[(row * columns) + column];
                parts[column] = 1 / (1 + (total * (column > 0 ? segment : driver)));
                total *= parts[column];
            }

            double part = 1;
            for (int column = 0; column < columns; column++)
            {
                part *= parts[column];
                effective[(row * columns) + column] = cells[(row * columns) + column] * part;
            }
        }
    }
}
