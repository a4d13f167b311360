namespace CrossbarSim.Devices.Documents;

/// <summary>One fault of an input file: where, which key, what was found and what would do.</summary>
/// <param name="Location">Where it stands.</param>
/// <param name="Key">The dotted key it is about, as in <c>tile.rows</c>; empty for the file as a whole.</param>
/// <param name="Problem">A sentence, with its full stop.</param>
public sealed record Complaint(SourceLocation Location, string Key, string Problem)
{
    /// <summary>The line a user sees, as in <c>file(4,9): tile.rows: 0 is not between 1 and 128.</c></summary>
    public override string ToString() => Key.Length == 0 ? $"{Location}: {Problem}" : $"{Location}: {Key}: {Problem}";
}
