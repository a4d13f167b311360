namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>How the cells of an array lie in memory: row by row, padded by cells that conduct nothing.</summary>
/// <param name="Rows">Word lines.</param>
/// <param name="Columns">Bit lines.</param>
internal readonly record struct NetworkShape(int Rows, int Columns)
{
    /// <summary>Lines are taken this many at a time, or a part of it.</summary>
    public const int LinesAtATime = 16;

    private const int CacheLine = 8; // numbers

    /// <summary>Rows, with those that pad.</summary>
    public int PaddedRows => Padded(Rows);

    /// <summary>Columns, with those that pad.</summary>
    public int PaddedColumns => Padded(Columns);

    /// <summary>Numbers from one row to the next: an odd number of cache lines, so that the cells of a column do not compete for the same sets of a cache.</summary>
    public int Stride => PaddedColumns + CacheLine;

    /// <summary>Numbers in all.</summary>
    public int Length => PaddedRows * Stride;

    private static int Padded(int lines) => (lines + LinesAtATime - 1) / LinesAtATime * LinesAtATime;
}
