using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Complaints that several sections make.</summary>
internal static class Complaints
{
    /// <summary>Complains about a name that means nothing, and lists those that do.</summary>
    public static void ComplainUnknown(this DocumentReader reader, string key, string what, string name, IEnumerable<string> known) =>
        reader.Complain(key, $"no {what} is called '{name}'. {NearestName.Hint(name, [.. known.Order(StringComparer.Ordinal)])}");

    /// <summary>Complains about a key that is there and would change nothing.</summary>
    public static void ComplainIfPresent(this DocumentReader reader, string key, string problem)
    {
        if (reader.Has(key))
        {
            reader.Complain(key, problem);
        }
    }
}
