using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>How far from one half a probability is that does not belong to a tail.</summary>
    internal const double CentralReach = 0.425;

    /// <summary>The number below which a standard normal variable falls with the given probability.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    /// <remarks>
    /// Algorithm AS 241 (PPND16), relative error about 1e-16: M. J. Wichura, "The percentage points of the normal
    /// distribution", Appl. Statist. 37 (1988) 477-484, <see href="https://doi.org/10.2307/2347330"/>.
    /// </remarks>
    public static double Quantile(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= CentralReach)
        {
            return NormalRatios<DrawLanesScalar, double>.Central(q);
        }

        double tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1.0 - probability));
        double value = tail <= 5.0
            ? NormalRatios<DrawLanesScalar, double>.NearTail(tail)
            : NormalRatios<DrawLanesScalar, double>.FarTail(tail);
        return q < 0 ? -value : value;
    }
}
