using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization.PostTraining;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads what is done about errors after training: <c>quantization.corrections</c>, a list of names or sections.</summary>
internal static class CorrectionsReader
{
    private static readonly string[] _names = ["equalize", "absorb-bias", "ada-round", "weight-correction", "bias-correction"];

    public static PostTrainingCorrections Read(DocumentReader section, QuantizationSection quantization)
    {
        PostTrainingCorrections corrections = new();
        HashSet<string> seen = [];
        section.Items("corrections", (list, item) =>
        {
            TextOrSection either = list.TextOrSection(item);
            (DocumentReader reader, string at) = either.Section is null ? (list, item) : (either.Section, "kind");
            string name = either.Text ?? either.Section?.Text("kind") ?? "";
            if (name.Length > 0 && !_names.Contains(name))
            {
                reader.ComplainUnknown(at, "correction", name, _names);
                either.Section?.IgnoreRest();
            }
            else if (!seen.Add(name))
            {
                reader.Complain(at, $"'{name}' stands here a second time.");
            }
            else if (Problem(name, quantization) is string problem)
            {
                reader.Complain(at, problem);
                either.Section?.IgnoreRest();
            }

            corrections = With(corrections, name, either.Section);
            return name;
        }, optional: true);
        return corrections;
    }

    /// <summary>What is wrong with a correction here; null: nothing.</summary>
    private static string? Problem(string name, QuantizationSection quantization)
    {
        QuantizerSection[] weights = [.. quantization.Choices.Select(layer => layer.Weights).OfType<QuantizerSection>()];
        if (name is "ada-round" or "weight-correction" or "bias-correction" && weights.Length == 0)
        {
            return "no weights are quantized: this would change nothing.";
        }

        return name == "ada-round" && weights.FirstOrDefault(each => each.Kind is not ("uniform-symmetric" or "uniform-restricted")) is QuantizerSection other
            ? $"weights are of quantizer '{other.Kind}'; 'ada-round' rounds those of 'uniform-symmetric' or 'uniform-restricted'."
            : null;
    }

    private static PostTrainingCorrections With(PostTrainingCorrections corrections, string name, DocumentReader? numbers) => name switch
    {
        "equalize" => corrections with { Equalize = true },
        "absorb-bias" => corrections with { AbsorbBias = true },
        "ada-round" => corrections with { AdaRound = Rounding(numbers) },
        "weight-correction" => corrections with { WeightCorrection = true },
        "bias-correction" => corrections with { BiasCorrection = true },
        _ => corrections,
    };

    private static AdaRoundSettings Rounding(DocumentReader? numbers)
    {
        AdaRoundSettings usual = new() { Steps = 1000 };
        return numbers is null ? usual : usual with
        {
            Steps = numbers.Integer("steps", 1, 1_000_000, usual.Steps),
            LearningRate = numbers.Number("learning-rate", double.Epsilon, 100, usual.LearningRate),
            Regularisation = numbers.Number("regularisation", double.Epsilon, 100, usual.Regularisation),
        };
    }
}
