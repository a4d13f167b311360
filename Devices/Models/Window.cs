using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Models;

/// <summary>The check every model makes of its conductance window.</summary>
internal static class Window
{
    /// <summary>The upper end, once both ends are known to be finite, non-negative and in order.</summary>
    public static Conductance Checked(Conductance lowest, Conductance highest)
    {
        if (!double.IsFinite(lowest.Siemens) || lowest.Siemens < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(lowest), lowest, "A lowest conductance is finite and zero or more.");
        }

        if (!double.IsFinite(highest.Siemens) || highest <= lowest)
        {
            throw new ArgumentOutOfRangeException(nameof(highest), highest, $"A highest conductance is finite and above the lowest, {lowest}.");
        }

        return highest;
    }
}
