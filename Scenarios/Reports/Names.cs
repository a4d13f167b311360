using System.Text.Json;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>Names as scenarios spell them.</summary>
internal static class Names
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
