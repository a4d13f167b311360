using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Wires;

/// <summary>A tile's cells as they stand on arrays, and what the lines of those make of them.</summary>
public sealed class WiredTile
{
    private readonly MappedTile _mapped;

    /// <summary>Solves a tile.</summary>
    /// <param name="mapped">What stands where.</param>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="wires">The lines.</param>
    internal WiredTile(MappedTile mapped, double[] cells, IWires wires)
    {
        (_mapped, Rows, Columns) = (mapped, mapped.Region.Inputs, mapped.Columns * mapped.ColumnsPerCell);
        Arrays = mapped.Arrays ?? [[.. Enumerable.Range(0, Columns)]];
        Nominal = mapped.ColumnsPerCell == 1 ? cells : mapped.PairedColumns(cells);
        Effective = new double[Nominal.Length];
        foreach (int[] array in Arrays)
        {
            double[] solved = Of(array, Nominal);
            wires.Effective(solved, Rows, array.Length, solved);
            Put(array, solved, Effective);
        }
    }

    /// <summary>Word lines in use.</summary>
    public int Rows { get; }

    /// <summary>Physical columns, over all arrays.</summary>
    public int Columns { get; }

    /// <summary>Conductances of the cells, [rows, physical columns] in siemens.</summary>
    public double[] Nominal { get; }

    /// <summary>Current into each column's sense per volt of each row, [rows, physical columns] in siemens.</summary>
    public double[] Effective { get; }

    /// <summary>Physical columns of each array, from its row drivers on.</summary>
    public IReadOnlyList<int[]> Arrays { get; }

    /// <summary>Some columns of a matrix of all.</summary>
    /// <param name="array">The columns.</param>
    /// <param name="all">[rows, physical columns].</param>
    /// <returns>[rows, columns of the array].</returns>
    public double[] Of(int[] array, ReadOnlySpan<double> all)
    {
        double[] some = new double[Rows * array.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < array.Length; column++)
            {
                some[(row * array.Length) + column] = all[(row * Columns) + array[column]];
            }
        }

        return some;
    }

    /// <summary>Whether something that stands on no column is subtracted from them.</summary>
    internal bool HasShiftedColumns => _mapped.ColumnsPerCell == 1 && _mapped.Baselines is double[] baselines && baselines.Any(siemens => siemens != 0);

    /// <summary>The physical columns that a line senses: one, or the difference of two; -1: it subtracts none.</summary>
    /// <param name="line">Number of the line.</param>
    internal (int Plus, int Minus) ColumnsOf(int line) => _mapped.ColumnsPerCell == 1
        ? (_mapped.Lines[line].Plus, _mapped.Lines[line].Minus)
        : (2 * _mapped.Lines[line].Plus, (2 * _mapped.Lines[line].Plus) + 1);

    /// <summary>Conductance of each line, [rows, lines] in siemens.</summary>
    internal double[] Sense()
    {
        if (_mapped.ColumnsPerCell == 1)
        {
            return _mapped.SenseMatrix(Effective);
        }

        (double[] plus, double[] minus) = SenseSides();
        return [.. plus.Zip(minus, (a, b) => a - b)];
    }

    /// <summary>Conductances of the two sides that each line is the difference of, both [rows, lines] in siemens.</summary>
    internal (double[] Plus, double[] Minus) SenseSides()
    {
        if (_mapped.ColumnsPerCell == 1)
        {
            return _mapped.SenseSides(Effective);
        }

        int lines = _mapped.Lines.Length;
        double[] plus = new double[Rows * lines];
        double[] minus = new double[Rows * lines];
        for (int row = 0; row < Rows; row++)
        {
            for (int line = 0; line < lines; line++)
            {
                (int added, int subtracted) = ColumnsOf(line);
                (plus[(row * lines) + line], minus[(row * lines) + line]) = (Effective[(row * Columns) + added], Effective[(row * Columns) + subtracted]);
            }
        }

        return (plus, minus);
    }

    /// <summary>What lines add and subtract, from what columns carry.</summary>
    /// <param name="columns">In amperes; one per physical column.</param>
    /// <param name="driven">What cells are driven with, f(V), in volts; one per row: for what is subtracted without a column of its own.</param>
    /// <param name="plus">Receives amperes; one per line.</param>
    /// <param name="minus">Receives amperes; one per line.</param>
    internal void Sides(ReadOnlySpan<double> columns, ReadOnlySpan<double> driven, Span<double> plus, Span<double> minus)
    {
        for (int line = 0; line < plus.Length; line++)
        {
            (int first, int second, _) = _mapped.Lines[line];
            if (_mapped.ColumnsPerCell == 2)
            {
                (plus[line], minus[line]) = (columns[2 * first], columns[(2 * first) + 1]);
                continue;
            }

            (plus[line], minus[line]) = (columns[first], second >= 0 ? columns[second] : 0);
            for (int row = 0; _mapped.Baselines is not null && row < Rows; row++)
            {
                minus[line] += _mapped.Baselines[(row * _mapped.Columns) + first] * driven[row];
            }
        }
    }

    /// <summary>Variances of cells as they reach the senses: times the square of the part that their currents lose on the way.</summary>
    /// <param name="variances">[rows, columns of cells]; changed in place.</param>
    /// <param name="resistances">Resistances along the lines.</param>
    internal void Attenuate(Span<double> variances, WireResistances resistances)
    {
        double[] parts = new double[Nominal.Length];
        foreach (int[] array in Arrays)
        {
            double[] ofArray = new double[Rows * array.Length];
            ResummedWires.Parts(Of(array, Nominal), Rows, array.Length, resistances, ofArray);
            Put(array, ofArray, parts);
        }

        for (int cell = 0; cell < variances.Length; cell++)
        {
            int side = _mapped.ColumnsPerCell == 2 && _mapped.Signs![cell] < 0 ? 1 : 0;
            double part = parts[(cell * _mapped.ColumnsPerCell) + side];
            variances[cell] *= part * part;
        }
    }

    private void Put(int[] array, double[] some, double[] all)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < array.Length; column++)
            {
                all[(row * Columns) + array[column]] = some[(row * array.Length) + column];
            }
        }
    }
}
