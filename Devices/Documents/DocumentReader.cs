namespace CrossbarSim.Devices.Documents;

/// <summary>Reads the keys of a section, and notes every fault instead of stopping at the first.</summary>
/// <remarks>
/// Each method asks for one key. Where the key is missing or its value will not do, a complaint is noted and a harmless
/// value returned, so that all faults of a file are reported at once; <see cref="Read"/> throws at the end. A key that
/// nobody asked for is a fault too. A method with a <c>fallback</c> is for an optional key: the fallback is returned
/// where the key is absent; without one (null) the key is required. A key without a value counts as a fault, not as absent.
/// </remarks>
public sealed partial class DocumentReader
{
    private readonly Reading _reading;
    private readonly string _noun;
    private readonly IReadOnlyList<MappingEntry> _entries;
    private readonly Dictionary<string, MappingEntry> _byKey;
    private readonly List<string> _known = [];
    private readonly Dictionary<string, DocumentReader> _sections = new(StringComparer.Ordinal);
    private bool _ignoreRest;

    private DocumentReader(Reading reading, DocumentNode node, string path, IReadOnlyList<MappingEntry> entries)
    {
        _reading = reading;
        _entries = entries;
        _noun = node.Noun;
        Path = path;
        SectionLocation = node.Location;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        reading.Opened.Add(this);
    }

    /// <summary>The dotted key of this section, as in <c>tile.adc</c>; empty for the document itself.</summary>
    public string Path { get; }

    /// <summary>Where the section begins.</summary>
    public SourceLocation SectionLocation { get; }

    /// <summary>The keys that are present, in the order written. Looking at them asks for none.</summary>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <summary>How many faults were noted so far, in the whole document. For asking whether what was read will do.</summary>
    public int ComplaintCount => _reading.Complaints.Count;

    /// <summary>Reads a whole document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="read">Asks for the keys and builds the result.</param>
    /// <exception cref="InputException">There was something to complain about, or a key nobody asked for.</exception>
    public static T Read<T>(MappingNode root, Func<DocumentReader, T> read)
    {
        Reading reading = new();
        T result = read(new DocumentReader(reading, root, "", root.Entries));
        for (int i = 0; i < reading.Opened.Count; i++)
        {
            reading.Opened[i].Finish();
        }

        if (reading.Complaints.Count > 0)
        {
            throw new InputException(reading.Complaints.Distinct()
                .OrderBy(complaint => complaint.Location.File, StringComparer.Ordinal)
                .ThenBy(complaint => complaint.Location.Line)
                .ThenBy(complaint => complaint.Location.Column));
        }

        return result;
    }

    /// <summary>Whether a key is present. It counts as asked for.</summary>
    public bool Has(string key) => Ask(key) is not null;

    /// <summary>Whether a key is present and its value is just this text, as in <c>bits: ideal</c>.</summary>
    public bool Is(string key, string text) => Ask(key)?.Value is ScalarNode scalar && scalar.Text == text;

    /// <summary>The node of a key, or null. It counts as asked for; nothing is complained about.</summary>
    public DocumentNode? Node(string key) => Ask(key)?.Value;

    /// <summary>Where the value of a key stands; the section itself where the key is absent.</summary>
    public SourceLocation Location(string key) =>
        _byKey.TryGetValue(key, out MappingEntry? entry) ? entry.Value.Location : SectionLocation;

    /// <summary>Notes a fault in the value of a key.</summary>
    /// <param name="key">The key; empty for the section itself.</param>
    /// <param name="problem">A sentence, with its full stop.</param>
    public void Complain(string key, string problem) =>
        _reading.Complaints.Add(new Complaint(Location(key), PathOf(key), problem));

    /// <summary>Notes faults found elsewhere, as in another file that this one names.</summary>
    public void Complain(IEnumerable<Complaint> complaints) => _reading.Complaints.AddRange(complaints);

    /// <summary>Lets keys that nobody asks for pass: for use after a fault that leaves it unknown which keys belong.</summary>
    public void IgnoreRest() => _ignoreRest = true;

    /// <summary>A section that must be there. Where it is not, one complaint is noted and none for its keys.</summary>
    public DocumentReader Section(string key) => OptionalSection(key) ?? Missing(key);

    /// <summary>A section that may be left out: null where it is.</summary>
    public DocumentReader? OptionalSection(string key)
    {
        if (_sections.TryGetValue(key, out DocumentReader? section))
        {
            return section;
        }

        switch (Ask(key)?.Value)
        {
            case null:
                return null;
            case MappingNode mapping:
                section = new DocumentReader(_reading, mapping, PathOf(key), mapping.Entries);
                break;
            case ScalarNode { IsNull: true }:
                Complain(key, "has nothing below it; write its keys or leave it out.");
                section = Mute(key);
                break;
            case ScalarNode scalar:
                Complain(key, $"'{scalar.Text}' stands where a section with keys is wanted.");
                section = Mute(key);
                break;
            case { } other:
                Complain(key, $"{other.Noun} stands where a section with keys is wanted.");
                section = Mute(key);
                break;
        }

        _sections.Add(key, section);
        return section;
    }

    /// <summary>A section that another node stands in for, as when a named file is laid under the keys written here.</summary>
    /// <param name="key">The key; complaints are about it and the keys below.</param>
    /// <param name="instead">What is read in place of its value.</param>
    public DocumentReader SectionInstead(string key, MappingNode instead)
    {
        Ask(key);
        return _sections[key] = new DocumentReader(_reading, instead, PathOf(key), instead.Entries);
    }

    /// <summary>The items of a list, each read by a function that asks this list's reader for the key it is given.</summary>
    /// <param name="key">The key of the list.</param>
    /// <param name="read">Takes the reader of the list and the key of one item, <c>[0]</c>, <c>[1]</c> and so on.</param>
    /// <param name="optional">Whether the list may be left out; it is empty then.</param>
    /// <example><c>reader.Items("hidden", (list, item) => list.Integer(item, 1, 4096))</c></example>
    public IReadOnlyList<T> Items<T>(string key, Func<DocumentReader, string, T> read, bool optional = false)
    {
        switch (Ask(key)?.Value)
        {
            case null:
                if (!optional)
                {
                    Complain(key, "is missing.");
                }

                return [];
            case SequenceNode sequence:
                List<MappingEntry> entries = [.. sequence.Items.Select(
                    (item, index) => new MappingEntry($"[{index}]", item.Location, item))];
                DocumentReader list = new(_reading, sequence, PathOf(key), entries);
                return [.. entries.Select(entry => read(list, entry.Key))];
            case ScalarNode { IsNull: false } scalar:
                Complain(key, $"'{scalar.Text}' stands where a list is wanted, as in [1, 2].");
                return [];
            case { } other:
                Complain(key, other is ScalarNode ? "has no value." : $"{other.Noun} stands where a list is wanted, as in [1, 2].");
                return [];
        }
    }

    /// <summary>A value that is either a word or a section, as in <c>device: ideal</c> and <c>device: { name: ideal }</c>.</summary>
    /// <returns>Either the text or the section; both null where the key is missing or will not do.</returns>
    public TextOrSection TextOrSection(string key, bool optional = false)
    {
        switch (Ask(key)?.Value)
        {
            case null when optional:
                return default;
            case MappingNode:
                return new TextOrSection(null, Section(key));
            case SequenceNode:
                Complain(key, "a list stands where a word or a section with keys is wanted.");
                return default;
            default:
                string text = Text(key);
                return new TextOrSection(text.Length == 0 ? null : text, null);
        }
    }

    private DocumentReader Missing(string key)
    {
        Complain(key, "is missing.");
        return _sections[key] = Mute(key);
    }

    /// <summary>A reader of an empty section, whose complaints nobody hears.</summary>
    private DocumentReader Mute(string key) =>
        new(new Reading(), new MappingNode(Location(key), []), PathOf(key), []);

    private MappingEntry? Ask(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
        }

        return _byKey.GetValueOrDefault(key);
    }

    /// <summary>The text of a key's value. Null, with a complaint where due, if it is absent, empty or no single value.</summary>
    private string? Scalar(string key, bool required)
    {
        switch (Ask(key)?.Value)
        {
            case null:
                if (required)
                {
                    Complain(key, "is missing.");
                }

                return null;
            case ScalarNode { IsNull: false } scalar when scalar.Text.Trim() is { Length: > 0 } text:
                return text;
            case ScalarNode:
                Complain(key, "has no value.");
                return null;
            case { } other:
                Complain(key, $"{other.Noun} stands where a single value is wanted.");
                return null;
        }
    }

    private string PathOf(string key) => (Path, key) switch
    {
        (_, "") => Path,
        ("", _) => key,
        (_, ['[', ..]) => Path + key,
        _ => $"{Path}.{key}",
    };

    private void Finish()
    {
        if (_ignoreRest)
        {
            return;
        }

        foreach (MappingEntry entry in _entries.Where(entry => !_known.Contains(entry.Key)))
        {
            string name = _noun == "a list" ? "item" : "key";
            _reading.Complaints.Add(new Complaint(
                entry.KeyLocation, Path, $"unknown {name} '{entry.Key}'. {NearestName.Hint(entry.Key, _known)}"));
        }
    }
}

/// <summary>A value that is a word or a section.</summary>
/// <param name="Text">The word, or null.</param>
/// <param name="Section">The section, or null.</param>
public readonly record struct TextOrSection(string? Text, DocumentReader? Section);
