using System.Text.Json.Serialization;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>The numbers in which the network itself computes, on tiles or off.</summary>
public sealed record QuantizationSection
{
    /// <summary>What holds for all layers.</summary>
    public required LayerQuantizationSection All { get; init; }

    /// <summary>What holds in its place for some layers, by name.</summary>
    public IReadOnlyDictionary<string, LayerQuantizationSection> Layers { get; init; } = new Dictionary<string, LayerQuantizationSection>();

    /// <summary>What all weights together may take; null: the bits of each are given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BudgetSection? Budget { get; init; }

    /// <summary>After training only: what is done about errors; null: the network trains with its quantizers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PostTrainingCorrections? Corrections { get; init; }

    /// <summary>After training only: what ranges are found on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public QuantizationCalibration? Calibration { get; init; }

    /// <summary>All the layers' choices, exceptions last.</summary>
    internal IEnumerable<LayerQuantizationSection> Choices => Layers.Values.Prepend(All);

    /// <summary>Whether the budget chooses the bits of a layer's weights.</summary>
    internal bool IsBudgeted(string layer) => Budget is not null && Layers.GetValueOrDefault(layer, All).Weights is { Bits: null };

    /// <summary>The plan of a network.</summary>
    /// <param name="environment">What names refer to.</param>
    /// <param name="rows">Rows of an array, for scales per tile.</param>
    internal QuantizationPlan Plan(StudyEnvironment environment, int rows)
    {
        return new QuantizationPlan(Of(All), Layers.ToDictionary(layer => layer.Key, layer => Of(layer.Value)));

        LayerQuantization Of(LayerQuantizationSection layer) => new(layer.Weights?.Choice(environment, rows), layer.Activations?.Choice(environment, rows));
    }
}

/// <summary>The numbers of a layer.</summary>
/// <param name="Weights">What quantizes its weights; null: nothing does.</param>
/// <param name="Activations">What quantizes what comes into it; null: nothing does.</param>
public sealed record LayerQuantizationSection(QuantizerSection? Weights, QuantizerSection? Activations);

/// <summary>What all weights together may take.</summary>
/// <param name="AtMost">How much: units of 1024 bytes, or what is counted.</param>
/// <param name="Resource">What of the hardware is counted; null: memory is.</param>
/// <param name="Bits">The resolutions to choose from, ascending.</param>
/// <param name="By">What is made small.</param>
/// <param name="Samples">Training images, the first ones, that it is measured on.</param>
public sealed record BudgetSection(double AtMost, HardwareResource? Resource, IReadOnlyList<int> Bits, SensitivityMeasure By, int Samples)
{
    /// <summary>The budget, in bits where it is one of memory.</summary>
    internal WeightBudget Budget => new(Bits, (long)(Resource is null ? AtMost * 8192 : AtMost), By);

    /// <summary>A part of the budget, with its unit.</summary>
    internal string Text(long size) => Resource is HardwareResource resource
        ? FormattableString.Invariant($"{size} {KebabCase.Of(resource)}")
        : FormattableString.Invariant($"{size / 8192.0:0.##} KiB");
}

/// <summary>Which weights share a scale.</summary>
public enum ScalePer
{
    /// <summary>All of a layer.</summary>
    Tensor,

    /// <summary>Those of an output.</summary>
    Channel,

    /// <summary>Those of a column of an array.</summary>
    Tile,

    /// <summary>Those of so many neighbouring outputs.</summary>
    Channels,

    /// <summary>So many neighbouring inputs of one output.</summary>
    Inputs,
}

/// <summary>A quantizer.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Bits">Its resolution; null: its own.</param>
public sealed record QuantizerSection(string Kind, int? Bits)
{
    /// <summary>Which weights share a scale.</summary>
    public ScalePer Per { get; init; }

    /// <summary>How many outputs or inputs, where <see cref="Per"/> is a number of them.</summary>
    public int Count { get; init; }

    /// <summary>How the range of a uniform one is found; null: from the lowest to the highest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Range { get; init; }

    /// <summary>The percentile of that name, as a fraction; null: its usual one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Percentile { get; init; }

    /// <summary>When the range of activations is found; null: once.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RangeTime? Time { get; init; }

    internal QuantizerChoice Choice(StudyEnvironment environment, int rows) => new(environment.Quantizers.Kinds[Kind])
    {
        Bits = Bits ?? environment.Quantizers.Kinds[Kind].Bits?.Fewest ?? 1,
        Granularity = Per switch
        {
            ScalePer.Channel => Granularity.Channel,
            ScalePer.Tile => Granularity.Tile(rows),
            ScalePer.Channels => Granularity.Channels(Count),
            ScalePer.Inputs => Granularity.Inputs(Count),
            _ => Granularity.Tensor,
        },
        Range = Percentile is double part ? RangeRule.AtPercentile(part) : Range is null ? null : environment.Ranges.Rules[Range],
        Time = Time,
    };
}

/// <summary>What the ranges of quantization after training are found on.</summary>
/// <param name="Samples">How many images: the first ones of the training set, or made ones.</param>
/// <param name="ZeroShot">How images are made from what batch normalizations remember; null: they are training images.</param>
public sealed record QuantizationCalibration(int Samples, ZeroShotSettings? ZeroShot)
{
    /// <summary>How the quantized network is then trained after the float one, on made images; null: it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FineTuneSettings? FineTune { get; init; }
}
