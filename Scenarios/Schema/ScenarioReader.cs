using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Makes a <see cref="Scenario"/> of a document: every key, its range and its usual value.</summary>
/// <param name="environment">What names may refer to.</param>
/// <param name="known">The whole of the hardware that training knows, where that is not for the scenario to say; null: it says so.</param>
internal sealed class ScenarioReader(StudyEnvironment environment, MappingNode? known = null)
{
    public Scenario Read(DocumentReader reader)
    {
        string name = Name(reader);
        _ = reader.OptionalText("description");
        _ = reader.Has("extends") || reader.Has("sweep") || reader.Has("stages"); // taken out before this reads, but known
        ulong seed = reader.LongInteger("seed");
        int trials = reader.Integer("trials", 1, 100_000, 10);
        Method method = reader.Choice<Method>("method", Method.PtqNoise);
        DatasetSection dataset = Dataset(reader);
        ModelSection model = Model(reader);
        TrainingReader training = new(environment.Datasets.TryGet(dataset.Name, out IDatasetSource? images) ? images : null);
        TrainingSettings digital = training.Read(reader.OptionalSection("training"), new TrainingSettings(), isTaught: false);
        DocumentReader? qat = reader.OptionalSection("qat");
        QuantizationSection? quantization = new QuantizationReader(environment, model, method).Read(reader);
        QatSection quantized = Latent(qat?.OptionalSection("quantized"), training, digital);
        DocumentReader? hardwareTraining = qat?.OptionalSection("hardware");
        QatSection throughHardware = Latent(hardwareTraining, training, digital) with { Hardware = HardwareTrainingReader.Read(hardwareTraining) };
        HardwareReader hardware = new(environment);
        DocumentReader ownHardware = reader.Section("hardware");
        Scenario scenario = new()
        {
            Name = name,
            Seed = seed,
            Trials = trials,
            Method = method,
            Dataset = dataset,
            Model = model,
            Training = digital,
            Projection = Projection(qat?.OptionalSection("projection"), training, digital),
            Latent = Latent(qat?.OptionalSection("latent"), training, digital),
            Quantized = method == Method.Qat ? quantized : null,
            Quantization = quantization,
            ThroughHardware = method == Method.QatHardware ? throughHardware : null,
            Hardware = hardware.Read(ownHardware, dataset, model),
            TrainedOn = TrainedOn(reader, method) is DocumentReader trainedOn ? hardware.Read(trainedOn, dataset, model) : null,
            EvaluationBatch = reader.OptionalSection("evaluation")?.Integer("batch", 1, 1_000_000, 500) ?? 500,
        };
        CheckTraining(reader, hardwareTraining, scenario);
        if (reader.ComplaintCount == 0 && reader.OptionalSection("quantization")?.OptionalSection("budget") is DocumentReader budget)
        {
            new BudgetReader(environment).Check(budget, ownHardware, scenario);
        }

        return scenario;
    }

    /// <summary>The hardware that training knows: that of the scenario, and <c>trained-on</c> laid over it.</summary>
    private DocumentReader? TrainedOn(DocumentReader reader, Method method)
    {
        if (known is not null)
        {
            return reader.SectionInstead("trained-on", known);
        }

        if (reader.OptionalSection("trained-on") is not DocumentReader section)
        {
            return null;
        }

        if (method is not (Method.QatProjection or Method.QatLatent or Method.QatHardware))
        {
            reader.Complain("trained-on", $"means nothing to method '{KebabCase.Of(method)}', whose training knows no hardware.");
            section.IgnoreRest();
            return null;
        }

        if (reader.Node("hardware") is not MappingNode hardware || reader.Node("trained-on") is not MappingNode changes)
        {
            section.IgnoreRest(); // one of them is no section, and was complained about
            return null;
        }

        section.IgnoreRest(); // its keys are read where they are laid over those of the hardware
        MappingNode whole = MappingNode.Merge(hardware, changes);
        if (FlowText.Of(whole) == FlowText.Of(hardware))
        {
            reader.Complain("trained-on", "says what 'hardware' says: this would change nothing.");
        }

        return reader.SectionInstead("trained-on", whole);
    }

    /// <summary>What training through hardware asks of it.</summary>
    private void CheckTraining(DocumentReader reader, DocumentReader? section, Scenario scenario)
    {
        if (scenario.ThroughHardware?.Hardware is HardwareTraining how && reader.ComplaintCount == 0
            && HardwareRule.Refusal(PreparedPoint.TrainingHardwareOf(scenario, environment, RandomKey.FromSeed(0)), how) is string refusal)
        {
            (section ?? reader).Complain(section is null ? "method" : "gradient", refusal);
        }
    }

    /// <summary>The name, which names folders.</summary>
    private static string Name(DocumentReader reader)
    {
        string name = reader.Text("name");
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || name.StartsWith('.'))
        {
            reader.Complain("name", $"'{name}' names a folder: letters, digits, '-', '_' and '.' will do.");
        }

        return name;
    }

    private DatasetSection Dataset(DocumentReader reader)
    {
        TextOrSection either = reader.TextOrSection("dataset");
        string name = either.Text ?? either.Section?.Text("name") ?? "";
        bool known = environment.Datasets.TryGet(name, out IDatasetSource? source);
        if (name.Length > 0 && !known)
        {
            (either.Section ?? reader).ComplainUnknown(either.Section is null ? "dataset" : "name", "data set", name, environment.Datasets.Names);
        }

        return new DatasetSection(name, Count("train"), Count("test"))
        {
            Normalization = NormalizationReader.Read(either.Section?.OptionalSection("normalize"), source),
        };

        int? Count(string key) => either.Section?.Has(key) == true ? either.Section.Integer(key, 1, SyntheticDigits.MostImages) : null;
    }

    private ModelSection Model(DocumentReader reader)
    {
        DocumentReader? section = null;
        string name = "mlp";
        if (reader.Has("model"))
        {
            TextOrSection either = reader.TextOrSection("model");
            section = either.Section;
            name = either.Text ?? section?.Text("name") ?? "mlp";
            if (!environment.Models.Kinds.ContainsKey(name))
            {
                (section ?? reader).ComplainUnknown(section is null ? "model" : "name", "model", name, environment.Models.Kinds.Keys);
            }
        }

        if (section is not null && environment.Models.Kinds.GetValueOrDefault(name) is { HasWidths: false })
        {
            section.ComplainIfPresent("hidden", $"means nothing to model '{name}'.");
            section.ComplainIfPresent("initial-sigma", $"means nothing to model '{name}'.");
        }

        if (section is not null && environment.Models.Kinds.GetValueOrDefault(name) is { HasStages: false })
        {
            section.ComplainIfPresent("first-channels", $"means nothing to model '{name}'.");
        }

        if (section is not null && environment.Models.Kinds.GetValueOrDefault(name) is { HasBiasChoice: false })
        {
            section.ComplainIfPresent("bias", $"means nothing to model '{name}'.");
        }

        IReadOnlyList<int> hidden = section?.Has("hidden") == true
            ? section.Items("hidden", (list, item) => list.Integer(item, 1, 65_536))
            : [128, 64];
        return new ModelSection(name, hidden, section?.Number("initial-sigma", 0, 10, 0.05) ?? 0.05)
        {
            FirstChannels = section?.Has("first-channels") == true ? section.Integer("first-channels", 1, 4096) : null,
            Bias = section?.Choice("bias", LayerBias.All) ?? LayerBias.All,
        };
    }

    private static QatSection Projection(DocumentReader? section, TrainingReader training, TrainingSettings digital)
    {
        int? every = section is null || !section.Has("every") || section.Is("every", "epoch")
            ? null
            : section.Integer("every", 1, 1_000_000);
        return new QatSection(section?.Choice<TrainingStart>("start", TrainingStart.Scratch) ?? TrainingStart.Scratch, training.Read(section, digital), every);
    }

    private static QatSection Latent(DocumentReader? section, TrainingReader training, TrainingSettings digital) => new(
        section?.Choice<TrainingStart>("start", TrainingStart.Baseline) ?? TrainingStart.Baseline, training.Read(section, digital), null);
}
