using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>results.csv: one line a point, what the sweep set first.</summary>
internal static class ResultsCsv
{
    public static string Write(StudyResult result)
    {
        string[] swept = [.. result.Points[0].Point.Swept.Select(value => value.Key)];
        ResultColumn[] columns = [.. ResultColumns.Of(result).Where(column => !swept.Contains(column.Name))];
        IEnumerable<string> lines = result.Points.Select(point => Line(
            [$"{point.Point.Index}", .. point.Point.Swept.Select(value => value.Text), .. columns.Select(column => column.Value(point))]));
        return string.Concat(lines.Prepend(Line(["point", .. swept, .. columns.Select(column => column.Name)])));
    }

    private static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\n";

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
