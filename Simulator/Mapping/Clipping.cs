namespace CrossbarSim.Simulator.Mapping;

/// <summary>Saturation of relative weights, counted.</summary>
internal static class Clipping
{
    /// <summary>Rounding of the scale may carry the largest weight past 1 by a few ulps: that is not saturation.</summary>
    private const double Slack = 1e-12;

    public static double ToUnit(double part, ref int clipped)
    {
        if (Math.Abs(part) > 1.0 + Slack)
        {
            clipped++;
        }

        return Math.Clamp(part, -1.0, 1.0);
    }
}
