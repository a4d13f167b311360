using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>A node on one line, for tables.</summary>
internal static class FlowText
{
    public static string Of(DocumentNode node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        SequenceNode sequence => $"[{string.Join(", ", sequence.Items.Select(Of))}]",
        MappingNode mapping => $"{{{string.Join(", ", mapping.Entries.Select(entry => $"{entry.Key}: {Of(entry.Value)}"))}}}",
        _ => "",
    };
}
