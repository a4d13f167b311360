namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>A series as a line of block characters, for a terminal.</summary>
public static class Sparkline
{
    private const string Blocks = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

    /// <summary>The line: at most so many characters, each the mean of the values it stands for.</summary>
    /// <param name="values">Finite numbers; none makes an empty line.</param>
    /// <param name="width">One or more.</param>
    public static string Of(IReadOnlyList<double> values, int width = 60)
    {
        int count = Math.Min(width, values.Count);
        double[] means = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(i * values.Count / count, ((i + 1) * values.Count / count) - (i * values.Count / count)).Average(at => values[at]))];
        if (count == 0)
        {
            return "";
        }

        (double low, double high) = (means.Min(), means.Max());
        return string.Concat(means.Select(mean => Blocks[high > low ? Math.Min(7, (int)(8 * (mean - low) / (high - low))) : 3]));
    }
}
