using System.Globalization;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>The table that a run ends with: one row a point.</summary>
internal sealed class ResultTable
{
    private ResultTable(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows) =>
        (Headers, Rows) = (headers, rows);

    public IReadOnlyList<string> Headers { get; }

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    public static ResultTable Of(StudyResult result)
    {
        string[] swept = [.. result.Points[0].Point.Swept.Select(value => value.Key)];
        bool hasMethod = swept.Contains("method");
        bool hasQuantized = result.Points.Any(point => point.Quantized is not null);
        string[] headers =
        [
            .. swept.Select(key => ShortName(key, swept)),
            .. hasMethod ? Array.Empty<string>() : ["method"],
            "accuracy %", "± 95 %", "worst %", "loss", "float %", .. hasQuantized ? ["quantized %"] : Array.Empty<string>(), "clipped %", "trials",
        ];
        return new ResultTable(headers, [.. result.Points.Select(point => Row(point, hasMethod, hasQuantized))]);
    }

    public string Markdown() => new TextTable(Headers, Rows).Markdown();

    /// <inheritdoc cref="TextTable.Text"/>
    public string Text() => new TextTable(Headers, Rows).Text();

    private static string[] Row(PointResult point, bool hasMethod, bool hasQuantized) =>
    [
        .. point.Point.Swept.Select(value => value.Text),
        .. hasMethod ? Array.Empty<string>() : [Names.Of(point.Point.Scenario.Method)],
        Percent(point.Accuracy.Mean),
        point.Accuracy.Interval is double interval ? Percent(interval) : "-",
        Percent(point.Accuracy.Lowest),
        point.Loss.Mean.ToString("0.000", CultureInfo.InvariantCulture),
        Percent(point.Baseline.Accuracy),
        .. hasQuantized ? [point.Quantized is EvaluationResult quantized ? Percent(quantized.Accuracy) : "-"] : Array.Empty<string>(),
        Percent(point.AdcClipRate),
        point.Trials.Count.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>The last words of a dotted key that set it apart from the other keys: hardware.adc.bits is adc.bits.</summary>
    private static string ShortName(string key, string[] keys)
    {
        string[] words = key.Split('.');
        string two = string.Join('.', words[^Math.Min(2, words.Length)..]);
        return keys.Count(other => other.EndsWith(two, StringComparison.Ordinal)) == 1 ? two : key;
    }

    private static string Percent(double part) => (100 * part).ToString("0.00", CultureInfo.InvariantCulture);
}
