using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Models;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Makes a <see cref="HardwareSection"/> of the section <c>hardware</c>.</summary>
/// <param name="environment">What names may refer to.</param>
internal sealed class HardwareReader(StudyEnvironment environment)
{
    public HardwareSection Read(DocumentReader section, DatasetSection dataset, ModelSection model)
    {
        DeviceSpec? device = new DeviceSectionReader(environment.Devices).Read(section, "device");
        DocumentReader? programming = section.OptionalSection("programming");
        DocumentReader? tile = section.OptionalSection("tile");
        HardwareSection hardware = new()
        {
            Device = device!, // null only after a complaint
            NoiseScale = programming?.Number("noise-scale", 0, 1e6, 1.0) ?? 1.0,
            Imperfections = section.Items("imperfections", (list, item) => ImperfectionSection.Read(list.Section(item)), optional: true),
            Rows = tile?.Integer("rows", 1, TileShape.Maximum, 128) ?? 128,
            Columns = tile?.Integer("columns", 1, TileShape.Maximum, 128) ?? 128,
            Split = tile?.Choice<TileSplit>("split", TileSplit.FillFirst) ?? TileSplit.FillFirst,
            Dac = Dac(section.OptionalSection("dac")),
            KeepDigital = KeepDigital(section, model),
        };
        hardware = Mapping(section.OptionalSection("mapping"), hardware);
        hardware = Adc(section.OptionalSection("adc"), hardware);
        hardware = Calibration(section, dataset, hardware);
        if (hardware.Split == TileSplit.WholeChannels && environment.Models.Kinds.GetValueOrDefault(model.Name) is { HasConvolutions: false })
        {
            tile?.Complain("split", $"model '{model.Name}' has no convolutions: 'whole-channels' would change nothing.");
        }

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
            section.ComplainUnknown("kind", "mapping", name, environment.Mappings.Kinds.Keys);
            section.IgnoreRest();
            return hardware;
        }

        if (!kind.UsesBalance)
        {
            section.ComplainIfPresent("balance", $"means nothing to mapping '{name}'.");
        }

        if (!kind.UsesSubtraction)
        {
            section.ComplainIfPresent("subtract", $"means nothing to mapping '{name}'.");
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
            foreach (string key in new[] { "kind", "file", "range", "columns-per-range", "errors" })
            {
                section.ComplainIfPresent(key, "means nothing to an ideal ADC.");
            }

            return hardware with { Adc = new AdcSection(Bits: null) };
        }

        (AdcKind kind, AdcFileSection? file) = new AdcKindReader(environment.Converters).Read(section);
        (RangeRule rule, AdcRange range) = AdcRange(section, kind);
        if (rule != RangeRule.Calibrated)
        {
            section.ComplainIfPresent("columns-per-range", "means nothing to a range that is not calibrated.");
        }

        int bits = AdcKindReader.Bits(section, kind);
        return hardware with
        {
            AdcKind = kind.Name,
            Adc = new AdcSection(
                bits, rule, range,
                rule != RangeRule.Calibrated || !section.Has("columns-per-range") ? null : section.Integer("columns-per-range", 1, TileShape.Maximum))
            {
                File = file,
                Errors = AdcKindReader.Errors(section, kind, bits),
            },
        };
    }

    private static (RangeRule Rule, AdcRange Range) AdcRange(DocumentReader section, AdcKind kind)
    {
        if (kind.Range is AdcRange own)
        {
            section.ComplainIfPresent("range", $"means nothing to this ADC, which comes with one: {Current.FromAmperes(own.Low)} to {Current.FromAmperes(own.High)}.");
            return (RangeRule.Fixed, own);
        }

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

    private static HardwareSection Calibration(DocumentReader section, DatasetSection dataset, HardwareSection hardware)
    {
        if (section.OptionalSection("calibration") is not DocumentReader calibration)
        {
            return hardware;
        }

        if (hardware.Dac.Range != RangeRule.Calibrated && hardware.Adc is not { Bits: not null, Range: RangeRule.Calibrated })
        {
            section.Complain("calibration", "no range is calibrated: this would change nothing.");
        }

        int samples = calibration.Integer("samples", 1, 1_000_000, 500);
        if (calibration.Has("samples") && samples > dataset.Train)
        {
            calibration.Complain("samples", $"{samples} are more than the {dataset.Train} training images.");
        }

        return hardware with
        {
            CalibrationSamples = samples,
            Dac = hardware.Dac with { Rule = CalibrationRules.OfDac(calibration, hardware.Dac) },
            Adc = hardware.Adc with { Rule = CalibrationRules.OfAdc(calibration, hardware.Adc) },
        };
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
            section.ComplainUnknown("digital", "layer with weights", unknown, layers);
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
}
