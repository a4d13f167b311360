using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Converters;

/// <summary>Where the codes of a converter begin, and where errors move that to.</summary>
internal static class AdcThresholds
{
    /// <summary>The current at which each code from 1 on begins, in amperes, not falling.</summary>
    public static double[] Of(IAdc adc)
    {
        switch (adc)
        {
            case TableAdc table:
                return table.Thresholds.ToArray();
            case DistortedAdc distorted:
                return distorted.Thresholds.ToArray();
        }

        double[] thresholds = new double[adc.Codes - 1];
        for (int i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = adc is ILinearAdc linear
                ? linear.Origin + ((i + 0.5 - linear.OriginCode) / linear.CodesPerAmpere)
                : Find(adc, i + 1);
        }

        return thresholds;
    }

    /// <summary>Independent steps: each is wider or narrower by σ·z LSB, none less than nothing; together they are as wide as before.</summary>
    public static void DisplaceSteps(Span<double> thresholds, double lsb, double dnl, RandomKey key)
    {
        double[] steps = new double[thresholds.Length - 1];
        key.FillNormal(steps);
        for (int i = 0; i < steps.Length; i++)
        {
            steps[i] = Math.Max(0, thresholds[i + 1] - thresholds[i] + (dnl * lsb * steps[i]));
        }

        double whole = thresholds[^1] - thresholds[0];
        double sum = steps.Sum();
        for (int i = 0; sum > 0 && i < steps.Length - 1; i++)
        {
            thresholds[i + 1] = Math.Min(thresholds[i] + (steps[i] * whole / sum), thresholds[^1]);
        }
    }

    /// <summary>A bow of half a sine between the first and the last threshold, which stay where they are.</summary>
    /// <param name="thresholds">In amperes; changed.</param>
    /// <param name="peak">Displacement in the middle, in amperes, of either sign.</param>
    public static void Bow(Span<double> thresholds, double peak)
    {
        for (int i = 1; i < thresholds.Length - 1; i++)
        {
            double bent = thresholds[i] + (peak * Math.Sin(Math.PI * i / (thresholds.Length - 1)));
            thresholds[i] = Math.Clamp(bent, thresholds[i - 1], thresholds[^1]);
        }
    }

    /// <summary>By bisection over the range: for converters that say no more than the code of a current.</summary>
    private static double Find(IAdc adc, int code)
    {
        (double low, double high) = adc.Range;
        for (double middle = low + ((high - low) / 2); middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            (low, high) = adc.Code(middle) >= code ? (low, middle) : (middle, high);
        }

        return low;
    }
}
