using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>How the files of a measurement are to be read: the settings that all kinds of measurement share.</summary>
/// <param name="reader">The settings by the names of their options, as in <c>--unit</c>; one that nobody asks for is a fault.</param>
/// <param name="files">The files, as the user named them.</param>
internal sealed class MeasurementSettings(DocumentReader reader, IReadOnlyList<string> files)
{
    private readonly List<string> _leftOut = [];

    /// <summary>The settings.</summary>
    public DocumentReader Reader => reader;

    /// <summary>The files read so far and their hashes.</summary>
    public List<(string Name, string Sha256)> Files { get; } = [];

    /// <summary>How many rows the files read so far have.</summary>
    public int Rows { get; private set; }

    /// <summary>How many of them are wanted.</summary>
    public int RowsUsed { get; private set; }

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Notes what is left out.</summary>
    public void LeaveOut(string what) => _leftOut.Add(what);

    /// <summary>The only file.</summary>
    public MeasurementTable Single()
    {
        if (files.Count != 1)
        {
            reader.Complain("", $"{files.Count} files are given; this kind of measurement is in one.");
            Throw();
        }

        return Table(files[0]);
    }

    /// <summary>All the files.</summary>
    public IReadOnlyList<MeasurementTable> All() => [.. files.Select(Table)];

    /// <summary>A file: the rows that are wanted, all of one shape.</summary>
    public MeasurementTable Table(string file)
    {
        MeasurementTable table = MeasurementTable.Load(file, reader.Integer("--skip", 0, int.MaxValue, 0));
        foreach (string condition in reader.Items("--where", (list, item) => list.Text(item), optional: true))
        {
            int sign = condition.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                reader.Complain("--where", $"'{condition}' is no condition; write COLUMN=VALUE.");
                Throw();
            }

            int before = table.RowCount;
            table.Keep(Column(table, "--where", condition[..sign]), condition[(sign + 1)..]);
            if (table.RowCount == 0)
            {
                reader.Complain("--where", $"no row has {condition}.");
                Throw();
            }

            LeaveOut($"{before - table.RowCount} rows without {condition}");
        }

        table.CheckShape();
        Rows += table.AllRows;
        RowsUsed += table.RowCount;
        Files.Add((Path.GetFileName(file), table.Sha256));
        return table;
    }

    /// <summary>The column of an option, or the one that has its name in the header; -1 where there is neither.</summary>
    /// <param name="table">The file.</param>
    /// <param name="option">As in <c>--cell</c>.</param>
    public int OptionalColumn(MeasurementTable table, string option) => reader.OptionalText(option) is { } name
        ? Column(table, option, name)
        : table.Names.ToList().FindIndex(column => string.Equals(column, option[2..], StringComparison.OrdinalIgnoreCase));

    /// <summary>The column of an option, which must be there.</summary>
    public int RequiredColumn(MeasurementTable table, string option)
    {
        int column = OptionalColumn(table, option);
        if (column < 0)
        {
            reader.Complain(option, $"is missing: the column of the {option[2..]}, by name or number.{Known(table)}");
            Throw();
        }

        return column;
    }

    /// <summary>The unit of the readings in a column.</summary>
    public ValueUnit Unit(MeasurementTable table, int column)
    {
        string? header = column >= 0 && column < table.Names.Count ? ValueUnit.InHeader(table.Names[column]) : null;
        ValueUnit? unit = ValueUnit.Read(reader, header, column >= 0 ? table.HeaderLocation(column) : SourceLocation.WholeFile(table.File));
        if (unit is null)
        {
            Throw();
        }

        return unit!;
    }

    /// <summary>Readings of a column in siemens. Missing ones stay NaN.</summary>
    /// <param name="table">The file.</param>
    /// <param name="unit">Their unit.</param>
    /// <param name="numbers">As they stand in the file; changed.</param>
    /// <param name="place">Where number i stands.</param>
    /// <param name="gather">Whether the caller has more to look at before it ends with <see cref="MeasurementTable.ThrowIfAny"/>.</param>
    public double[] ToSiemens(MeasurementTable table, ValueUnit unit, double[] numbers, Func<int, SourceLocation> place, bool gather = false)
    {
        bool negative = reader.Flag("--allow-negative", false);
        for (int i = 0; i < numbers.Length && !table.HasEnough; i++)
        {
            double siemens = unit.ToSiemens(numbers[i]);
            if (double.IsInfinity(siemens))
            {
                table.Complain(place(i), "", "a resistance of 0 Ohm has no conductance.");
            }
            else if (siemens < 0 && !negative)
            {
                table.Complain(place(i), "", unit.Kind == ValueUnit.Quantity.Weight
                    ? $"{ExactText.Number(numbers[i])} is so far below -1 that its conductance is negative; --allow-negative keeps it, as noise."
                    : $"{ExactText.Number(numbers[i])} is negative; --allow-negative keeps such readings, as noise about zero.");
            }

            numbers[i] = siemens;
        }

        if (!gather)
        {
            table.ThrowIfAny();
        }

        return numbers;
    }

    /// <summary>Complains where no cell can conduct so much or so little.</summary>
    public static void CheckPlausible(MeasurementTable table, double highest)
    {
        string? problem = highest switch
        {
            <= 0 => "every reading is zero.",
            > 1 => ExactText.Of($"the highest reading is {highest:G4} S with this unit; no cell conducts that much."),
            < 1e-13 => ExactText.Of($"the highest reading is {highest:G4} S with this unit; no cell conducts that little."),
            _ => null,
        };
        if (problem is not null)
        {
            throw table.Whole(problem);
        }
    }

    /// <summary>Ends the reading with what was complained about.</summary>
    public static void Throw() => throw new StopReadingException();

    private static string Known(MeasurementTable table) => table.Names.Count == 0
        ? ""
        : $" The columns are {string.Join(", ", table.Names)}.";

    private int Column(MeasurementTable table, string option, string name)
    {
        int column = table.Find(name);
        if (column < 0)
        {
            reader.Complain(option, $"there is no column '{name}' in {table.File}. {(table.Names.Count == 0 ? "It has no header; columns go by number, from 1." : NearestName.Hint(name, [.. table.Names]))}");
            Throw();
        }

        return column;
    }
}

/// <summary>Ends the reading of a measurement after a complaint that leaves nothing to go on with.</summary>
internal sealed class StopReadingException : Exception;
