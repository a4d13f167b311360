namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>The nearest of some levels, the rule of least squared error.</summary>
internal static class NearestLevel
{
    /// <summary>The middles between neighbouring levels.</summary>
    /// <param name="levels">In ascending order.</param>
    public static double[] Thresholds(IReadOnlyList<double> levels) => [.. levels.Zip(levels.Skip(1), (low, high) => (low + high) / 2)];

    /// <summary>The index of the nearest level; from the middle the lower one.</summary>
    /// <param name="value">A number.</param>
    /// <param name="thresholds">The middles between levels, in ascending order.</param>
    public static int Of(double value, double[] thresholds)
    {
        (int low, int high) = (0, thresholds.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = thresholds[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
