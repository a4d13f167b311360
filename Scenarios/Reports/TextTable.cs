namespace CrossbarSim.Scenarios.Reports;

/// <summary>A table as text.</summary>
/// <param name="Headers">The headers.</param>
/// <param name="Rows">The rows; as many cells as headers.</param>
internal sealed record TextTable(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public string Markdown()
    {
        string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
        return Line(Headers) + Line(Headers.Select(_ => "---")) + string.Concat(Rows.Select(Line));
    }

    /// <summary>The table with aligned columns, numbers to the right, and a rule below its headers.</summary>
    public string Text()
    {
        int[] widths = [.. Headers.Select((header, column) => Rows.Select(row => row[column].Length).Append(header.Length).Max())];
        bool[] numeric = [.. Headers.Select((_, column) => Rows.All(row => row[column].Length > 0 && (char.IsAsciiDigit(row[column][0]) || row[column][0] == '-')))];
        string Line(IEnumerable<string> cells) =>
            string.Join("  ", cells.Select((cell, i) => numeric[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
        return string.Join('\n', [Line(Headers), string.Join("  ", widths.Select(width => new string('-', width))), .. Rows.Select(Line)]) + "\n";
    }
}
