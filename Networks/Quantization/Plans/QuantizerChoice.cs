using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Networks.Quantization.Plans;

/// <summary>A quantizer of a plan: its kind, and what of it can be chosen.</summary>
/// <param name="Kind">Its kind.</param>
public sealed record QuantizerChoice(QuantizerKind Kind)
{
    /// <summary>Resolution; kinds without bits do not look at it.</summary>
    public int Bits { get; init; } = 8;

    /// <summary>Which weights share a scale. Activations share one.</summary>
    public Granularity Granularity { get; init; } = Granularity.Tensor;

    /// <summary>How the range of a uniform quantizer is found; null: from the lowest to the highest.</summary>
    public RangeRule? Range { get; init; }

    /// <summary>When it is found; null: of weights anew on every tensor, of activations once.</summary>
    public RangeTime? Time { get; init; }

    /// <summary>Makes it for the weights of a layer.</summary>
    /// <param name="shape">[outputs, inputs...].</param>
    /// <param name="key">Address of what it draws.</param>
    /// <exception cref="ArgumentException">It cannot be what is asked.</exception>
    public Quantizer ForWeights(IReadOnlyList<long> shape, RandomKey key) =>
        Make(new QuantizerRequest { Role = QuantizerRoles.Weights, Bits = Bits, Granularity = Granularity, Shape = shape, Key = key });

    /// <summary>Makes it for what comes into a layer.</summary>
    /// <param name="negatives">Whether there is anything below zero.</param>
    /// <param name="key">Address of what it draws.</param>
    /// <exception cref="ArgumentException">It cannot be what is asked.</exception>
    public Quantizer ForActivations(bool negatives, RandomKey key) =>
        Make(new QuantizerRequest { Role = QuantizerRoles.Activations, Bits = Bits, Granularity = Granularity, HasNegatives = negatives, Key = key });

    private Quantizer Make(QuantizerRequest request)
    {
        Quantizer made = Kind.Create(request);
        if (Range is null && Time is null)
        {
            return made;
        }

        made.Dispose(); // it would do, but for its range
        return Kind.Scheme is UniformScheme scheme
            ? new UniformQuantizer(scheme, request, Time, Range)
            : throw new ArgumentException($"Quantizer '{Kind.Name}' has no range that a rule could find.");
    }
}
