using System.Globalization;
using System.Text;

namespace CrossbarSim.Simulator.Wires.Spice;

/// <summary>Arrays of cells between resistive lines, as ngspice reads them: run with <c>ngspice -b</c>, it prints the current into every sense.</summary>
/// <remarks>
/// <para>
/// Nodes: <c>row3</c> is the ideal voltage of a row, <c>word3_5</c> and <c>bit3_5</c> are where the cell of row 3 and column 5 meets its lines,
/// <c>sense5</c> is held at 0 V. Elements: <c>Rword3_5</c> lies left of that cell (the first of a row: driver and first segment), <c>Rbit3_5</c> below it (the last of a
/// column: last segment and sense). Nodes between which nothing resists are one: a resistor of 0 ohms is none to SPICE. Open cells are left out.
/// </para>
/// <para>Only rows and columns in use are there. Numbers are written so that reading them gives the same bits.</para>
/// </remarks>
public sealed record SpiceNetlist
{
    /// <summary>Its first lines, as comments; the first of them is what SPICE takes for the title. One or more.</summary>
    public required IReadOnlyList<string> About { get; init; }

    /// <summary>Resistances along the lines of every array.</summary>
    public required WireResistances Resistances { get; init; }

    /// <summary>In volts; one per row.</summary>
    public required IReadOnlyList<double> RowVoltages { get; init; }

    /// <summary>The arrays: networks of their own, whose rows are driven alike.</summary>
    public required IReadOnlyList<SpiceArray> Arrays { get; init; }

    /// <summary>What a cell is.</summary>
    public SpiceCell Cell { get; init; } = SpiceCells.Ohmic;

    private int LastRow => RowVoltages.Count - 1;

    /// <summary>The netlist.</summary>
    /// <exception cref="ArgumentException">A length does not fit, a column is there twice, or a number is not finite, or a conductance negative.</exception>
    public string Text()
    {
        Check();
        StringBuilder text = new();
        AppendComments(text, About);
        AppendComments(text, ["", "Row voltages"]);
        for (int row = 0; row < RowVoltages.Count; row++)
        {
            Line(text, $"Vrow{row} row{row} 0 {Number(RowVoltages[row])}");
        }

        foreach (SpiceArray array in Arrays)
        {
            AppendComments(text, ["", $"Word lines of columns {string.Join(' ', array.Columns)}"]);
            ForEachCell(array, (row, column) => Link(
                text, $"word{row}_{array.Columns[column]}", Before(array, row, column), Word(array, row, column),
                column == 0 ? Resistances.DriverTotal : Resistances.WordLine.Ohms));
            AppendComments(text, ["Cells"]);
            ForEachCell(array, (row, column) => AppendCell(text, array, row, column));
            AppendComments(text, ["Bit lines"]);
            ForEachCell(array, (row, column) => Link(
                text, $"bit{row}_{array.Columns[column]}", Bit(array, row, column), Below(array, row, column),
                row == LastRow ? Resistances.SenseTotal : Resistances.BitLine.Ohms));
        }

        int[] columns = [.. Arrays.SelectMany(array => array.Columns)];
        AppendComments(text, ["", "Senses"]);
        foreach (int column in columns)
        {
            Line(text, $"Vsense{column} sense{column} 0 0");
        }

        AppendComments(text, ["", "Tighter than rounding asks for; numbers with 17 digits"]);
        Line(text, ".options reltol=1e-12 abstol=1e-20 vntol=1e-15 gmin=1e-20");
        Line(text, ".control");
        Line(text, "set numdgt=16");
        Line(text, "op");
        foreach (int column in columns)
        {
            Line(text, $"print i(vsense{column})");
        }

        Line(text, "quit");
        Line(text, ".endc");
        Line(text, ".end");
        return text.ToString();
    }

    /// <summary>A number with as many digits as it takes to tell it from all others.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void AppendComments(StringBuilder text, IEnumerable<string> comments)
    {
        foreach (string comment in comments)
        {
            Line(text, comment.Length == 0 ? "*" : $"* {comment}");
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    /// <summary>A piece of a line, where it resists.</summary>
    private static void Link(StringBuilder text, string name, string from, string to, double ohms)
    {
        if (ohms > 0)
        {
            Line(text, $"R{name} {from} {to} {Number(ohms)}");
        }
    }

    private void AppendCell(StringBuilder text, SpiceArray array, int row, int column)
    {
        double conductance = array.Cells[(row * array.Columns.Count) + column];
        if (double.IsFinite(1 / conductance))
        {
            Line(text, Cell($"cell{row}_{array.Columns[column]}", Word(array, row, column), Bit(array, row, column), conductance));
        }
    }

    private void ForEachCell(SpiceArray array, Action<int, int> action)
    {
        for (int row = 0; row < RowVoltages.Count; row++)
        {
            for (int column = 0; column < array.Columns.Count; column++)
            {
                action(row, column);
            }
        }
    }

    private string Before(SpiceArray array, int row, int column) => column == 0 ? $"row{row}" : Word(array, row, column - 1);

    private string Word(SpiceArray array, int row, int column)
    {
        int node = Resistances.WordLine.Ohms == 0 ? 0 : column;
        return node == 0 && Resistances.DriverTotal == 0 ? $"row{row}" : $"word{row}_{array.Columns[node]}";
    }

    private string Bit(SpiceArray array, int row, int column)
    {
        int node = Resistances.BitLine.Ohms == 0 ? LastRow : row;
        return node == LastRow && Resistances.SenseTotal == 0 ? $"sense{array.Columns[column]}" : $"bit{node}_{array.Columns[column]}";
    }

    private string Below(SpiceArray array, int row, int column) =>
        row == LastRow ? $"sense{array.Columns[column]}" : Bit(array, row + 1, column);

    private void Check()
    {
        if (About.Count == 0 || About.Any(line => line.AsSpan().ContainsAny('\n', '\r')))
        {
            throw new ArgumentException("A netlist begins with a title, and comments are a line each.", nameof(About));
        }

        foreach (double volts in RowVoltages.Where(volts => !double.IsFinite(volts)))
        {
            throw new ArgumentException($"A row voltage is finite; found {volts}.", nameof(RowVoltages));
        }

        int[] columns = [.. Arrays.SelectMany(array => array.Columns)];
        if (columns.Distinct().Count() != columns.Length)
        {
            throw new ArgumentException("A column stands on one array, once.", nameof(Arrays));
        }

        foreach (SpiceArray array in Arrays)
        {
            ArrayChecks.Check(array.Cells, RowVoltages.Count, array.Columns.Count, array.Cells);
        }
    }
}

/// <summary>An array of a netlist.</summary>
/// <param name="Columns">Number of each bit line, from the row drivers on: it names nodes and elements. One or more.</param>
/// <param name="Cells">[rows, columns] in siemens; zero or more, finite.</param>
public sealed record SpiceArray(IReadOnlyList<int> Columns, double[] Cells);
