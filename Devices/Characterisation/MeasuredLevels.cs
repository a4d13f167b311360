using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Whether the rows of a measurement must be one branch of the curve.</summary>
public enum Monotone
{
    /// <summary>The row means go in one direction, but for falling back by at most a tenth of their range.</summary>
    Required,

    /// <summary>Rows in any order.</summary>
    Any,
}

/// <summary>Makes a level table of repeated readings: a level per row, by mean and population standard deviation.</summary>
internal static class MeasuredLevels
{
    /// <summary>The part of the range of means by which a branch may fall back: noise, not a turn.</summary>
    private const double FallBack = 0.1;

    /// <summary>The levels of a table, by mean ascending; of rows with equal means the first counts.</summary>
    /// <param name="table">The readings.</param>
    /// <param name="perSiemens">How many units of the file make one siemens.</param>
    /// <param name="monotone">Whether the rows must be one branch.</param>
    /// <param name="singleSigma">Standard deviation, in siemens, of a row of a single reading, given its mean.</param>
    /// <exception cref="InputException">The rows are two branches, or all zero.</exception>
    public static ConductanceLevels From(
        ReadingsTable table, double perSiemens, Monotone monotone, Func<double, double> singleSigma)
    {
        double[] means = [.. table.Rows.Select(row => row.Readings.Average() / perSiemens)];
        double[] sigmas = [.. table.Rows.Select((row, i) => row.Readings.Length == 1
            ? singleSigma(means[i])
            : PopulationSigma(row.Readings) / perSiemens)];
        if (means.Max() == 0)
        {
            throw new InputException(SourceLocation.WholeFile(table.File), "", "every level is zero.");
        }

        if (monotone == Monotone.Required)
        {
            CheckBranch(table, means);
        }

        int[] order = [.. Enumerable.Range(0, means.Length).OrderBy(i => means[i])];
        int[] distinct = [.. order.Where((row, i) => i == 0 || means[row] > means[order[i - 1]])];
        return new ConductanceLevels(
            Array.ConvertAll(distinct, row => means[row]), Array.ConvertAll(distinct, row => sigmas[row]));
    }

    private static double PopulationSigma(double[] readings)
    {
        double mean = readings.Average();
        return Math.Sqrt(readings.Sum(reading => (reading - mean) * (reading - mean)) / readings.Length);
    }

    private static void CheckBranch(ReadingsTable table, double[] means)
    {
        double allowed = FallBack * (means.Max() - means.Min());
        double lowest = means[0];
        double highest = means[0];
        int direction = 0;
        for (int i = 1; i < means.Length; i++)
        {
            if (direction == 0)
            {
                direction = means[i] - lowest > allowed ? 1 : highest - means[i] > allowed ? -1 : 0;
            }
            else if (direction > 0 ? highest - means[i] > allowed : means[i] - lowest > allowed)
            {
                (string before, double end, string here) = direction > 0 ? ("rise", highest, "fall") : ("fall", lowest, "rise");
                throw new InputException(
                    new SourceLocation(table.File, table.Rows[i].Line, table.Rows[i].Column),
                    "",
                    $"the row means {before} to {Conductance.FromSiemens(end)} and {here} to {Conductance.FromSiemens(means[i])} here: " +
                    "these are two branches. Keep one, or say 'monotone: any'.");
            }

            lowest = Math.Min(lowest, means[i]);
            highest = Math.Max(highest, means[i]);
        }
    }
}
