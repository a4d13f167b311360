using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>Conductances of a cell as time goes on.</summary>
/// <param name="Ages">Time since programming, in seconds, ascending, above zero.</param>
/// <param name="Siemens">The conductance at each.</param>
internal sealed record RetentionTrace(double[] Ages, double[] Siemens);

/// <summary>Traces of many cells.</summary>
/// <param name="Traces">The traces, of two readings or more each.</param>
/// <param name="Reference">The age that laws start from, in seconds: that at which the clock of the file starts, or the least in it.</param>
/// <param name="Unit">The unit of the readings in the file.</param>
internal sealed record RetentionMeasurement(IReadOnlyList<RetentionTrace> Traces, double Reference, string Unit)
{
    private static readonly Dictionary<string, double> Seconds = new()
    {
        ["us"] = 1e-6, ["ms"] = 1e-3, ["s"] = 1, ["min"] = 60, ["h"] = 3600, ["d"] = 86400, ["y"] = 31557600,
    };

    /// <summary>Reads one file with a column of times, or one file for each time (<c>--times</c>).</summary>
    /// <remarks>Long: <c>--time</c>, <c>--cell</c> and <c>--value</c>. Wide: <c>--time</c>, every other column a cell.</remarks>
    public static RetentionMeasurement Read(MeasurementSettings settings)
    {
        Dictionary<string, List<Reading>> cells = new(StringComparer.Ordinal);
        void Add(string cell, Reading reading)
        {
            if (!cells.TryGetValue(cell, out List<Reading>? own))
            {
                cells.Add(cell, own = []);
            }

            own.Add(reading);
        }

        string unit = settings.Reader.Has("--times") ? ByFile(settings, Add) : ByColumn(settings, Add);
        double start = settings.Reader.Duration("--age-at-zero", TimeSpan.Zero).TotalSeconds;
        double least = cells.Values.Min(own => own.Min(reading => reading.Time));
        if (least < 0)
        {
            throw new InputException(SourceLocation.WholeFile(settings.Files[0].Name), "", "a time is negative.");
        }

        if (least == 0 && start == 0)
        {
            settings.Reader.Complain("--age-at-zero", "is missing: the time 0 has no logarithm; say how old the cells are when the clock of the file starts.");
            MeasurementSettings.Throw();
        }

        int single = cells.Values.Count(own => own.Count < 2);
        if (single > 0)
        {
            settings.LeaveOut(ExactText.Of($"{single} cells with one reading"));
        }

        RetentionTrace[] traces = [.. cells.Where(cell => cell.Value.Count > 1).Select(cell => Trace(cell.Key, cell.Value, start))];
        return traces.Length > 0
            ? new RetentionMeasurement(traces, least + start, unit)
            : throw new InputException(SourceLocation.WholeFile(settings.Files[0].Name), "", "no cell has two readings or more.");
    }

    private static RetentionTrace Trace(string cell, List<Reading> readings, double start)
    {
        Reading[] own = [.. readings.OrderBy(reading => reading.Time)];
        for (int i = 1; i < own.Length; i++)
        {
            if (own[i].Time == own[i - 1].Time)
            {
                throw new InputException(own[i].Place, "", $"cell '{cell}' has a reading at {ExactText.Number(own[i].Time)} s already, in line {own[i - 1].Place.Line}.");
            }
        }

        return new RetentionTrace([.. own.Select(reading => reading.Time + start)], [.. own.Select(reading => reading.Siemens)]);
    }

    private static string ByFile(MeasurementSettings settings, Action<string, Reading> add)
    {
        string[] times = settings.Reader.Text("--times").Split(',', StringSplitOptions.TrimEntries);
        IReadOnlyList<MeasurementTable> tables = settings.All();
        if (times.Length != tables.Count)
        {
            settings.Reader.Complain("--times", ExactText.Of($"{times.Length} times are given for {tables.Count} files."));
            MeasurementSettings.Throw();
        }

        string unitName = "";
        for (int file = 0; file < tables.Count; file++)
        {
            MeasurementTable table = tables[file];
            if (QuantityKind.Duration.Read(times[file], out double time) is { } problem)
            {
                settings.Reader.Complain("--times", problem);
                MeasurementSettings.Throw();
            }

            int value = settings.RequiredColumn(table, "--value");
            ValueUnit unit = settings.Unit(table, value);
            unitName = unit.Name;
            Grouping cells = table.Groups(settings.RequiredColumn(table, "--cell"));
            double[] siemens = settings.ToSiemens(table, unit, table.Numbers(value), row => table.LocationOf(row, value));
            MeasurementSettings.CheckPlausible(table, siemens.Max());
            for (int row = 0; row < siemens.Length; row++)
            {
                add(cells.Names[cells.Of[row]], new Reading(time, siemens[row], table, row, value));
            }
        }

        return unitName;
    }

    private static string ByColumn(MeasurementSettings settings, Action<string, Reading> add)
    {
        MeasurementTable table = settings.Single();
        int time = settings.RequiredColumn(table, "--time");
        double factor = TimeUnit(settings, table, time);
        double[] times = table.Numbers(time);
        int value = settings.OptionalColumn(table, "--value");
        ValueUnit unit = settings.Unit(table, value >= 0 ? value : table.Names.Count > 1 ? (time == 0 ? 1 : 0) : -1);
        double highest = 0;
        if (value >= 0)
        {
            int cell = settings.OptionalColumn(table, "--cell");
            Grouping cells = cell < 0 ? Grouping.One(table.RowCount) : table.Groups(cell);
            double[] siemens = settings.ToSiemens(table, unit, table.Numbers(value), row => table.LocationOf(row, value));
            for (int row = 0; row < siemens.Length; row++)
            {
                add(cells.Names[cells.Of[row]], new Reading(times[row] * factor, siemens[row], table, row, value));
            }

            highest = siemens.Max();
        }
        else
        {
            for (int row = 0; row < table.RowCount; row++)
            {
                int at = row;
                double[] numbers = table.RowNumbers(row, 0);
                numbers[time] = double.NaN;
                double[] siemens = settings.ToSiemens(table, unit, numbers, column => table.LocationOf(at, column), gather: true);
                for (int column = 0; column < siemens.Length; column++)
                {
                    if (!double.IsNaN(siemens[column]))
                    {
                        add(ExactText.Of($"{column}"), new Reading(times[row] * factor, siemens[column], table, row, column));
                        highest = Math.Max(highest, siemens[column]);
                    }
                }
            }

            table.ThrowIfAny();
        }

        MeasurementSettings.CheckPlausible(table, highest);
        return unit.Name;
    }

    private static double TimeUnit(MeasurementSettings settings, MeasurementTable table, int column)
    {
        string header = column < table.Names.Count ? table.Names[column] : "";
        int open = header.LastIndexOfAny(['(', '[', '_']);
        string stated = open < 0 ? "" : header[(open + 1)..].TrimEnd(')', ']', ' ');
        string? given = settings.Reader.OptionalText("--time-unit");
        if (given is not null && Seconds.ContainsKey(stated) && stated != given)
        {
            throw new InputException(table.HeaderLocation(column), "--time-unit", $"the header says {stated}, and the option says {given}.");
        }

        if (Seconds.TryGetValue(given ?? stated, out double factor))
        {
            return factor;
        }

        settings.Reader.Complain("--time-unit", given is null
            ? $"is missing: the unit of the times, one of {string.Join(", ", Seconds.Keys)}."
            : $"'{given}' is no unit of time. Known: {string.Join(", ", Seconds.Keys)}.");
        MeasurementSettings.Throw();
        return 0;
    }

    /// <summary>A reading, and where it stands.</summary>
    private readonly record struct Reading(double Time, double Siemens, MeasurementTable Table, int Row, int Column)
    {
        public SourceLocation Place => Table.LocationOf(Row, Column);
    }
}
