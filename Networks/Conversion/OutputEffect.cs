using CrossbarSim.Networks.Quantization.Perturbation;

namespace CrossbarSim.Networks.Conversion;

/// <summary>What befalls the outputs of layers on tiles, between their sums and whatever follows: noise of what carries them, or the range of what holds them.</summary>
/// <remarks>In evaluation and in training through hardware alike; where there is both noise and a limit, noise comes first.</remarks>
public sealed record OutputEffect
{
    /// <summary>Names of the layers; empty: all that are on tiles.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>σ of noise that is drawn anew for every output; zero or more.</summary>
    public double Noise { get; init; }

    /// <summary>What σ is in proportion to. The largest magnitude is that of the calibration set, and stays.</summary>
    public NoiseScale NoiseRelativeTo { get; init; } = NoiseScale.Largest;

    /// <summary>Lowest and highest output; null: see <see cref="LimitShare"/>.</summary>
    public (double Low, double High)? Limit { get; init; }

    /// <summary>Largest magnitude of an output as a share of the largest of the calibration set; null: outputs have no such limit.</summary>
    public double? LimitShare { get; init; }

    /// <summary>Whether outputs are drawn.</summary>
    public bool IsRandom => Noise > 0;

    /// <summary>Whether it befalls a layer.</summary>
    public bool IsOn(string layer) => Layers.Count == 0 || Layers.Contains(layer);
}
