namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>Reads of one cell in one state, one after the other at equal distances of time.</summary>
/// <param name="Label">What the file calls it.</param>
/// <param name="Siemens">The reads, sixteen or more.</param>
internal sealed record NoiseReadings(string Label, double[] Siemens);

/// <summary>Traces of reads.</summary>
/// <param name="Traces">The traces; one or more.</param>
/// <param name="Unit">The unit of the readings in the file.</param>
internal sealed record NoiseMeasurement(IReadOnlyList<NoiseReadings> Traces, string Unit)
{
    private const int Shortest = 16;

    /// <summary>How traces lie in a file.</summary>
    internal enum Layout
    {
        /// <summary>A trace is a column.</summary>
        Columns,

        /// <summary>A trace is a row.</summary>
        Rows,
    }

    /// <summary>Reads a file: long with <c>--value</c> and <c>--cell</c>, or a trace a column, or, with <c>--traces-in rows</c>, a row.</summary>
    public static NoiseMeasurement Read(MeasurementSettings settings)
    {
        MeasurementTable table = settings.Single();
        int value = settings.OptionalColumn(table, "--value");
        Layout layout = value >= 0 ? Layout.Columns : settings.Reader.Choice("--traces-in", Layout.Columns);
        int first = value >= 0 ? value : settings.Reader.Integer("--first-reading", 1, int.MaxValue, 1) - 1;
        ValueUnit unit = settings.Unit(table, layout == Layout.Columns && first < table.Names.Count ? first : -1);
        if (first >= table.Fields)
        {
            settings.Reader.Complain("--first-reading", ExactText.Of($"there are {table.Fields} columns."));
            MeasurementSettings.Throw();
        }

        IEnumerable<NoiseReadings> read = value >= 0 ? Long(settings, table, value, unit) : layout == Layout.Rows
            ? Enumerable.Range(0, table.RowCount).Select(row => new NoiseReadings(
                first > 0 ? table.TextOf(row, 0) : ExactText.Of($"{row + 1}"),
                settings.ToSiemens(table, unit, table.RowNumbers(row, first), i => table.LocationOf(row, first + i), gather: true)))
            : Enumerable.Range(first, table.Fields - first).Select(column => new NoiseReadings(
                column < table.Names.Count ? table.Names[column] : ExactText.Of($"{column + 1}"),
                settings.ToSiemens(table, unit, table.Numbers(column, emptyIsMissing: true), row => table.LocationOf(row, column))));
        NoiseReadings[] traces = [.. read.Select(trace => trace with { Siemens = [.. trace.Siemens.Where(reading => !double.IsNaN(reading))] })];
        table.ThrowIfAny();
        NoiseReadings[] usable = [.. traces.Where(trace => trace.Siemens.Length >= Shortest)];
        if (usable.Length == 0)
        {
            throw table.Whole(ExactText.Of($"no trace has {Shortest} reads or more."));
        }

        if (usable.Length < traces.Length)
        {
            settings.LeaveOut(ExactText.Of($"{traces.Length - usable.Length} traces of fewer than {Shortest} reads"));
        }

        MeasurementSettings.CheckPlausible(table, usable.Max(trace => trace.Siemens.Max()));
        return new NoiseMeasurement(usable, unit.Name);
    }

    private static IEnumerable<NoiseReadings> Long(MeasurementSettings settings, MeasurementTable table, int value, ValueUnit unit)
    {
        int cell = settings.OptionalColumn(table, "--cell");
        Grouping cells = cell < 0 ? Grouping.One(table.RowCount) : table.Groups(cell);
        double[] siemens = settings.ToSiemens(table, unit, table.Numbers(value), row => table.LocationOf(row, value));
        List<double>[] traces = [.. cells.Names.Select(_ => new List<double>())];
        for (int row = 0; row < siemens.Length; row++)
        {
            traces[cells.Of[row]].Add(siemens[row]);
        }

        return traces.Select((trace, i) => new NoiseReadings(cells.Names[i], [.. trace]));
    }
}
