using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>The readings of one level.</summary>
/// <param name="Label">What the file calls it: a pulse number, a name.</param>
/// <param name="Siemens">Its readings, in siemens; one or more.</param>
internal sealed record LevelReadings(string Label, double[] Siemens);

/// <summary>A measurement of levels, in the order of the file (wide) or of their labels (long).</summary>
/// <param name="Levels">The levels; one or more.</param>
/// <param name="Unit">The unit of the readings in the file.</param>
internal sealed record LevelMeasurement(IReadOnlyList<LevelReadings> Levels, string Unit)
{
    /// <summary>Reads a file: long if a column of values is named by an option or the header, else wide, a row to a level.</summary>
    public static LevelMeasurement Read(MeasurementSettings settings)
    {
        MeasurementTable table = settings.Single();
        int value = settings.OptionalColumn(table, "--value");
        LevelMeasurement read = value >= 0 ? Long(settings, table, value) : Wide(settings, table);
        MeasurementSettings.CheckPlausible(table, read.Levels.Max(level => level.Siemens.Max()));
        return read;
    }

    private static LevelMeasurement Long(MeasurementSettings settings, MeasurementTable table, int value)
    {
        ValueUnit unit = settings.Unit(table, value);
        Grouping groups = Grouped(settings, table);
        double[] siemens = settings.ToSiemens(table, unit, table.Numbers(value), row => table.LocationOf(row, value));
        int[] counts = new int[groups.Names.Count];
        foreach (int group in groups.Of)
        {
            counts[group]++;
        }

        double[][] readings = [.. counts.Select(count => new double[count])];
        Array.Clear(counts);
        for (int row = 0; row < siemens.Length; row++)
        {
            int group = groups.Of[row];
            readings[group][counts[group]++] = siemens[row];
        }

        return new LevelMeasurement([.. groups.InOrder().Select(group => new LevelReadings(groups.Names[group], readings[group]))], unit.Name);
    }

    private static Grouping Grouped(MeasurementSettings settings, MeasurementTable table)
    {
        if (settings.Reader.OptionalText("--level-before") is null)
        {
            int level = settings.OptionalColumn(table, "--level");
            return table.Groups(level >= 0 ? level : settings.RequiredColumn(table, "--level"));
        }

        string[] labels = table.Before(settings.RequiredColumn(table, "--level-before"));
        Dictionary<string, int> known = [];
        int[] groups = [.. labels.Select(label => known.TryGetValue(label, out int group) ? group : known[label] = known.Count)];
        return new Grouping(groups, [.. known.OrderBy(pair => pair.Value).Select(pair => pair.Key)]);
    }

    private static LevelMeasurement Wide(MeasurementSettings settings, MeasurementTable table)
    {
        int label = settings.OptionalColumn(table, "--level");
        label = label >= 0 ? label : settings.OptionalColumn(table, "--pulse");
        if (label < 0 && Counts(table))
        {
            label = 0;
            settings.LeaveOut("The first column counts, so it was taken for the number of the level; --level names another.");
        }

        int first = label + 1;
        ValueUnit unit = settings.Unit(table, first < table.Names.Count ? first : -1);
        if (first >= table.Fields)
        {
            throw table.Whole("the file has numbers of levels and no readings beside them.");
        }

        Dictionary<string, int> seen = [];
        List<LevelReadings> levels = [];
        for (int row = 0; row < table.RowCount && !table.HasEnough; row++)
        {
            double[] siemens = settings.ToSiemens(table, unit, table.RowNumbers(row, first), i => table.LocationOf(row, first + i), gather: true);
            double[] readings = [.. siemens.Where(reading => !double.IsNaN(reading))];
            string name = label < 0 ? ExactText.Of($"{row + 1}") : table.TextOf(row, label);
            if (!seen.TryAdd(name, row))
            {
                SourceLocation place = table.LocationOf(row, label);
                table.Complain(place, "", $"level '{name}' stands here a second time; the first is in line {table.LocationOf(seen[name], label).Line}.");
            }
            else if (readings.Length == 0)
            {
                table.Complain(table.LocationOf(row, 0), "", $"level '{name}' has no reading.");
            }

            levels.Add(new LevelReadings(name, readings));
        }

        table.ThrowIfAny();
        return new LevelMeasurement(levels, unit.Name);
    }

    private static bool Counts(MeasurementTable table)
    {
        if (table.RowCount < 2 || table.Fields < 2 || !Enumerable.Range(0, table.RowCount).All(row => NumberText.Read(table.TextOf(row, 0), out _) is null))
        {
            return false;
        }

        double[] first = table.Numbers(0, emptyIsMissing: true);
        return first[0] is 0 or 1 && first.Index().All(row => row.Item == first[0] + row.Index);
    }
}
