namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>The voltages at which cells switched in one direction.</summary>
/// <param name="Set">Whether to a higher conductance.</param>
/// <param name="Volts">The voltages.</param>
/// <param name="Cells">The cell of each.</param>
internal sealed record SwitchingEvents(bool Set, double[] Volts, int[] Cells);

/// <summary>Events of both directions, or of one.</summary>
internal sealed record SwitchingMeasurement(IReadOnlyList<SwitchingEvents> Directions)
{
    /// <summary>
    /// Reads a file: a column of voltages for each direction (<c>--set</c>, <c>--reset</c>); or sweeps, <c>--voltage</c> and
    /// <c>--current</c>, in which the current jumps by more than <c>--jump</c> of its range from one row to the next.
    /// </summary>
    public static SwitchingMeasurement Read(MeasurementSettings settings)
    {
        MeasurementTable table = settings.Single();
        int cell = settings.OptionalColumn(table, "--cell");
        Grouping cells = cell < 0 ? Grouping.One(table.RowCount) : table.Groups(cell);
        int set = settings.OptionalColumn(table, "--set");
        int reset = settings.OptionalColumn(table, "--reset");
        return set >= 0 || reset >= 0 ? Columns(settings, table, cells, set, reset) : Sweeps(settings, table, cells);
    }

    private static SwitchingMeasurement Columns(MeasurementSettings settings, MeasurementTable table, Grouping cells, int set, int reset)
    {
        List<SwitchingEvents> directions = [];
        foreach ((bool up, int column) in new[] { (true, set), (false, reset) })
        {
            if (column >= 0)
            {
                directions.Add(new SwitchingEvents(up, Scale.Voltages(settings, table, column), cells.Of));
            }
        }

        return new SwitchingMeasurement(directions);
    }

    private static SwitchingMeasurement Sweeps(MeasurementSettings settings, MeasurementTable table, Grouping cells)
    {
        double[] volts = Scale.Voltages(settings, table, settings.RequiredColumn(table, "--voltage"));
        double[] current = table.Numbers(settings.RequiredColumn(table, "--current"));
        double part = settings.Reader.Percentage("--jump", 0.01, 1, 0.5);
        double range = current.Max(Math.Abs);
        List<(bool Set, double Volts, int Cell)> events = [];
        for (int row = 1; row < volts.Length; row++)
        {
            double change = Math.Abs(current[row]) - Math.Abs(current[row - 1]);
            if (cells.Of[row] == cells.Of[row - 1] && Math.Abs(change) > part * range)
            {
                events.Add((change > 0, volts[row], cells.Of[row]));
            }
        }

        return events.Count == 0
            ? throw table.Whole(ExactText.Of($"the current never jumps by {part * 100:G3} % of its range from one row to the next."))
            : new SwitchingMeasurement([.. events.GroupBy(each => each.Set).OrderByDescending(group => group.Key).Select(group =>
                new SwitchingEvents(group.Key, [.. group.Select(each => each.Volts)], [.. group.Select(each => each.Cell)]))]);
    }
}
