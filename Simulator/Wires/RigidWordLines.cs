namespace CrossbarSim.Simulator.Wires;

/// <summary>Word lines without resistance behind drivers that have some: each is one node, which all columns load.</summary>
/// <remarks>
/// Each bit line is eliminated first (<see cref="LineChains"/>), which leaves conductances between word lines, and from word lines to its sense; then the word lines, one after the other.
/// Diagonals are sums of off-diagonals: nothing cancels.
/// </remarks>
internal static class RigidWordLines
{
    /// <summary>Computes effective conductances.</summary>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="rows">Word lines.</param>
    /// <param name="columns">Bit lines.</param>
    /// <param name="driver">From a row's voltage to its word line, in ohms; above zero.</param>
    /// <param name="segment">From one cell of a bit line to the next, in ohms.</param>
    /// <param name="sense">From the last row to 0 V, in ohms.</param>
    /// <param name="effective">Receives siemens, [rows, columns].</param>
    public static void Solve(
        ReadOnlySpan<double> cells, int rows, int columns, double driver, double segment, double sense, Span<double> effective)
    {
        double[] between = new double[rows * rows]; // above the diagonal: from one word line to another
        double[] toSense = new double[rows * columns];
        double[] parts = new double[rows];
        double[] squares = new double[rows];
        for (int column = 0; column < columns; column++)
        {
            Eliminate(cells, rows, columns, column, segment, sense, parts, squares, between);
        }

        LineChains.AlongBitLines(cells, rows, columns, segment, sense, toSense);
        double[] toDriver = new double[rows * rows]; // [word line, driver]
        effective.Clear();
        for (int row = 0; row < rows; row++)
        {
            toDriver[(row * rows) + row] = 1 / driver;
        }

        for (int row = 0; row < rows; row++)
        {
            Span<double> senses = toSense.AsSpan(row * columns, columns);
            Span<double> drivers = toDriver.AsSpan(row * rows, row + 1);
            double sum = 0;
            for (int other = row + 1; other < rows; other++)
            {
                sum += between[(row * rows) + other];
            }

            foreach (double conductance in senses)
            {
                sum += conductance;
            }

            foreach (double conductance in drivers)
            {
                sum += conductance;
            }

            for (int other = row + 1; other < rows; other++)
            {
                double share = between[(row * rows) + other] / sum;
                AddScaled(between.AsSpan((row * rows) + other + 1, rows - other - 1), share, between.AsSpan((other * rows) + other + 1));
                AddScaled(senses, share, toSense.AsSpan(other * columns));
                AddScaled(drivers, share, toDriver.AsSpan(other * rows));
            }

            for (int other = 0; other <= row; other++)
            {
                AddScaled(senses, drivers[other] / sum, effective[(other * columns)..]);
            }
        }
    }

    /// <summary>Eliminates one bit line: adds what it conducts between word lines.</summary>
    private static void Eliminate(
        ReadOnlySpan<double> cells, int rows, int columns, int column, double segment, double sense, double[] parts, double[] squares, double[] between)
    {
        double total = 0;
        for (int row = 0; row < rows; row++)
        {
            double next = row < rows - 1 ? segment : sense;
            total += cells[(row * columns) + column];
            parts[row] = 1 / (1 + (total * next));
            squares[row] = next * parts[row]; // one over the sum of all that meets at the joint
            total *= parts[row];
        }

        for (int row = rows - 2; row >= 0; row--)
        {
            squares[row] += parts[row] * parts[row] * squares[row + 1];
        }

        for (int row = 0; row < rows; row++)
        {
            double reach = cells[(row * columns) + column];
            for (int other = row + 1; other < rows; other++)
            {
                reach *= parts[other - 1];
                between[(row * rows) + other] += reach * cells[(other * columns) + column] * squares[other];
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> to)
    {
        for (int i = 0; i < values.Length; i++)
        {
            to[i] += factor * values[i];
        }
    }
}
