namespace CrossbarSim.Devices.Documents;

/// <summary>A section: keys and their values, in the order written. Never changed, only replaced.</summary>
public sealed class MappingNode : DocumentNode
{
    private readonly Dictionary<string, MappingEntry> _byKey;

    /// <summary>A section with the given entries.</summary>
    /// <param name="location">Where it begins.</param>
    /// <param name="entries">The entries, in order; no key twice.</param>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public MappingNode(SourceLocation location, IEnumerable<MappingEntry> entries)
        : base(location)
    {
        Entries = [.. entries];
        _byKey = Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    /// <summary>The entries, in order.</summary>
    public IReadOnlyList<MappingEntry> Entries { get; }

    internal override string Noun => "a section";

    /// <summary>The entry of a key, or null.</summary>
    public MappingEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The value at a dotted path, as in <c>tile.rows</c>, or null.</summary>
    public DocumentNode? At(string path)
    {
        DocumentNode? node = this;
        foreach (string key in path.Split('.'))
        {
            node = (node as MappingNode)?.Find(key)?.Value;
        }

        return node;
    }

    /// <summary>This section with the value at a dotted path replaced; sections on the way are made as needed.</summary>
    /// <param name="path">As in <c>tile.adc.bits</c>.</param>
    /// <param name="node">The new value.</param>
    /// <exception cref="InputException">The path leads through a value or a list.</exception>
    public MappingNode With(string path, DocumentNode node) => With(path.Split('.'), 0, node);

    /// <summary>Two sections laid over each other: sections are merged key by key, all else is replaced.</summary>
    /// <param name="lower">Gives what <paramref name="upper"/> does not say, and the order of its keys.</param>
    /// <param name="upper">Wins. Its own keys come last.</param>
    /// <returns>A section at the place of <paramref name="upper"/>, whose nodes keep the places they came from.</returns>
    public static MappingNode Merge(MappingNode lower, MappingNode upper)
    {
        List<MappingEntry> entries = [];
        foreach (MappingEntry entry in lower.Entries)
        {
            MappingEntry? over = upper.Find(entry.Key);
            entries.Add(over switch
            {
                null => entry,
                { Value: MappingNode above } when entry.Value is MappingNode below =>
                    over with { Value = Merge(below, above) },
                _ => over,
            });
        }

        entries.AddRange(upper.Entries.Where(entry => lower.Find(entry.Key) is null));
        return new MappingNode(upper.Location, entries);
    }

    private MappingNode With(string[] path, int depth, DocumentNode node)
    {
        string key = path[depth];
        MappingEntry? old = Find(key);
        DocumentNode value = node;
        if (depth + 1 < path.Length)
        {
            MappingNode section = old?.Value switch
            {
                null => new MappingNode(node.Location, []),
                MappingNode mapping => mapping,
                { } other => throw new InputException(
                    node.Location,
                    string.Join('.', path),
                    $"'{string.Join('.', path[..(depth + 1)])}' is {other.Noun} at {other.Location}, not a section with keys."),
            };
            value = section.With(path, depth + 1, node);
        }

        MappingEntry entry = old is null ? new(key, node.Location, value) : old with { Value = value };
        return new MappingNode(
            Location, old is null ? Entries.Append(entry) : Entries.Select(each => each.Key == key ? entry : each));
    }
}

/// <summary>A key of a section and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyLocation">Where the key stands.</param>
/// <param name="Value">The value.</param>
public sealed record MappingEntry(string Key, SourceLocation KeyLocation, DocumentNode Value);
