using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>kind: level-table</c> with <c>table</c>: means and sigmas of levels, and perhaps the readings they were fitted to.</summary>
internal static class FittedLevelTable
{
    /// <summary>What a programmed conductance is drawn from.</summary>
    internal enum Draw
    {
        /// <summary>A normal distribution with the mean and sigma of the level.</summary>
        Normal,

        /// <summary>The readings of the level.</summary>
        Readings,
    }

    /// <summary>Reads it; null after a complaint.</summary>
    public static DeviceDefinition? Read(DocumentReader reader, string name, IReadOnlyDictionary<string, double> perSiemens)
    {
        double factor = 1 / reader.Choice("unit", perSiemens);
        Draw draw = reader.Choice("draw", Draw.Normal);
        (int? count, LevelSampling sampling) = LevelTableKind.Sampling(reader);
        string? readingsName = reader.OptionalText("readings");
        if ((draw == Draw.Readings) != (readingsName is not null))
        {
            reader.Complain(readingsName is null ? "draw" : "readings", readingsName is null
                ? "needs 'readings', the file of them."
                : "has no effect without 'draw: readings'.");
            return null;
        }

        int before = reader.ComplaintCount;
        string? table = FilePath.Named(reader, "table", reader.Text("table"));
        string? readings = readingsName is null ? null : FilePath.Named(reader, "readings", readingsName);
        if (reader.ComplaintCount > before)
        {
            return null;
        }

        try
        {
            ConductanceLevels levels = Levels(NumberTable.Load(table!), factor);
            LevelTableKind.CheckPlausible(reader, levels);
            if (!LevelTableKind.SamplingFits(reader, levels, count, sampling))
            {
                return null;
            }

            LevelTableDevice model = readings is null ? new(name, levels) : new(name, levels, Readings(readings, factor, levels.Count));
            return new DeviceDefinition(model, LevelTableKind.SpreadOf(levels))
            {
                Selection = count is { } kept ? new LevelSelection(kept, sampling) : null,
            };
        }
        catch (InputException fault)
        {
            reader.Complain(fault.Complaints);
            return null;
        }
    }

    private static ConductanceLevels Levels(NumberTable table, double factor)
    {
        int mean = Column(table, "mean");
        int sigma = Column(table, "sigma");
        List<Complaint> complaints = [];
        for (int row = 0; row < table.Rows.Count; row++)
        {
            double[] numbers = table.Rows[row];
            if (numbers[mean] < 0 || (row > 0 && numbers[mean] <= table.Rows[row - 1][mean]))
            {
                complaints.Add(new Complaint(table.Location(row, mean), "mean", $"{ExactText.Number(numbers[mean])} is negative or not above the mean before it."));
            }

            if (numbers[sigma] < 0)
            {
                complaints.Add(new Complaint(table.Location(row, sigma), "sigma", $"{ExactText.Number(numbers[sigma])} is negative."));
            }
        }

        if (complaints.Count == 0 && table.Rows[^1][mean] == 0)
        {
            complaints.Add(new Complaint(SourceLocation.WholeFile(table.File), "", "every level is zero."));
        }

        return complaints.Count > 0
            ? throw new InputException(complaints.Take(20))
            : new ConductanceLevels([.. table.Rows.Select(row => row[mean] * factor)], [.. table.Rows.Select(row => row[sigma] * factor)]);
    }

    private static List<double[]> Readings(string file, double factor, int levels)
    {
        MeasurementTable table = MeasurementTable.Load(file, 0);
        table.CheckShape();
        int level = Column(table.Names, file, "level");
        int reading = Column(table.Names, file, "reading");
        double[] numbers = table.Numbers(level);
        double[] values = table.Numbers(reading);
        List<double>[] readings = [.. Enumerable.Range(0, levels).Select(_ => new List<double>())];
        for (int row = 0; row < numbers.Length && !table.HasEnough; row++)
        {
            if (numbers[row] != Math.Floor(numbers[row]) || numbers[row] < 1 || numbers[row] > levels)
            {
                table.Complain(table.LocationOf(row, level), "level", $"{ExactText.Number(numbers[row])} is not a level from 1 to {levels}.");
                continue;
            }

            readings[(int)numbers[row] - 1].Add(values[row] * factor);
        }

        table.ThrowIfAny();
        int empty = Array.FindIndex(readings, each => each.Count == 0);
        return empty < 0
            ? [.. readings.Select(each => each.ToArray())]
            : throw table.Whole($"level {empty + 1} has no reading.");
    }

    private static int Column(NumberTable table, string name) => Column(table.Columns, table.File, name);

    private static int Column(IReadOnlyList<string> names, string file, string name)
    {
        int column = names.ToList().IndexOf(name);
        return column >= 0 ? column : throw new InputException(SourceLocation.WholeFile(file), "", $"there is no column '{name}'. {NearestName.Hint(name, [.. names])}");
    }
}
