namespace CrossbarSim.Devices.Documents;

/// <summary>A piece of an input document that remembers where it stands.</summary>
/// <param name="location">Where it begins.</param>
public abstract class DocumentNode(SourceLocation location)
{
    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>What a user would call it: <c>a value</c>, <c>a list</c> or <c>a section</c>.</summary>
    internal abstract string Noun { get; }
}

/// <summary>A single value: text, number, flag or quantity, still as it was written.</summary>
/// <param name="location">Where it begins.</param>
/// <param name="text">Its text, quotes and escapes resolved.</param>
/// <param name="isQuoted">Whether it was written in quotes or as a block of text.</param>
public sealed class ScalarNode(SourceLocation location, string text, bool isQuoted = false) : DocumentNode(location)
{
    /// <summary>The text, quotes and escapes resolved.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it was written in quotes or as a block of text.</summary>
    public bool IsQuoted { get; } = isQuoted;

    /// <summary>Whether nothing was written, or YAML's <c>null</c> or <c>~</c>.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";

    internal override string Noun => "a value";
}

/// <summary>A list of nodes.</summary>
/// <param name="location">Where it begins.</param>
/// <param name="items">The items, in order.</param>
public sealed class SequenceNode(SourceLocation location, IEnumerable<DocumentNode> items) : DocumentNode(location)
{
    /// <summary>The items, in order.</summary>
    public IReadOnlyList<DocumentNode> Items { get; } = [.. items];

    internal override string Noun => "a list";
}
