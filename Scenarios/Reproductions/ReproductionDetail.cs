using CrossbarSim.Scenarios.Reports;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>A table beside the accuracies of a reproduction: what its network is made of, and what was found on the way.</summary>
/// <param name="Name">Name of its file: lower case, words joined by hyphens.</param>
/// <param name="Title">What it shows, in one line.</param>
/// <param name="Headers">Its columns, units among them.</param>
/// <param name="Rows">Its rows; as many cells as headers.</param>
public sealed record ReproductionDetail(string Name, string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table, a line a row.</summary>
    public string Csv() => string.Concat(Rows.Prepend(Headers).Select(cells => string.Join(',', cells.Select(Quoted)) + "\n"));

    /// <summary>The table in Markdown, below its title.</summary>
    public string Markdown() => $"## {Title}\n\n{new TextTable(Headers, Rows).Markdown()}";

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
