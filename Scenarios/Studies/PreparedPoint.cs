using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>A point of a study with everything it names found and loaded, and the addresses of its parts.</summary>
internal sealed class PreparedPoint
{
    private readonly StudyEnvironment _environment;

    public PreparedPoint(StudyPoint point, DatasetPair data, string dataHash, StudyEnvironment environment)
    {
        (Point, Data, _environment) = (point, data, environment);
        Scenario scenario = point.Scenario;
        Root = RandomKey.FromSeed(scenario.Seed);
        Hardware = Resolve(scenario, environment, Root);
        Effects = EffectsOf(scenario.Hardware, Hardware);
        TrainingHardware = scenario.TrainedOn is null ? Hardware : TrainingHardwareOf(scenario, environment, Root);
        TrainingEffects = EffectsOf(Known, TrainingHardware);
        DigitalHash = Hash("digital", ProgramVersion.Text, dataHash, scenario.Seed, scenario.Model, scenario.Training);
        QatSection? qat = Qat;
        NetworkHash = scenario.Quantization is QuantizationSection quantization
            ? Hash("quantized", DigitalHash, qat?.Start, qat?.Training, quantization, quantization.Budget?.Resource is null ? scenario.Hardware.Rows : Taken(scenario.Hardware))
            : qat is null
            ? DigitalHash
            : qat.Hardware is HardwareTraining how
            ? Hash(["qat", DigitalHash, qat.Start, qat.Training, how, .. Whole(Known, TrainingHardware)])
            : Hash("qat", DigitalHash, qat.Start, qat.Training, qat.EverySteps, scenario.Method, Held(Known, TrainingHardware));
        TrialHash = Hash(["trial", NetworkHash, .. Whole(scenario.Hardware, Hardware)]);
    }

    public StudyPoint Point { get; }

    public DatasetPair Data { get; }

    /// <summary>Root of all draws.</summary>
    public RandomKey Root { get; }

    public CrossbarSettings Hardware { get; }

    /// <summary>What of the hardware is not the same for all layers.</summary>
    public LayerEffects Effects { get; }

    /// <summary>The hardware that training knows.</summary>
    public CrossbarSettings TrainingHardware { get; }

    /// <summary>What of it is not the same for all layers.</summary>
    public LayerEffects TrainingEffects { get; }

    /// <summary>What the scenario says of the hardware that training knows.</summary>
    public HardwareSection Known => Point.Scenario.TrainedOn ?? Point.Scenario.Hardware;

    /// <summary>Address of the digitally trained network. Another version of the program has others.</summary>
    public string DigitalHash { get; }

    /// <summary>Address of the network that goes onto the hardware.</summary>
    public string NetworkHash { get; }

    /// <summary>Address of the point's trials.</summary>
    public string TrialHash { get; }

    /// <summary>The quantization-aware training of the point; null: post-training.</summary>
    public QatSection? Qat => Point.Scenario.Method switch
    {
        Method.QatProjection => Point.Scenario.Projection,
        Method.QatLatent => Point.Scenario.Latent,
        Method.Qat => Point.Scenario.Quantized,
        Method.QatHardware => Point.Scenario.ThroughHardware,
        _ => null,
    };

    /// <summary>Whether batch normalizations are worked into weights: not into those that training put on cells as they are.</summary>
    public bool FoldsNorms => Point.Scenario.Method is not (Method.QatProjection or Method.QatLatent or Method.QatHardware);

    /// <summary>Temperature of the softmax that the network on the hardware is trained with.</summary>
    public double Temperature => (Qat?.Training ?? Point.Scenario.Training).Temperature;

    /// <summary>Chips to evaluate: one where nothing about them is random.</summary>
    public int Trials => Hardware.IsRandom || Effects.Outputs.Any(effect => effect.IsRandom) ? Point.Scenario.Trials : 1;

    /// <summary>Training images, the first ones, that ranges are calibrated on.</summary>
    public int CalibrationSamples => Math.Min(Point.Scenario.Hardware.CalibrationSamples, Data.Train.Count);

    /// <summary>Address of the chip of a trial.</summary>
    public RandomKey Chip(int trial) => Root.For("trial", trial);

    /// <summary>The mapping of weights of so many bits, where a budget of the hardware chooses them.</summary>
    public IWeightMapping MappingWith(int weightBits) => Point.Scenario.Hardware.MappingWith(_environment, weightBits);

    /// <summary>What of the hardware is not the same for all layers: <see cref="Effects"/>, and slices for the bits that a budget of the hardware chose.</summary>
    /// <param name="weightBits">The bits, layer by layer; null: nothing chose any.</param>
    public LayerEffects EffectsWith(IReadOnlyDictionary<string, int>? weightBits) =>
        weightBits is null || Point.Scenario.Quantization?.Budget?.Resource is null
            ? Effects
            : Effects with { Mappings = weightBits.ToDictionary(layer => layer.Key, layer => MappingWith(layer.Value)) };

    /// <summary>Work that reads arrays: where cells and lines cannot be read, that is a fault of the point's scenario.</summary>
    /// <exception cref="InputException">They cannot.</exception>
    public T Reading<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NetworkException fault)
        {
            throw new InputException([new Complaint(SourceLocation.WholeFile($"point {Point.Index}"), "hardware.device.current", fault.Message)]);
        }
    }

    /// <summary>The hardware of a scenario, its device and its files found.</summary>
    public static CrossbarSettings Resolve(Scenario scenario, StudyEnvironment environment, RandomKey root)
    {
        HardwareSection section = scenario.Hardware;
        IDeviceModel device = section.Device.Resolve(root);
        return new CrossbarSettings
        {
            Device = device,
            Mapping = environment.Mappings.Kinds[section.Mapping].Create(section.MappingOptions),
            Scale = section.Scale,
            Tile = new TileShape(section.Rows, section.Columns),
            Split = section.Split,
            Dac = section.Dac,
            Adc = new()
            {
                Bits = section.Adc.Bits,
                Kind = section.Adc.File?.Kind ?? environment.Converters.Kinds[section.AdcKind],
                Range = section.Adc.Range,
                Rule = section.Adc.Rule,
                Errors = section.Adc.Errors,
                Fixed = section.Adc.Fixed,
                LinesPerRange = section.Adc.LinesPerRange,
                Converts = section.Adc.Converts,
            },
            NoiseScale = scenario.Method == Method.PtqMean ? 0.0 : section.NoiseScale,
            Pulses = scenario.Method == Method.PtqMean ? null : section.Pulses?.Create(section.Device, section.NoiseScale),
            Imperfections = [.. section.Imperfections.Select((imperfection, index) => imperfection.Create(index))],
            Wires = section.Wires?.Create() ?? PerfectWires.Instance,
            Ageing = section.Ageing is AgeingSection ageing && section.Device.Drift is IConductanceDrift drift ? ageing.Create(drift) : null,
            ReadNoise = section.ReadNoise is ReadNoiseSection noise ? new ReadNoise(noise.Sigma, noise.RelativeTo, device)
                : section.WithoutReadNoise ? null
                : section.Device.ReadNoise?.At(section.Ageing?.Time ?? section.Device.Drift?.Earliest ?? TimeSpan.FromSeconds(1)),
            ColumnLimit = section.ColumnLimit,
            AccumulatorBits = section.AccumulatorBits,
        };
    }

    /// <summary>The hardware that training knows, its device and its files found.</summary>
    public static CrossbarSettings TrainingHardwareOf(Scenario scenario, StudyEnvironment environment, RandomKey root) =>
        Resolve(scenario.TrainedOn is HardwareSection known ? scenario with { Hardware = known } : scenario, environment, root);

    private static LayerEffects EffectsOf(HardwareSection section, CrossbarSettings hardware) => new()
    {
        OnlyOn = section.Imperfections.Zip(hardware.Imperfections).Where(each => each.First.Layers is not null)
            .ToDictionary<(ImperfectionSection First, ICellImperfection Second), ICellImperfection, IReadOnlyList<string>>(
                each => each.Second, each => each.First.Layers!, ReferenceEqualityComparer.Instance),
        Outputs = section.Outputs ?? [],
    };

    /// <summary>All that decides what hardware does.</summary>
    private static object?[] Whole(HardwareSection section, CrossbarSettings hardware) =>
    [
        DeviceFingerprint.Of(hardware.Device), hardware.Device.Current.Content, hardware.NoiseScale, hardware.Pulses?.Content, section with { Device = null! },
        section.Device.Drift?.Content, section.Device.ReadNoise?.Content,
    ];

    /// <summary>What of the hardware training with it can see: all that decides which weights cells hold.</summary>
    private static object Held(HardwareSection section, CrossbarSettings hardware) => new
    {
        Device = DeviceFingerprint.Of(hardware.Device),
        section.Imperfections,
        section.Mapping,
        section.MappingOptions,
        section.Scale,
        section.Rows,
        section.Columns,
        section.Split,
        hardware.NoiseScale,
        section.Pulses,
        PulseNumbers = hardware.Pulses?.Content,
        section.KeepDigital,
    };

    /// <summary>All of the hardware that decides how many arrays and conversions layers take.</summary>
    private static object Taken(HardwareSection section) => new
    {
        section.Mapping,
        section.MappingOptions,
        section.Rows,
        section.Columns,
        section.Split,
        section.Dac,
        HasAdcs = section.Adc.Bits is not null,
        section.Adc.Converts,
        section.KeepDigital,
    };

    private static string Hash(params object?[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))))[..16];
}
