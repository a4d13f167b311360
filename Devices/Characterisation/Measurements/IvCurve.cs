namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>Currents of a cell at some voltages.</summary>
/// <param name="Volts">The voltages.</param>
/// <param name="Amperes">The currents.</param>
internal sealed record IvCurve(double[] Volts, double[] Amperes);

/// <summary>Curves of one cell or many.</summary>
/// <param name="Curves">The curves, of five points or more each; one or more.</param>
internal sealed record IvMeasurement(IReadOnlyList<IvCurve> Curves)
{
    private const int Fewest = 5;

    /// <summary>Reads a file: long with <c>--voltage</c>, <c>--current</c> and perhaps <c>--cell</c>; wide with <c>--voltage</c>, every other column a cell.</summary>
    public static IvMeasurement Read(MeasurementSettings settings)
    {
        MeasurementTable table = settings.Single();
        int voltage = settings.RequiredColumn(table, "--voltage");
        int current = settings.OptionalColumn(table, "--current");
        double[] volts = Scale.Voltages(settings, table, voltage);
        List<IvCurve> curves = [];
        if (current >= 0)
        {
            double[] amperes = Scale.Currents(settings, table, current);
            int cell = settings.OptionalColumn(table, "--cell");
            Grouping cells = cell < 0 ? Grouping.One(table.RowCount) : table.Groups(cell);
            List<int>[] rows = [.. cells.Names.Select(_ => new List<int>())];
            for (int row = 0; row < amperes.Length; row++)
            {
                rows[cells.Of[row]].Add(row);
            }

            curves.AddRange(rows.Select(own => new IvCurve([.. own.Select(row => volts[row])], [.. own.Select(row => amperes[row])])));
        }
        else
        {
            for (int column = 0; column < table.Fields; column++)
            {
                if (column != voltage)
                {
                    double[] amperes = Scale.Currents(settings, table, column, emptyIsMissing: true);
                    int[] present = [.. Enumerable.Range(0, amperes.Length).Where(row => !double.IsNaN(amperes[row]))];
                    curves.Add(new IvCurve([.. present.Select(row => volts[row])], [.. present.Select(row => amperes[row])]));
                }
            }
        }

        IvCurve[] usable = [.. curves.Where(curve => curve.Volts.Distinct().Count() >= Fewest)];
        if (usable.Length < curves.Count)
        {
            settings.LeaveOut(ExactText.Of($"{curves.Count - usable.Length} cells with fewer than {Fewest} voltages"));
        }

        return usable.Length > 0 ? new IvMeasurement(usable) : throw table.Whole(ExactText.Of($"no cell was read at {Fewest} voltages or more."));
    }
}
