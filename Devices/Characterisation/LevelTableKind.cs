using System.Collections.Immutable;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>kind: level-table</c>: the levels of a measurement file.</summary>
internal static class LevelTableKind
{
    private const double HighestPlausible = 1; // siemens: an ohm
    private const double LowestPlausible = 1e-12; // siemens: a teraohm

    private static readonly IReadOnlyDictionary<string, double> PerSiemens = new Dictionary<string, double>
    {
        ["S"] = 1, ["mS"] = 1e3, ["uS"] = 1e6, ["nS"] = 1e9, ["\u00B5S"] = 1e6, ["\u03BCS"] = 1e6,
    };

    public static DeviceDefinition? Read(DocumentReader reader, string name)
    {
        if (reader.Has("table"))
        {
            return FittedLevelTable.Read(reader, name, PerSiemens);
        }

        int before = reader.ComplaintCount;
        string data = reader.Text("data");
        double perSiemens = reader.Choice("unit", PerSiemens);
        bool? pulseNumbers = reader.Has("pulse-number") ? reader.Flag("pulse-number") : null;
        Monotone monotone = reader.Choice("monotone", Monotone.Required);
        bool sigmaGiven = reader.Has("sigma");
        (Conductance absolute, double relative) = reader.Spread("sigma", optional: true);
        (int? count, LevelSampling sampling) = Sampling(reader);

        if (data.Length == 0 || FilePath.Named(reader, "data", data) is not string file)
        {
            return null;
        }

        ReadingsTable table;
        ConductanceLevels levels;
        try
        {
            table = ReadingsFile.Load(file, pulseNumbers);
            if (reader.ComplaintCount > before)
            {
                return null;
            }

            levels = MeasuredLevels.From(
                table, perSiemens, monotone, mean => absolute.Siemens + (relative * mean));
        }
        catch (InputException e)
        {
            reader.Complain(e.Complaints);
            return null;
        }

        bool single = table.Rows[0].Readings.Length == 1;
        if (sigmaGiven && !single)
        {
            reader.Complain("sigma", "has no effect: every row has repeated readings, which give the sigma.");
        }

        CheckPlausible(reader, levels);
        if (!SamplingFits(reader, levels, count, sampling))
        {
            return null;
        }

        return new DeviceDefinition(new LevelTableDevice(name, levels), SpreadOf(levels))
        {
            Selection = count is { } kept ? new LevelSelection(kept, sampling) : null,
            Notes = Notes(table, levels, single && !sigmaGiven),
        };
    }

    /// <summary>How many levels are to be used, and which.</summary>
    public static (int? Count, LevelSampling Sampling) Sampling(DocumentReader reader)
    {
        int? count = reader.Has("levels") ? reader.Integer("levels", int.MinValue, int.MaxValue) : null;
        LevelSampling sampling = reader.Choice("sampling", LevelSampling.Uniform);
        if (count is null && reader.Has("sampling"))
        {
            reader.Complain("sampling", "has no effect without 'levels'.");
        }

        return (count, sampling);
    }

    /// <summary>Whether a table has the levels that are to be used; complains where not.</summary>
    public static bool SamplingFits(DocumentReader reader, ConductanceLevels levels, int? count, LevelSampling sampling)
    {
        if (count < 1 || count > levels.Count)
        {
            reader.Complain("levels", $"{count} is not between 1 and {levels.Count}, the levels of the table.");
            return false;
        }

        if (count == 1 && sampling == LevelSampling.Random && levels.Means[0] == 0)
        {
            reader.Complain("sampling", "could leave the level of 0 S alone; take it uniformly, or two levels or more.");
            return false;
        }

        return true;
    }

    internal static void CheckPlausible(DocumentReader reader, ConductanceLevels levels)
    {
        double highest = levels.Means[^1];
        if (highest > HighestPlausible)
        {
            reader.Complain("unit", FormattableString.Invariant($"makes the highest level {highest:G4} S; did you mean uS?"));
        }
        else if (highest < LowestPlausible)
        {
            reader.Complain("unit", FormattableString.Invariant($"makes the highest level {highest:G4} S; did you mean S?"));
        }
    }

    internal static string SpreadOf(ConductanceLevels levels)
    {
        double lowest = levels.Sigmas[levels.Steadiest];
        double highest = levels.Sigmas.ToArray().Max();
        string least = FormattableString.Invariant($"{lowest * 1e6:0.####}");
        string most = FormattableString.Invariant($"{highest * 1e6:0.####}");
        return highest == 0 ? "none" : least == most ? $"{most} uS" : $"{least} to {most} uS";
    }

    private static ImmutableArray<string> Notes(ReadingsTable table, ConductanceLevels levels, bool noSigma)
    {
        List<string> notes = [];
        if (table.PulseNumbersDetected)
        {
            notes.Add("The first column counts, so it was taken for the pulse number; 'pulse-number: true' or 'false' settles it.");
        }

        if (levels.Count < table.Rows.Count)
        {
            notes.Add($"Of {table.Rows.Count} rows {levels.Count} have a mean of their own; of equal ones the first counts.");
        }

        if (noSigma)
        {
            notes.Add("Every row has one reading and no 'sigma' is given: programming hits every level exactly.");
        }

        return [.. notes];
    }
}
