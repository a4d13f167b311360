using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>The keys of kinds that have a window and may have levels at equal distances in it.</summary>
internal static class WindowKeys
{
    /// <summary>The most levels a window is divided into.</summary>
    private const int MaximumLevels = 65536;

    /// <summary><c>lowest</c> and <c>highest</c>; null after a complaint.</summary>
    public static (Conductance Lowest, Conductance Highest)? Read(DocumentReader reader)
    {
        int before = reader.ComplaintCount;
        Conductance lowest = reader.Conductance("lowest");
        Conductance highest = reader.Conductance("highest", max: Conductance.FromSiemens(1));
        if (reader.ComplaintCount > before)
        {
            return null;
        }

        if (highest > lowest)
        {
            return (lowest, highest);
        }

        reader.Complain("highest", $"{highest} is not above the lowest, {lowest}.");
        return null;
    }

    /// <summary><c>levels</c>, or null where absent.</summary>
    public static int? Levels(DocumentReader reader) =>
        reader.Has("levels") ? reader.Integer("levels", 2, MaximumLevels) : null;
}
