using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Makes a <see cref="Scenario"/> of a document: every key, its range and its usual value.</summary>
/// <param name="environment">What names may refer to.</param>
internal sealed class ScenarioReader(StudyEnvironment environment)
{
    public Scenario Read(DocumentReader reader)
    {
        string name = Name(reader);
        _ = reader.OptionalText("description");
        _ = reader.Has("extends") || reader.Has("sweep"); // taken out before this reads, but known
        ulong seed = reader.LongInteger("seed");
        int trials = reader.Integer("trials", 1, 100_000, 10);
        Method method = reader.Choice<Method>("method", Method.PtqNoise);
        DatasetSection dataset = Dataset(reader);
        ModelSection model = Model(reader);
        TrainingSettings digital = Training(reader.OptionalSection("training"), new TrainingSettings());
        DocumentReader? qat = reader.OptionalSection("qat");
        return new Scenario
        {
            Name = name,
            Seed = seed,
            Trials = trials,
            Method = method,
            Dataset = dataset,
            Model = model,
            Training = digital,
            Projection = Projection(qat?.OptionalSection("projection"), digital),
            Latent = Latent(qat?.OptionalSection("latent"), digital),
            Hardware = Hardware(reader.Section("hardware"), model),
            EvaluationBatch = reader.OptionalSection("evaluation")?.Integer("batch", 1, 1_000_000, 500) ?? 500,
        };
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
        if (name.Length > 0 && !environment.Datasets.TryGet(name, out _))
        {
            Unknown(either.Section ?? reader, either.Section is null ? "dataset" : "name", "data set", name, environment.Datasets.Names);
        }

        return new DatasetSection(name, Count("train"), Count("test"));

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
                Unknown(section ?? reader, section is null ? "model" : "name", "model", name, environment.Models.Kinds.Keys);
            }
        }

        IReadOnlyList<int> hidden = section?.Has("hidden") == true
            ? section.Items("hidden", (list, item) => list.Integer(item, 1, 65_536))
            : [128, 64];
        return new ModelSection(name, hidden, section?.Number("initial-sigma", 0, 10, 0.05) ?? 0.05);
    }

    private static TrainingSettings Training(DocumentReader? section, TrainingSettings usual) => section is null ? usual : new()
    {
        Epochs = section.Integer("epochs", 1, 100_000, usual.Epochs),
        Batch = section.Integer("batch", 1, 1_000_000, usual.Batch),
        Optimiser = section.Choice<OptimiserKind>("optimiser", usual.Optimiser),
        LearningRate = section.Number("learning-rate", double.Epsilon, 100, usual.LearningRate),
        Schedule = section.Choice<LearningRateSchedule>("schedule", usual.Schedule),
        Validation = section.Percentage("validation", 0, 0.9, usual.Validation),
    };

    private static QatSection Projection(DocumentReader? section, TrainingSettings digital)
    {
        int? every = section is null || !section.Has("every") || section.Is("every", "epoch")
            ? null
            : section.Integer("every", 1, 1_000_000);
        return new QatSection(section?.Choice<TrainingStart>("start", TrainingStart.Scratch) ?? TrainingStart.Scratch, Training(section, digital), every);
    }

    private static QatSection Latent(DocumentReader? section, TrainingSettings digital) => new(
        section?.Choice<TrainingStart>("start", TrainingStart.Baseline) ?? TrainingStart.Baseline, Training(section, digital), null);

    private HardwareSection Hardware(DocumentReader section, ModelSection model)
    {
        DeviceSpec? device = new DeviceSectionReader(environment.Devices).Read(section, "device");
        DocumentReader? programming = section.OptionalSection("programming");
        DocumentReader? tile = section.OptionalSection("tile");
        HardwareSection hardware = new()
        {
            Device = device!, // null only after a complaint
            NoiseScale = programming?.Number("noise-scale", 0, 1e6, 1.0) ?? 1.0,
            Rows = tile?.Integer("rows", 1, TileShape.Maximum, 128) ?? 128,
            Columns = tile?.Integer("columns", 1, TileShape.Maximum, 128) ?? 128,
            Split = tile?.Choice<TileSplit>("split", TileSplit.FillFirst) ?? TileSplit.FillFirst,
            Dac = Dac(section.OptionalSection("dac")),
            KeepDigital = KeepDigital(section, model),
        };
        hardware = Mapping(section.OptionalSection("mapping"), hardware);
        hardware = Adc(section.OptionalSection("adc"), hardware);
        hardware = Calibration(section, hardware);
        CheckTogether(section, programming, hardware);
        return hardware;
    }

    private HardwareSection Mapping(DocumentReader? section, HardwareSection hardware)
    {
        if (section is null)
        {
            return hardware;
        }

        string name = section.Text("kind", "differential");
        if (!environment.Mappings.Kinds.TryGetValue(name, out MappingKind? kind))
        {
            Unknown(section, "kind", "mapping", name, environment.Mappings.Kinds.Keys);
            section.IgnoreRest();
            return hardware;
        }

        if (!kind.UsesBalance)
        {
            Pointless(section, "balance", $"means nothing to mapping '{name}'.");
        }

        if (!kind.UsesSubtraction)
        {
            Pointless(section, "subtract", $"means nothing to mapping '{name}'.");
        }

        return hardware with
        {
            Mapping = name,
            MappingOptions = new MappingOptions(
                kind.UsesBalance ? section.Choice<PairBalance>("balance", PairBalance.OneSided) : PairBalance.OneSided,
                kind.UsesSubtraction ? section.Choice<Subtraction>("subtract", Subtraction.BeforeAdc) : Subtraction.BeforeAdc),
            Scale = Scale(section),
        };
    }

    private static WeightScale Scale(DocumentReader section)
    {
        if (!section.Has("scale"))
        {
            return new WeightScale(ScaleReach.Layer);
        }

        foreach (ScaleReach reach in new[] { ScaleReach.Layer, ScaleReach.Tile, ScaleReach.Column })
        {
            if (section.Is("scale", Reports.Names.Of(reach)))
            {
                return new WeightScale(reach);
            }
        }

        string text = section.Text("scale");
        if (text.Length > 0 && char.IsAsciiLetter(text[0]))
        {
            section.Complain("scale", $"'{text}' is neither 'layer', 'tile' or 'column' nor the conductance of a weight of 1, as in '100 uS'.");
            return new WeightScale(ScaleReach.Layer);
        }

        Conductance perWeight = section.Conductance("scale", min: Conductance.FromSiemens(1e-15));
        return new WeightScale(ScaleReach.Fixed, perWeight);
    }

    private static DacSettings Dac(DocumentReader? section)
    {
        if (section is null)
        {
            return new DacSettings();
        }

        int? bits = section.Is("bits", "ideal") ? null : section.Integer("bits", 1, 16, 8);
        (RangeRule rule, double low, double high) = (RangeRule.Calibrated, 0.0, 1.0);
        if (section.Has("range") && !section.Is("range", "calibrated"))
        {
            IReadOnlyList<double> ends = section.Items("range", (list, item) => list.Number(item));
            (rule, low, high) = (RangeRule.Fixed, ends.ElementAtOrDefault(0), ends.ElementAtOrDefault(1));
            if (ends.Count != 2 || !(high > 0) || (low != 0 && low != -high))
            {
                section.Complain("range", "wanted is 'calibrated', [0, high] or [-high, high] with high above 0.");
            }
            else if (low < 0 && bits == 1)
            {
                section.Complain("bits", "signed inputs need 2 bits or more.");
            }
        }

        return new DacSettings
        {
            Bits = bits,
            Range = rule,
            Low = low,
            High = high,
            ReadVoltage = section.Voltage("read-voltage", Voltage.FromVolts(0.2), Voltage.FromVolts(1e-6), Voltage.FromVolts(10)),
        };
    }

    private HardwareSection Adc(DocumentReader? section, HardwareSection hardware)
    {
        if (section is null)
        {
            return hardware;
        }

        if (section.Is("bits", "ideal"))
        {
            foreach (string key in new[] { "kind", "range", "columns-per-range" })
            {
                Pointless(section, key, "means nothing to an ideal ADC.");
            }

            return hardware with { Adc = new AdcSection(Bits: null) };
        }

        string name = section.Text("kind", "uniform");
        if (!environment.Converters.Kinds.TryGetValue(name, out AdcKind? kind))
        {
            Unknown(section, "kind", "ADC", name, environment.Converters.Kinds.Keys);
            kind = ConverterCatalog.Uniform;
        }

        (RangeRule rule, AdcRange range) = AdcRange(section, kind);
        if (rule != RangeRule.Calibrated)
        {
            Pointless(section, "columns-per-range", "means nothing to a range that is not calibrated.");
        }

        return hardware with
        {
            AdcKind = kind.Name,
            Adc = new AdcSection(
                section.Integer("bits", kind.FewestBits, 16, 8), rule, range,
                rule != RangeRule.Calibrated || !section.Has("columns-per-range") ? null : section.Integer("columns-per-range", 1, TileShape.Maximum)),
        };
    }

    private static (RangeRule Rule, AdcRange Range) AdcRange(DocumentReader section, AdcKind kind)
    {
        if (!section.Has("range") || section.Is("range", "calibrated"))
        {
            return (RangeRule.Calibrated, default);
        }

        if (section.Is("range", "full-scale"))
        {
            return (RangeRule.FullScale, default);
        }

        IReadOnlyList<double> ends = section.Items("range", (list, item) => list.Current(item).Amperes);
        if (ends.Count != 2 || !(ends[0] < ends[1]))
        {
            section.Complain("range", "wanted is 'calibrated', 'full-scale' or two currents, the lower first, as in [-40 uA, 40 uA].");
            return (RangeRule.FullScale, default);
        }

        if (kind.NeedsSymmetricRange && ends[0] != -ends[1])
        {
            section.Complain("range", $"a '{kind.Name}' ADC needs a range about zero, as in [-40 uA, 40 uA].");
        }

        return (RangeRule.Fixed, new AdcRange(ends[0], ends[1]));
    }

    private static HardwareSection Calibration(DocumentReader section, HardwareSection hardware)
    {
        if (section.OptionalSection("calibration") is not DocumentReader calibration)
        {
            return hardware;
        }

        if (hardware.Dac.Range != RangeRule.Calibrated && hardware.Adc is not { Bits: not null, Range: RangeRule.Calibrated })
        {
            section.Complain("calibration", "no range is calibrated: this would change nothing.");
        }

        return hardware with { CalibrationSamples = calibration.Integer("samples", 1, 1_000_000, 500) };
    }

    private IReadOnlyList<string> KeepDigital(DocumentReader section, ModelSection model)
    {
        IReadOnlyList<string> names = section.Items("digital", (list, item) => list.Text(item), optional: true);
        if (names.Count == 0 || !environment.Models.Kinds.TryGetValue(model.Name, out ModelKind? kind))
        {
            return names;
        }

        IReadOnlyList<string> layers = kind.WeightLayers(model.Hidden);
        foreach (string unknown in names.Except(layers).Where(name => name.Length > 0))
        {
            Unknown(section, "digital", "layer with weights", unknown, layers);
        }

        return names;
    }

    /// <summary>What only shows once all keys are known: device and mapping, noise and device.</summary>
    private void CheckTogether(DocumentReader section, DocumentReader? programming, HardwareSection hardware)
    {
        if (hardware.Device is null)
        {
            return;
        }

        IDeviceModel device = hardware.Device.Resolve(RandomKey.FromSeed(0));
        IWeightMapping mapping = environment.Mappings.Kinds[hardware.Mapping].Create(hardware.MappingOptions);
        if (mapping.Refusal(device) is string refusal)
        {
            section.Complain("mapping", refusal);
        }

        if (mapping.OutputsPerTile(hardware.Columns) < 1)
        {
            section.Complain("tile", $"mapping '{hardware.Mapping}' fits no output on {hardware.Columns} columns.");
        }

        if (programming?.Has("noise-scale") == true && hardware.NoiseScale != 0 && device is not IProgrammingNoise)
        {
            programming.Complain("noise-scale", $"device '{device.Name}' has no programming noise: this would change nothing.");
        }

    }

    /// <summary>Complains about a key that is there and would change nothing.</summary>
    private static void Pointless(DocumentReader section, string key, string problem)
    {
        if (section.Has(key))
        {
            section.Complain(key, problem);
        }
    }

    private static void Unknown(DocumentReader reader, string key, string what, string name, IEnumerable<string> known) =>
        reader.Complain(key, $"no {what} is called '{name}'. {NearestName.Hint(name, [.. known.Order(StringComparer.Ordinal)])}");
}
