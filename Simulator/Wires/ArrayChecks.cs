namespace CrossbarSim.Simulator.Wires;

/// <summary>What all computations on an array ask for.</summary>
internal static class ArrayChecks
{
    /// <summary>Checks lengths and conductances.</summary>
    /// <exception cref="ArgumentException">Lengths do not fit, or a conductance is negative or not finite.</exception>
    public static void Check(ReadOnlySpan<double> cells, int rows, int columns, ReadOnlySpan<double> effective)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (cells.Length != rows * columns || effective.Length != cells.Length)
        {
            throw new ArgumentException(
                $"An array of {rows}x{columns} cells has {rows * columns} conductances; given are {cells.Length}, and room for {effective.Length}.", nameof(cells));
        }

        foreach (double conductance in cells)
        {
            if (!(conductance >= 0) || !double.IsFinite(conductance))
            {
                throw new ArgumentException($"A conductance is zero or more, and finite; found {conductance}.", nameof(cells));
            }
        }
    }
}
