using System.CommandLine;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Commands;

/// <summary><c>crossbarsim list</c>: what scenarios can refer to by name.</summary>
internal static class ListCommand
{
    public static Command Create() => new("list", "List what scenarios can name.")
    {
        Listing("devices", "Memory cells.", all => all.Devices.List().Select(device => (device.Name, DeviceSummary.Of(device)))),
        Listing("datasets", "Data sets.", all => all.Datasets.Sources.Select(source => (source.Name, source.Description))),
        Listing("models", "Networks.", all => all.Models.Kinds.Values.Select(kind => (kind.Name, kind.Description))),
        Listing("mappings", "Ways to turn weights into conductances.", all => all.Mappings.Kinds.Values.Select(kind => (kind.Name, kind.Description))),
        Listing("adcs", "Analog-to-digital converters.", all => all.Converters.All),
        Listing("quantizers", "Quantizers of weights and of activations.", all => all.Quantizers.Kinds.Values.Select(kind => (kind.Name, $"{Roles(kind)}: {kind.Formula}"))),
        Listing("ranges", "Ways to find the range of a uniform quantizer.", all => all.Ranges.Rules.Values.Select(rule => (rule.Name, rule.Description))),
    };

    /// <summary>What a quantizer is for, and its bits, as in <c>weights, activations, 2 to 16 bits</c>.</summary>
    private static string Roles(QuantizerKind kind)
    {
        string roles = string.Join(", ", new[] { QuantizerRoles.Weights, QuantizerRoles.Activations }.Where(role => kind.Roles.HasFlag(role)).Select(KebabCase.Of));
        return kind.Bits is (int fewest, int most) ? $"{roles}, {fewest} to {most} bits" : roles;
    }

    private static Command Listing(string name, string description, Func<StudyEnvironment, IEnumerable<(string Name, string Text)>> entries)
    {
        Command command = new(name, description) { SharedOptions.DeviceData, SharedOptions.Devices };
        command.SetAction(parsed => Write(entries(SharedOptions.EnvironmentOf(parsed))));
        return command;
    }

    /// <summary>Names and what they are, in alphabetical order, one a line.</summary>
    public static void Write(IEnumerable<(string Name, string Text)> entries)
    {
        (string Name, string Text)[] found = [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        int width = found.Max(entry => entry.Name.Length);
        foreach ((string entry, string text) in found)
        {
            Console.WriteLine($"{entry.PadRight(width)}  {text}");
        }
    }
}
