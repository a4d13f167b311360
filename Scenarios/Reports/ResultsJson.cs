using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Scenarios.Schema;
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
            Points = result.Points.Select(point => new PointDocument(
                point.Point.Index,
                point.Point.Swept.ToDictionary(value => value.Key, value => value.Text),
                point.Hash,
                point.Baseline,
                point.Quantized,
                point.WeightBits,
                point.Accuracy,
                point.Loss,
                point.AdcClipRate,
                point.DacClipRate,
                point.ProgrammingErrorMicrosiemens,
                point.Layers,
                point.Trials,
                point.Point.Scenario)),
        },
        _options) + "\n";

    private sealed record PointDocument(
        int Index,
        IReadOnlyDictionary<string, string> Swept,
        string Hash,
        EvaluationResult Baseline,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EvaluationResult? Quantized,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, int>? WeightBits,
        TrialStatistics Accuracy,
        TrialStatistics Loss,
        double AdcClipRate,
        double DacClipRate,
        double ProgrammingErrorMicrosiemens,
        IReadOnlyList<LayerPlan> Layers,
        IReadOnlyList<TrialResult> Trials,
        Scenario Scenario);
}
