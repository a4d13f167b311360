using System.Numerics;
using System.Runtime.InteropServices;

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

    /// <summary>Saturates many.</summary>
    /// <returns>How many were beyond.</returns>
    public static int ToUnit(Span<double> parts)
    {
        int clipped = 0;
        Span<Vector<double>> many = MemoryMarshal.Cast<double, Vector<double>>(parts);
        for (int i = 0; i < many.Length; i++)
        {
            if (Vector.GreaterThanAny(Vector.Abs(many[i]), Vector<double>.One))
            {
                One(parts.Slice(i * Vector<double>.Count, Vector<double>.Count), ref clipped);
            }
        }

        One(parts[(many.Length * Vector<double>.Count)..], ref clipped);
        return clipped;

        static void One(Span<double> some, ref int clipped)
        {
            foreach (ref double part in some)
            {
                part = ToUnit(part, ref clipped);
            }
        }
    }
}
