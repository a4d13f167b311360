using System.Text;
using CrossbarSim.Devices.Characterisation.Measurements;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary><c>device fit --kind levels</c>: repeated readings of levels become a level table.</summary>
internal static class LevelsKind
{
    private const int MaximumReadings = 400_000; // of the file of readings: 8 MiB

    public static FittedPart Fit(MeasurementSettings settings)
    {
        DocumentReader reader = settings.Reader;
        double misread = reader.Percentage("--misread", 1e-9, 0.4999, 0.01);
        bool keep = reader.Flag("--keep-readings", false);
        LevelMeasurement measured = LevelMeasurement.Read(settings);
        LevelReadings[] usable = [.. measured.Levels.Where(level => level.Siemens.Length > 1)];
        string[] single = [.. measured.Levels.Where(level => level.Siemens.Length == 1).Select(level => level.Label)];
        if (single.Length > 0)
        {
            settings.LeaveOut($"{Some("level", single)} with one reading, which has no spread");
        }

        if (usable.Length == 0)
        {
            throw new InputException(SourceLocation.WholeFile(settings.Files[0].Name), "", "no level has two readings or more; a spread needs them.");
        }

        LevelReadings[] distinct = [.. usable.GroupBy(level => Sample.Mean(level.Siemens)).OrderBy(group => group.Key).Select(group => group.First())];
        if (distinct.Length < usable.Length)
        {
            settings.LeaveOut($"{usable.Length - distinct.Length} levels whose mean is exactly that of another");
        }

        LevelReadings[] negative = [.. distinct.Where(level => Sample.Mean(level.Siemens) < 0)];
        if (negative.Length > 0)
        {
            settings.LeaveOut($"{Some("level", [.. negative.Select(level => level.Label)])} with a negative mean");
            distinct = [.. distinct.Except(negative)];
        }

        LevelsFit fit = LevelsFit.Of([.. distinct.Select(level => level.Label)], [.. distinct.Select(level => level.Siemens)], misread);
        int readings = distinct.Sum(level => level.Siemens.Length);
        if (keep && readings > MaximumReadings)
        {
            reader.Complain("--keep-readings", ExactText.Of($"{readings} readings are more than the {MaximumReadings} that are kept."));
        }

        List<(string, string)> files = [(".csv", Table(fit))];
        if (keep)
        {
            files.Add((".readings.csv", Readings(distinct)));
        }

        return new FittedPart
        {
            Section = null,
            Fit = Provenance(settings, measured, fit, readings),
            Files = [.. files],
            Report = [.. Report(measured, fit)],
            Write = yaml =>
            {
                yaml.Plain("table", "$NAME.csv");
                yaml.Plain("unit", "S");
                if (keep)
                {
                    yaml.Plain("readings", "$NAME.readings.csv");
                    yaml.Plain("draw", "readings");
                }
            },
        };
    }

    /// <summary>A noun with its names, the first of them only where there are many.</summary>
    internal static string Some(string noun, IReadOnlyList<string> names) => names.Count switch
    {
        1 => $"{noun} {names[0]}",
        <= 5 => $"{noun}s {string.Join(", ", names)}",
        _ => ExactText.Of($"{names.Count} {noun}s ({string.Join(", ", names.Take(3))}, ...)"),
    };

    /// <summary>Where the means turn back: the labels at which they do, in the order of the file.</summary>
    internal static IReadOnlyList<string> Turns(IReadOnlyList<LevelReadings> levels)
    {
        double[] means = [.. levels.Select(level => Sample.Mean(level.Siemens))];
        int direction = Math.Sign(means[^1] - means[0]);
        return [.. Enumerable.Range(1, means.Length - 1).Where(i => Math.Sign(means[i] - means[i - 1]) == -direction).Select(i => levels[i].Label)];
    }

    private static FitProvenance Provenance(MeasurementSettings settings, LevelMeasurement measured, LevelsFit fit, int readings)
    {
        double[] separations = [.. fit.Separations.Where(double.IsFinite)];
        return new FitProvenance
        {
            Kind = "levels",
            Files = [.. settings.Files],
            Rows = settings.Rows,
            RowsUsed = settings.RowsUsed,
            Unit = measured.Unit,
            Range = ExactText.Of($"{fit.Levels[0].Mean.Value * 1e6:G6} to {fit.Levels[^1].Mean.Value * 1e6:G6} uS, {readings} readings of {fit.Levels.Length} levels"),
            LeftOut = [.. settings.LeftOut],
            Goodness =
            [
                ("levels-apart", fit.Apart.Length),
                ("misread", fit.Misread),
                .. separations.Length > 0 ? [("least-separation", separations.Min()), ("median-separation", Median(separations))] : Array.Empty<(string, double)>(),
                ("skewed-levels", fit.Skewed),
                ("turns", Turns(measured.Levels).Count),
            ],
        };
    }

    private static double Median(double[] values) => Sample.Quantile([.. values.Order()], 0.5);

    private static IEnumerable<string> Report(LevelMeasurement measured, LevelsFit fit)
    {
        int[] counts = [.. fit.Levels.Select(level => level.Count)];
        yield return ExactText.Of($"{fit.Levels.Length} levels from {fit.Levels[0].Mean.Value * 1e6:G5} to {fit.Levels[^1].Mean.Value * 1e6:G5} uS, {(counts.Min() == counts.Max() ? $"{counts[0]}" : $"{counts.Min()} to {counts.Max()}")} readings each.");
        yield return ExactText.Of($"{fit.Apart.Length} of them can be told apart with at most {fit.Misread * 100:G3} % of reads wrong on either side.");
        double worst = fit.Levels.Max(level => (level.Sigma.Upper - level.Sigma.Lower) / 2 / level.Sigma.Value is var part && double.IsFinite(part) ? part : 0);
        yield return ExactText.Of($"The spread of a level is known to {worst * 100:G2} % or better.");
        if (fit.Skewed > 0.05 * fit.Levels.Length)
        {
            yield return ExactText.Of($"{fit.Skewed} levels are skewed beyond chance: a normal draw does not have their shape; --keep-readings draws from the readings themselves.");
        }

        if (Turns(measured.Levels) is { Count: > 0 } turns)
        {
            yield return $"Not monotone: the means turn back at {Some("level", turns)}.";
        }

        int typical = counts.Order().ElementAt(counts.Length / 2);
        string[] few = [.. fit.Levels.Where(level => level.Count < typical / 2).Select(level => level.Label)];
        if (few.Length > 0)
        {
            yield return ExactText.Of($"Short: {Some("level", few)} with fewer than half of the usual {typical} readings.");
        }
    }

    private static string Table(LevelsFit fit)
    {
        StringBuilder text = new("# Levels fitted to readings, in siemens: mean and its 95 % interval, standard deviation (n - 1) and its interval,\n# number of readings, skewness, and how many standard deviations the next level is away (d').\n");
        text.Append("mean,mean-lower,mean-upper,sigma,sigma-lower,sigma-upper,n,skewness,separation\n");
        for (int i = 0; i < fit.Levels.Length; i++)
        {
            LevelEstimate level = fit.Levels[i];
            double separation = i < fit.Separations.Length && double.IsFinite(fit.Separations[i]) ? fit.Separations[i] : 0;
            text.AppendJoin(',', new[]
            {
                level.Mean.Value, level.Mean.Lower, level.Mean.Upper, level.Sigma.Value, level.Sigma.Lower, level.Sigma.Upper,
                level.Count, level.Skewness, separation,
            }.Select(ExactText.Number)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>All readings, long: the number of the level in the table, from 1, and the reading in siemens.</summary>
    private static string Readings(LevelReadings[] levels)
    {
        StringBuilder text = new("# Readings, in siemens, by the number of their level in the table beside this file.\nlevel,reading\n");
        for (int i = 0; i < levels.Length; i++)
        {
            foreach (double reading in levels[i].Siemens)
            {
                text.Append(ExactText.Of($"{i + 1},")).Append(ExactText.Number(reading)).Append('\n');
            }
        }

        return text.ToString();
    }
}
