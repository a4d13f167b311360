using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;

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
        LayerNames layers = new(environment, model);
        IReadOnlyList<(DocumentReader Section, ImperfectionSection? Read)> imperfections = section.Items(
            "imperfections", (list, item) => (list.Section(item), ImperfectionSection.Read(list.Section(item), layers)), optional: true);
        IReadOnlyList<string> keepDigital = layers.Read(section, "digital");
        HardwareSection hardware = new()
        {
            Device = device!, // null only after a complaint
            Pulses = PulsesSection.Read(programming, device),
            NoiseScale = programming?.Number("noise-scale", 0, 1e6, 1.0) ?? 1.0,
            Imperfections = [.. imperfections.Select(each => each.Read).OfType<ImperfectionSection>()],
            Rows = tile?.Integer("rows", 1, TileShape.Maximum, 128) ?? 128,
            Columns = tile?.Integer("columns", 1, TileShape.Maximum, 128) ?? 128,
            Split = tile?.Choice<TileSplit>("split", TileSplit.FillFirst) ?? TileSplit.FillFirst,
            Dac = DacReader.Read(section.OptionalSection("dac")),
            Wires = section.OptionalSection("wires") is DocumentReader wires ? WiresSection.Read(wires) : null,
            Ageing = section.OptionalSection("ageing") is DocumentReader ageing ? AgeingSection.Read(ageing) : null,
            ReadNoise = !section.Is("read-noise", "none") && section.OptionalSection("read-noise") is DocumentReader noise ? ReadNoiseSection.Read(noise) : null,
            WithoutReadNoise = section.Is("read-noise", "none"),
            ColumnLimit = section.Has("column-limit") ? section.Current("column-limit", min: Current.FromAmperes(1e-12)) : null,
            AccumulatorBits = section.Has("accumulator-bits") ? section.Integer("accumulator-bits", 2, 64) : null,
            KeepDigital = keepDigital,
            Outputs = OutputsReader.Read(section, layers, keepDigital),
        };
        hardware = new MappingReader(environment.Mappings).Read(section.OptionalSection("mapping"), hardware);
        hardware = Adc(section.OptionalSection("adc"), hardware);
        hardware = Calibration(section, dataset, hardware);
        if (hardware.Split == TileSplit.WholeChannels && environment.Models.Kinds.GetValueOrDefault(model.Name) is { HasConvolutions: false })
        {
            tile?.Complain("split", $"model '{model.Name}' has no convolutions: 'whole-channels' would change nothing.");
        }

        CheckTogether(section, programming, imperfections, hardware);
        return hardware;
    }

    private HardwareSection Adc(DocumentReader? section, HardwareSection hardware)
    {
        if (section is null)
        {
            return hardware;
        }

        if (section.Is("bits", "ideal"))
        {
            foreach (string key in new[] { "kind", "file", "range", "columns-per-range", "convert", "errors" })
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
                Converts = section.Choice("convert", ConversionPoint.EachPass),
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

    /// <summary>What cells that are not ohmic ask of everything else.</summary>
    private static void CheckLaw(DocumentReader section, ICellCurrent law, HardwareSection hardware)
    {
        if (hardware.Dac.ReadVoltage.Volts > law.Highest.Volts)
        {
            string problem = $"{hardware.Dac.ReadVoltage} is beyond {law.Highest}, up to which the law of the device's current holds ({law.Description}).";
            if (section.OptionalSection("dac") is DocumentReader dac && dac.Has("read-voltage"))
            {
                dac.Complain("read-voltage", problem);
            }
            else
            {
                section.Complain("device", problem);
            }
        }

        if (hardware.Adc.Converts == ConversionPoint.AfterAccumulation)
        {
            section.OptionalSection("adc")!.Complain("convert", "the device's cells are not ohmic: currents of several passes do not add up to that of one voltage.");
        }

        if (hardware.Wires is { Model: WireModel.Resummed })
        {
            section.OptionalSection("wires")!.Complain("model", "the closed form is for ohmic cells, and the device's are not.");
        }

        if (hardware.Wires is { Precision: WirePrecision.Single })
        {
            section.OptionalSection("wires")!.Complain("precision", "means nothing to cells that are not ohmic: their currents are searched for in double precision.");
        }
    }

    /// <summary>What only shows once all keys are known: device and mapping, noise and device, saturation and converters.</summary>
    private void CheckTogether(
        DocumentReader section,
        DocumentReader? programming,
        IReadOnlyList<(DocumentReader Section, ImperfectionSection? Read)> imperfections,
        HardwareSection hardware)
    {
        if (hardware.AccumulatorBits is not null && hardware.Adc.Bits is null)
        {
            section.Complain("accumulator-bits", "an ideal ADC has no codes that an accumulator of so many bits could add.");
        }

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

        if (programming?.Has("noise-scale") == true && hardware.NoiseScale != 0 && hardware.Pulses is null && device is not IProgrammingNoise)
        {
            programming.Complain("noise-scale", $"device '{device.Name}' has no programming noise: this would change nothing.");
        }

        if (section.OptionalSection("ageing") is DocumentReader ageing)
        {
            AgeingSection.Check(ageing, device.Name, hardware.Device.Drift);
        }

        if (hardware.WithoutReadNoise && hardware.Device.ReadNoise is null)
        {
            section.Complain("read-noise", $"device '{hardware.Device.Name}' has no noise of reads of its own: this would change nothing.");
        }

        if (device.Current is not OhmicCurrent)
        {
            CheckLaw(section, device.Current, hardware);
        }

        foreach ((DocumentReader entry, ImperfectionSection? read) in imperfections)
        {
            if (read is null)
            {
                continue;
            }

            if (read.Create(0).Refusal(device) is string reason)
            {
                entry.Complain("", reason);
            }

            if (read.Corner is { P: not null } && !mapping.HasPairs)
            {
                entry.Complain("p", $"mapping '{mapping.Name}' has no pairs, of which p devices could be one side.");
            }
        }

        if (hardware.ReadNoise is { RelativeTo: DeviationScale.Range } && device.HighestConductance == device.LowestConductance)
        {
            section.OptionalSection("read-noise")!.Complain(
                "relative-to", $"device '{device.Name}' has one conductance and no range: this would change nothing.");
        }

        bool isExact = imperfections.Count == 0 && hardware.Pulses is null && (hardware.NoiseScale == 0 || device is not IProgrammingNoise);
        double most = hardware.Rows * device.HighestConductance.Siemens * hardware.Dac.ReadVoltage.Volts;
        if (isExact && hardware.Dac.Bits is not null && hardware.ColumnLimit is Current limit && limit.Amperes >= most)
        {
            section.Complain("column-limit", $"{hardware.Rows} rows of '{device.Name}' carry {Current.FromAmperes(most)} at most: this would change nothing.");
        }
    }
}
