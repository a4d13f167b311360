namespace CrossbarSim.Simulator.Mapping;

/// <summary>The size of one array: word lines (inputs) by bit lines (physical columns).</summary>
public readonly record struct TileShape
{
    /// <summary>The most rows or columns an array may have.</summary>
    public const int Maximum = 4096;

    /// <summary>An array of so many rows and columns, each 1 to <see cref="Maximum"/>.</summary>
    public TileShape(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Maximum);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, Maximum);
        (Rows, Columns) = (rows, columns);
    }

    /// <summary>Word lines: how many inputs drive the array.</summary>
    public int Rows { get; }

    /// <summary>Bit lines: how many physical columns of cells it has.</summary>
    public int Columns { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Rows}x{Columns}";
}
