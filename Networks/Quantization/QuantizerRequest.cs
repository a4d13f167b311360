using CrossbarSim.Devices.Randomness;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>What a quantizer is put on.</summary>
[Flags]
public enum QuantizerRoles
{
    /// <summary>Weights of a layer.</summary>
    Weights = 1,

    /// <summary>What comes into a layer.</summary>
    Activations = 2,

    /// <summary>Both.</summary>
    Both = Weights | Activations,
}

/// <summary>What a quantizer is asked to be.</summary>
public sealed record QuantizerRequest
{
    /// <summary>What it is put on: one of the two.</summary>
    public QuantizerRoles Role { get; init; } = QuantizerRoles.Weights;

    /// <summary>Resolution, 1 or more; binary and ternary ones do not look at it.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Whether there are negative values; false suits what follows a rectifier.</summary>
    public bool HasNegatives { get; init; } = true;

    /// <summary>Which weights share a scale.</summary>
    public Granularity Granularity { get; init; } = Granularity.Tensor;

    /// <summary>Shape of the weights, [outputs, inputs...]; needed where parts of them have scales of their own. Activations: not looked at.</summary>
    public IReadOnlyList<long> Shape { get; init; } = [];

    /// <summary>Address of what it draws, if it draws.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(0);

    /// <summary>Precision of what it learns: that of the tensors it is called with.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>The groups of weights that share a scale.</summary>
    internal Grouping Grouping => Granularity.Of(Granularity.IsTensor ? [] : [.. Shape]);

    /// <summary>Whether it is for weights.</summary>
    internal bool IsForWeights => Role == QuantizerRoles.Weights;
}
