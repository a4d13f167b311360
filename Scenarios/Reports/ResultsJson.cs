using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Reports;

/// <summary>results.json: every point with its scenario, layers and trials. The same scenario gives the same bytes.</summary>
internal static class ResultsJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static string Write(StudyResult result) => JsonSerializer.Serialize(
        new
        {
            result.Study.Name,
            result.Study.Description,
            Version = ProgramVersion.Text,
            Points = result.Points.Select(point => new
            {
                point.Point.Index,
                Swept = point.Point.Swept.ToDictionary(value => value.Key, value => value.Text),
                point.Hash,
                point.Baseline,
                point.Accuracy,
                point.Loss,
                point.AdcClipRate,
                point.DacClipRate,
                point.ProgrammingErrorMicrosiemens,
                point.Layers,
                point.Trials,
                point.Point.Scenario,
            }),
        },
        _options) + "\n";
}
