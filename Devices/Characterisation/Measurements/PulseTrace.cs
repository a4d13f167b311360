using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>Conductances of a cell after 0, 1, 2, ... pulses of one direction.</summary>
/// <param name="Cell">Number of the cell, from 0.</param>
/// <param name="Up">Whether the pulses raise it.</param>
/// <param name="Siemens">The conductances, three or more.</param>
internal sealed record PulseTrace(int Cell, bool Up, double[] Siemens);

/// <summary>Traces of one cell or many, of one direction or both.</summary>
/// <param name="Traces">The traces; one or more.</param>
/// <param name="Cells">How many cells there are.</param>
/// <param name="Unit">The unit of the readings in the file.</param>
internal sealed record PulseMeasurement(IReadOnlyList<PulseTrace> Traces, int Cells, string Unit)
{
    private const int Shortest = 8;

    private static readonly Dictionary<string, bool> Directions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["up"] = true, ["set"] = true, ["ltp"] = true, ["potentiation"] = true, ["1"] = true, ["+1"] = true,
        ["down"] = false, ["reset"] = false, ["ltd"] = false, ["depression"] = false, ["-1"] = false,
    };

    /// <summary>Reads one file, or one of each direction.</summary>
    /// <remarks>
    /// Wide: a row a pulse, a column a trace; the columns of each direction may be named by <c>--up</c> and <c>--down</c>, otherwise the
    /// direction of a file is that of its means. Long: columns <c>--value</c>, and as there are <c>--pulse</c>, <c>--cycle</c>,
    /// <c>--cell</c>, <c>--direction</c>.
    /// </remarks>
    public static PulseMeasurement Read(MeasurementSettings settings)
    {
        IReadOnlyList<MeasurementTable> tables = settings.All();
        List<PulseTrace> traces = [];
        string unit = "";
        int cells = 1;
        foreach (MeasurementTable table in tables)
        {
            int value = settings.OptionalColumn(table, "--value");
            (IReadOnlyList<PulseTrace> read, unit, int count) = value >= 0
                ? Long(settings, table, value)
                : settings.Reader.Has("--up") || settings.Reader.Has("--down") ? Named(settings, table) : Wide(settings, table);
            cells = Math.Max(cells, count);
            if (traces.Count > 0 && traces.Any(trace => trace.Up) && read.Any(trace => trace.Up))
            {
                throw table.Whole("its conductances rise, and so do those of the file before; one file is of each direction.");
            }

            traces.AddRange(read);
            MeasurementSettings.CheckPlausible(table, read.Max(trace => trace.Siemens.Max()));
        }

        PulseTrace[] usable = [.. traces.Where(trace => trace.Siemens.Length >= Shortest)];
        if (usable.Length < traces.Count)
        {
            settings.LeaveOut(ExactText.Of($"{traces.Count - usable.Length} traces of fewer than {Shortest} readings"));
        }

        return usable.Length > 0
            ? new PulseMeasurement(usable, cells, unit)
            : throw tables[0].Whole(ExactText.Of($"no trace has {Shortest} readings or more."));
    }

    private static (IReadOnlyList<PulseTrace>, string, int) Wide(MeasurementSettings settings, MeasurementTable table)
    {
        int pulse = settings.OptionalColumn(table, "--pulse");
        int first = pulse + 1;
        ValueUnit unit = settings.Unit(table, first < table.Names.Count ? first : -1);
        List<double[]> columns = [];
        for (int column = first; column < table.Fields; column++)
        {
            columns.Add(Column(settings, table, unit, column));
        }

        if (columns.Count == 0)
        {
            throw table.Whole("the file has pulse numbers and no readings beside them.");
        }

        double change = columns.Sum(column => column[^1] - column[0]);
        return ([.. columns.Select(column => new PulseTrace(0, change > 0, column))], unit.Name, 1);
    }

    private static (IReadOnlyList<PulseTrace>, string, int) Named(MeasurementSettings settings, MeasurementTable table)
    {
        List<PulseTrace> traces = [];
        string unit = "";
        foreach (string option in new[] { "--up", "--down" })
        {
            if (settings.Reader.Has(option))
            {
                int column = settings.RequiredColumn(table, option);
                ValueUnit read = settings.Unit(table, column);
                unit = read.Name;
                traces.Add(new PulseTrace(0, option == "--up", Column(settings, table, read, column)));
            }
        }

        return (traces, unit, 1);
    }

    private static double[] Column(MeasurementSettings settings, MeasurementTable table, ValueUnit unit, int column)
    {
        double[] siemens = settings.ToSiemens(table, unit, table.Numbers(column, emptyIsMissing: true), row => table.LocationOf(row, column));
        int length = siemens.Length;
        while (length > 0 && double.IsNaN(siemens[length - 1]))
        {
            length--; // a short trace
        }

        int gap = Array.FindIndex(siemens, 0, length, double.IsNaN);
        return gap < 0 && length > 0
            ? siemens[..length]
            : throw new InputException(table.LocationOf(Math.Max(gap, 0), column), $"column {column + 1}", "is empty inside a trace.");
    }

    private static (IReadOnlyList<PulseTrace>, string, int) Long(MeasurementSettings settings, MeasurementTable table, int value)
    {
        ValueUnit unit = settings.Unit(table, value);
        Grouping cells = Groups(settings, table, "--cell");
        Grouping cycles = Groups(settings, table, "--cycle");
        int directionColumn = settings.OptionalColumn(table, "--direction");
        Grouping directions = Groups(settings, table, "--direction");
        bool[] up = [.. directions.Names.Select((name, i) => directionColumn < 0 || Directions.GetValueOrDefault(name))];
        int unknown = directionColumn < 0 ? -1 : directions.Names.ToList().FindIndex(name => !Directions.ContainsKey(name));
        if (unknown >= 0)
        {
            int row = Array.IndexOf(directions.Of, unknown);
            throw new InputException(table.LocationOf(row, directionColumn), "direction", $"'{directions.Names[unknown]}' is no direction. Known: {string.Join(", ", Directions.Keys)}.");
        }

        int pulseColumn = settings.OptionalColumn(table, "--pulse");
        double[]? pulses = pulseColumn < 0 ? null : table.Numbers(pulseColumn);
        double[] siemens = settings.ToSiemens(table, unit, table.Numbers(value), row => table.LocationOf(row, value));
        Dictionary<(int, int, int), List<int>> rows = [];
        for (int row = 0; row < siemens.Length; row++)
        {
            (int, int, int) key = (cells.Of[row], cycles.Of[row], directions.Of[row]);
            if (!rows.TryGetValue(key, out List<int>? own))
            {
                rows.Add(key, own = []);
            }

            if (pulses is not null && own.Count > 0 && pulses[row] <= pulses[own[^1]] && !table.HasEnough)
            {
                table.Complain(table.LocationOf(row, pulseColumn), "pulse", $"pulse {ExactText.Number(pulses[row])} of a trace comes after {ExactText.Number(pulses[own[^1]])}.");
            }

            own.Add(row);
        }

        table.ThrowIfAny();
        List<PulseTrace> traces = [];
        foreach (((int cell, int cycle, int direction), List<int> own) in rows.OrderBy(pair => pair.Key))
        {
            double[] trace = [.. own.Select(row => siemens[row])];
            traces.Add(new PulseTrace(cell, directionColumn < 0 ? trace[^1] > trace[0] : up[direction], trace));
        }

        return (traces, unit.Name, cells.Names.Count);
    }

    private static Grouping Groups(MeasurementSettings settings, MeasurementTable table, string option)
    {
        int column = settings.OptionalColumn(table, option);
        return column < 0 ? Grouping.One(table.RowCount) : table.Groups(column);
    }
}
