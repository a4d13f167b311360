using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Characterisation.Fitting;

/// <summary>Requests as the command line makes them.</summary>
internal static class FitSettings
{
    /// <summary>A request from a command line: <c>--kind levels --unit S --where a=1</c>; quoted texts may have blanks.</summary>
    public static FitRequest Request(string folder, string file, string options) => new()
    {
        Files = [.. file.Split('|').Select(name => Path.Combine(folder, name))],
        Settings = Node(options),
        Name = "cell",
        Folder = Path.Combine(folder, "out"),
        Command = $"crossbarsim device fit {file} {options}",
    };

    private static MappingNode Node(string options)
    {
        SourceLocation place = SourceLocation.WholeFile("device fit");
        List<MappingEntry> entries = [];
        string[] words = [.. options.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        for (int i = 0; i < words.Length; i++)
        {
            bool flag = i + 1 == words.Length || words[i + 1].StartsWith("--", StringComparison.Ordinal);
            string value = flag ? "true" : words[i + 1];
            DocumentNode node = words[i] == "--where"
                ? new SequenceNode(place, [new ScalarNode(place, value, true)])
                : new ScalarNode(place, value, true);
            entries.Add(new MappingEntry(words[i], place, node));
            i += flag ? 0 : 1;
        }

        return new MappingNode(place, entries);
    }
}
