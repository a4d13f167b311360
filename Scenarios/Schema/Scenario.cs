using System.Text.Json.Serialization;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>How weights come onto the hardware.</summary>
public enum Method
{
    /// <summary>Post-training quantization; every cell at the mean of its level, no programming error.</summary>
    PtqMean,

    /// <summary>Post-training quantization, programmed with error.</summary>
    PtqNoise,

    /// <summary>Quantization-aware training by projection, programmed with error.</summary>
    QatProjection,

    /// <summary>Quantization-aware training with latent weights, programmed with error.</summary>
    QatLatent,

    /// <summary>Quantization-aware training through the simulated hardware, programmed with error.</summary>
    QatHardware,

    /// <summary>Training with the quantizers of the section quantization, programmed with error.</summary>
    Qat,
}

/// <summary>Where quantization-aware training starts from.</summary>
public enum TrainingStart
{
    /// <summary>From first weights of its own.</summary>
    Scratch,

    /// <summary>From the digitally trained network.</summary>
    Baseline,
}

/// <summary>One thing to evaluate, completely said: a scenario without sweeps.</summary>
public sealed record Scenario
{
    /// <summary>Name of the scenario; names its run folder.</summary>
    public required string Name { get; init; }

    /// <summary>Root of all random draws.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Chips that are programmed and evaluated, where there is anything random about them.</summary>
    public int Trials { get; init; } = 10;

    /// <summary>How weights come onto the hardware.</summary>
    public Method Method { get; init; } = Method.PtqNoise;

    /// <summary>The images.</summary>
    public required DatasetSection Dataset { get; init; }

    /// <summary>The network.</summary>
    public required ModelSection Model { get; init; }

    /// <summary>How the digital network is trained.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>How quantization-aware training by projection goes.</summary>
    public required QatSection Projection { get; init; }

    /// <summary>How quantization-aware training with latent weights goes.</summary>
    public required QatSection Latent { get; init; }

    /// <summary>How training with the quantizers of the network goes; null: another method does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QatSection? Quantized { get; init; }

    /// <summary>The numbers the network itself computes in; null: floating point.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuantizationSection? Quantization { get; init; }

    /// <summary>How training through hardware goes; null: with another method.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QatSection? ThroughHardware { get; init; }

    /// <summary>The hardware.</summary>
    public required HardwareSection Hardware { get; init; }

    /// <summary>The hardware that training knows; null: the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HardwareSection? TrainedOn { get; init; }

    /// <summary>Images at a time in evaluation. Leaves no trace in results.</summary>
    [JsonIgnore]
    public int EvaluationBatch { get; init; } = 500;
}

/// <summary>The images.</summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Train">Training images to use; null: all.</param>
/// <param name="Test">Test images to use; null: all.</param>
public sealed record DatasetSection(string Name, int? Train, int? Test)
{
    /// <summary>How pixels become inputs; null: p/255.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PixelNormalization? Normalization { get; init; }
}

/// <summary>The network.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Hidden">Widths of hidden layers.</param>
/// <param name="InitialSigma">Standard deviation of the first weights.</param>
public sealed record ModelSection(string Name, IReadOnlyList<int> Hidden, double InitialSigma)
{
    /// <summary>Channels of the first stage; null: what the model usually has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FirstChannels { get; init; }

    /// <summary>Which layers have a bias, where that can be chosen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LayerBias Bias { get; init; }

    /// <summary>What the model is asked to look like for images of a shape.</summary>
    internal ModelRequest RequestFor(ImageShape shape)
    {
        ModelRequest request = new()
        {
            Channels = shape.Channels,
            Height = shape.Height,
            Width = shape.Width,
            Classes = shape.Classes,
            Hidden = Hidden,
            InitialSigma = InitialSigma,
            Bias = Bias,
        };
        return FirstChannels is int channels ? request with { FirstChannels = channels } : request;
    }
}

/// <summary>One way of quantization-aware training.</summary>
/// <param name="Start">Where it starts from.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="EverySteps">Projection only: steps between projections; null: at the end of each epoch.</param>
public sealed record QatSection(TrainingStart Start, TrainingSettings Training, int? EverySteps)
{
    /// <summary>How training sees the hardware; null: it does not go through it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HardwareTraining? Hardware { get; init; }
}

/// <summary>The hardware.</summary>
public sealed record HardwareSection
{
    /// <summary>The memory cell.</summary>
    public required DeviceSpec Device { get; init; }

    /// <summary>Factor on every standard deviation of programming.</summary>
    public double NoiseScale { get; init; } = 1.0;

    /// <summary>How cells are programmed by pulses; null: with the programming error of their device.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PulsesSection? Pulses { get; init; }

    /// <summary>What happens to cells after programming, in this order.</summary>
    public IReadOnlyList<ImperfectionSection> Imperfections { get; init; } = [];

    /// <summary>Name of the mapping.</summary>
    public string Mapping { get; init; } = "differential";

    /// <summary>Its options.</summary>
    public MappingOptions MappingOptions { get; init; } = new();

    /// <summary>The factor between weights and conductances.</summary>
    public WeightScale Scale { get; init; } = new(ScaleReach.Layer);

    /// <summary>Rows of an array.</summary>
    public int Rows { get; init; } = 128;

    /// <summary>Columns of an array.</summary>
    public int Columns { get; init; } = 128;

    /// <summary>How matrices are cut.</summary>
    public TileSplit Split { get; init; }

    /// <summary>The converters on the rows.</summary>
    public DacSettings Dac { get; init; } = new();

    /// <summary>Name of the ADC.</summary>
    public string AdcKind { get; init; } = "uniform";

    /// <summary>The converters on the columns; their kind is named by <see cref="AdcKind"/>.</summary>
    public AdcSection Adc { get; init; } = new();

    /// <summary>What befalls outputs of layers, in this order; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OutputEffect>? Outputs { get; init; }

    /// <summary>What time makes of cells; null: none passes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgeingSection? Ageing { get; init; }

    /// <summary>Whether the device's own noise of reads is left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithoutReadNoise { get; init; }

    /// <summary>The lines of arrays; null: perfect.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WiresSection? Wires { get; init; }

    /// <summary>Noise of every cell at every read; null: none.</summary>
    public ReadNoiseSection? ReadNoise { get; init; }

    /// <summary>Most current that a column can carry; null: any.</summary>
    public Current? ColumnLimit { get; init; }

    /// <summary>Bits of the digital accumulators; null: as many as it takes.</summary>
    public int? AccumulatorBits { get; init; }

    /// <summary>Training images, the first ones, that ranges are calibrated on.</summary>
    public int CalibrationSamples { get; init; } = 500;

    /// <summary>Layers that are kept off the tiles.</summary>
    public IReadOnlyList<string> KeepDigital { get; init; } = [];

    /// <summary>Its mapping, cutting weights of so many bits into slices.</summary>
    /// <param name="environment">What its name refers to.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    internal IWeightMapping MappingWith(StudyEnvironment environment, int weightBits) => environment.Mappings.Kinds[Mapping]
        .Create(MappingOptions with { Slices = new WeightSlices(MappingOptions.Slices!.CellBits, weightBits) });
}

/// <summary>The converters on the columns.</summary>
/// <param name="Bits">Resolution; null: ideal.</param>
/// <param name="Range">Where the range comes from.</param>
/// <param name="Fixed">A fixed range in amperes.</param>
/// <param name="LinesPerRange">Neighbouring lines that share a calibrated range; null: the tile.</param>
public sealed record AdcSection(int? Bits = 8, RangeRule Range = RangeRule.Calibrated, AdcRange Fixed = default, int? LinesPerRange = null)
{
    /// <summary>When it converts, where inputs are driven in several passes.</summary>
    public ConversionPoint Converts { get; init; }

    /// <summary>How a calibrated range is found.</summary>
    public CalibrationRule Rule { get; init; }

    /// <summary>How those of a chip differ from what they should be.</summary>
    public AdcErrors Errors { get; init; } = AdcErrors.None;

    /// <summary>The file that describes it; null: bits and range do.</summary>
    public AdcFileSection? File { get; init; }
}

/// <summary>A file that describes an ADC.</summary>
/// <param name="Name">Its name, without folders.</param>
/// <param name="Content">Fingerprint of what it says: a file edited in place is another ADC.</param>
/// <param name="Kind">What was made of it.</param>
public sealed record AdcFileSection(string Name, string? Content, [property: JsonIgnore] AdcKind Kind);
