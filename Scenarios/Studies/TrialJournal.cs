using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>The finished trials of a run, one flushed line each: what a killed run leaves behind and the next one starts from.</summary>
/// <remarks>
/// Lines are addressed by the hash of their point and the trial, and end with a check sum of themselves: a line cut short by a
/// crash, or damaged since, is passed over, and its chip is done again.
/// </remarks>
public sealed class TrialJournal : IDisposable
{
    private const string CheckKey = ",\"Check\":\"";

    private readonly Dictionary<(string Point, int Trial), TrialResult> _results = [];
    private readonly StreamWriter _writer;
    private readonly Lock _writing = new();

    /// <summary>Opens or starts a journal.</summary>
    public TrialJournal(string path)
    {
        bool endsInLine = true;
        if (File.Exists(path))
        {
            string text = File.ReadAllText(path);
            endsInLine = text.Length == 0 || text.EndsWith('\n');
            foreach (string line in text.Split('\n'))
            {
                if (Parse(line) is Line entry)
                {
                    _results[(entry.Point, entry.Trial)] = entry.Result;
                }
                else if (line.Length > 0)
                {
                    DamagedLines++;
                }
            }
        }

        _writer = new StreamWriter(path, append: true) { AutoFlush = true, NewLine = "\n" };
        if (!endsInLine)
        {
            _writer.WriteLine(); // what a crash cut short stays a line of its own
        }
    }

    /// <summary>Lines that were passed over when the journal was opened.</summary>
    public int DamagedLines { get; }

    /// <summary>The result of a trial; null when it has not been done.</summary>
    public TrialResult? Find(string point, int trial)
    {
        lock (_writing)
        {
            return _results.GetValueOrDefault((point, trial));
        }
    }

    /// <summary>Keeps a result.</summary>
    public void Add(string point, TrialResult result)
    {
        lock (_writing)
        {
            _results[(point, result.Trial)] = result;
            _writer.WriteLine(Text(Line.Of(point, result)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static string Text(Line line) => WithCheck(JsonSerializer.Serialize(line)[..^1]);

    private static string WithCheck(string body) =>
        $"{body}{CheckKey}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..16]}\"}}";

    private static Line? Parse(string line)
    {
        int end = line.LastIndexOf(CheckKey, StringComparison.Ordinal);
        return end > 0 && line == WithCheck(line[..end]) ? JsonSerializer.Deserialize<Line>(line[..end] + "}") : null;
    }

    private sealed record Line(
        string Point, int Trial, int Correct, int Total, double Loss,
        long Inputs, long ClippedInputs, long Conversions, long ClippedConversions, double ProgrammingErrorMicrosiemens,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long LimitedCurrents = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long ClippedSums = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LayerCounts>? Layers = null)
    {
        [JsonIgnore]
        public TrialResult Result => new(
            Trial, new EvaluationResult(Correct, Total, Loss),
            new ConversionCounts(Inputs, ClippedInputs, Conversions, ClippedConversions, LimitedCurrents, ClippedSums),
            ProgrammingErrorMicrosiemens)
        {
            Layers = Layers ?? [],
        };

        public static Line Of(string point, TrialResult result) => new(
            point, result.Trial, result.Evaluation.Correct, result.Evaluation.Total, result.Evaluation.Loss,
            result.Conversions.Inputs, result.Conversions.ClippedInputs, result.Conversions.Conversions,
            result.Conversions.ClippedConversions, result.ProgrammingErrorMicrosiemens,
            result.Conversions.LimitedCurrents, result.Conversions.ClippedSums, result.Layers.Count == 0 ? null : result.Layers);
    }
}
