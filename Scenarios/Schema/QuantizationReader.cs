using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads the section <c>quantization</c>.</summary>
/// <param name="environment">What names may refer to.</param>
/// <param name="model">The network.</param>
/// <param name="method">How weights come onto the hardware.</param>
internal sealed class QuantizationReader(StudyEnvironment environment, ModelSection model, Method method)
{
    private const string None = "none";

    private readonly QuantizerReader _quantizers = new(environment, method);

    /// <summary>The section; null where there is none.</summary>
    /// <param name="reader">The scenario.</param>
    public QuantizationSection? Read(DocumentReader reader)
    {
        if (reader.OptionalSection("quantization") is not DocumentReader section)
        {
            if (method == Method.Qat)
            {
                reader.Complain("method", "'qat' trains with the quantizers of a section 'quantization', and there is none.");
            }

            return null;
        }

        if (method is Method.QatProjection or Method.QatLatent or Method.QatHardware)
        {
            reader.Complain("quantization", $"means nothing to method '{KebabCase.Of(method)}', which trains with the weights that cells hold.");
            section.IgnoreRest();
            return null;
        }

        int before = section.ComplaintCount;
        LayerQuantizationSection all = Layer(section, new LayerQuantizationSection(null, null), hasBudget: section.Has("budget"));
        IReadOnlyDictionary<string, LayerQuantizationSection> layers = Layers(section.OptionalSection("layers"), all);
        QuantizationSection read = new() { All = all, Layers = layers, Budget = new BudgetReader(environment).Read(section.OptionalSection("budget"), all.Weights) };
        if (section.ComplaintCount == before && read.Choices.All(layer => layer is { Weights: null, Activations: null }))
        {
            section.Complain("", "neither weights nor activations of any layer are quantized: this would change nothing.");
        }

        PostTrainingCorrections corrections = CorrectionsReader.Read(section, read);
        QuantizationCalibration calibration = Calibration(section.OptionalSection("calibration"), read, corrections);
        return method == Method.Qat ? read : read with { Corrections = corrections, Calibration = calibration };
    }

    private LayerQuantizationSection Layer(DocumentReader section, LayerQuantizationSection usual, bool hasBudget = false) => new(
        section.Has("weights") ? _quantizers.Weights(section, "weights", hasBudget) : usual.Weights,
        section.Has("activations") ? _quantizers.Activations(section, "activations") : usual.Activations);

    private Dictionary<string, LayerQuantizationSection> Layers(DocumentReader? section, LayerQuantizationSection all)
    {
        Dictionary<string, LayerQuantizationSection> layers = [];
        LayerNames names = new(environment, model);
        foreach (string name in section?.Keys.ToArray() ?? [])
        {
            int before = section!.ComplaintCount;
            names.Check(section, name, name);
            TextOrSection either = section.TextOrSection(name);
            if (either.Text is string text && text != None)
            {
                section.Complain(name, $"'{text}' is neither '{None}' nor a section, as in {{ weights: none }}.");
            }

            layers[name] = either.Section is null ? new LayerQuantizationSection(null, null) : Layer(either.Section, all);
            if (section.ComplaintCount == before && layers[name] == all)
            {
                section.Complain(name, "is quantized as all layers are: this would change nothing.");
            }
        }

        return layers;
    }

    private QuantizationCalibration Calibration(DocumentReader? section, QuantizationSection read, PostTrainingCorrections corrections)
    {
        if (section is null)
        {
            return new QuantizationCalibration(500, null);
        }

        bool looks = read.Choices.Any(layer => layer.Activations is { Time: not RangeTime.Dynamic } activations
            && environment.Quantizers.Kinds[activations.Kind] is { Scheme: not null } or { Name: "power-of-two" or "power-of-two-nearest" });
        if (!looks && !section.Has("fine-tune") && corrections is { AbsorbBias: false, AdaRound: null, BiasCorrection: false })
        {
            section.Complain("", "no range of activations is found, and no correction looks at images: this would change nothing.");
        }

        int samples = section.Integer("samples", 1, 100_000, 500);
        if (!section.Has("from") || section.Is("from", "images"))
        {
            section.ComplainIfPresent("steps", "means nothing to training images; 'from: zero-shot' makes images.");
            section.ComplainIfPresent("learning-rate", "means nothing to training images; 'from: zero-shot' makes images.");
            section.ComplainIfPresent("fine-tune", "means nothing to training images, which method 'qat' trains on; 'from: zero-shot' makes images.");
            return new QuantizationCalibration(samples, null);
        }

        if (section.Text("from") is { Length: > 0 } from && from != "zero-shot")
        {
            section.Complain("from", $"'{from}' is not known here. {NearestName.Hint(from, ["images", "zero-shot"])}");
        }
        else if (environment.Models.Kinds.TryGetValue(model.Name, out ModelKind? kind) && !kind.HasNormalizations(model.Hidden))
        {
            section.Complain("from", $"'zero-shot' makes images of what batch normalizations remember, and model '{model.Name}' has none.");
        }

        ZeroShotSettings usual = new();
        return new QuantizationCalibration(samples, new ZeroShotSettings
        {
            Steps = section.Integer("steps", 1, 100_000, usual.Steps),
            LearningRate = section.Number("learning-rate", double.Epsilon, 100, usual.LearningRate),
        })
        {
            FineTune = FineTune(section, corrections),
        };
    }

    private static FineTuneSettings? FineTune(DocumentReader section, PostTrainingCorrections corrections)
    {
        if (section.OptionalSection("fine-tune") is not DocumentReader own)
        {
            return null;
        }

        foreach ((string name, bool isLost) in new[] { ("ada-round", corrections.AdaRound is not null), ("weight-correction", corrections.WeightCorrection) })
        {
            if (isLost)
            {
                section.Complain("fine-tune", $"trains the weights: what '{name}' makes of them would be lost.");
            }
        }

        FineTuneSettings usual = new();
        return new FineTuneSettings
        {
            Steps = own.Integer("steps", 1, 100_000, usual.Steps),
            LearningRate = own.Number("learning-rate", double.Epsilon, 100, usual.LearningRate),
        };
    }
}
