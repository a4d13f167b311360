using CrossbarSim.Networks.Quantization.Uniform;

namespace CrossbarSim.Networks.Quantization;

/// <summary>What a surrogate gradient does far from zero.</summary>
public enum FarGradient
{
    /// <summary>It is zero beyond a limit, so that nothing draws a value back that has gone too far.</summary>
    Vanishes,

    /// <summary>It is not: latent values are to be held within limits by whoever trains.</summary>
    Passes,

    /// <summary>There is none at all: the quantizer's own parameters train in the place of what it quantizes.</summary>
    Replaced,
}

/// <summary>A quantizer that can be chosen by name.</summary>
/// <param name="Name">The name in scenarios.</param>
/// <param name="Roles">What it can be put on.</param>
/// <param name="Formula">What it computes.</param>
/// <param name="Gradient">What stands in the place of its derivative.</param>
/// <param name="Source">Where it is from.</param>
/// <param name="Make">Makes one of a request that has been looked at: see <see cref="Create"/>.</param>
public sealed record QuantizerKind(
    string Name, QuantizerRoles Roles, string Formula, string Gradient, string Source, Func<QuantizerRequest, Quantizer> Make)
{
    /// <summary>The resolutions it has, in bits (bases of a sum of signs); null: its resolution cannot be chosen.</summary>
    public (int Fewest, int Most)? Bits { get; init; }

    /// <summary>Whether weights can have scales of their own for parts of a tensor.</summary>
    public bool HasGranularity { get; init; }

    /// <summary>What it learns, by the names of its parameters; empty: nothing.</summary>
    public string Learns { get; init; } = "";

    /// <summary>Whether it draws random numbers in training, under the request's key.</summary>
    public bool IsStochastic { get; init; }

    /// <summary>What the gradient of weights does far from zero.</summary>
    public FarGradient FarWeights { get; init; } = FarGradient.Passes;

    /// <summary>What the gradient of activations does far from zero.</summary>
    public FarGradient FarActivations { get; init; } = FarGradient.Vanishes;

    /// <summary>Whether what is quantized stays as it is when it is quantized again.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>How a uniform one makes a scale of a range that a rule finds; null: it has no such range.</summary>
    public UniformScheme? Scheme { get; init; }

    /// <summary>Whether what it learns starts from a guess that training alone makes good: after training it is of no use.</summary>
    public bool NeedsTraining { get; init; }

    /// <summary>Whether activations get a scale from all samples of a batch: one sample's then depends on the others.</summary>
    public bool MixesSamples { get; init; }

    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentException">It cannot be what is asked, or what is asked would change nothing.</exception>
    public Quantizer Create(QuantizerRequest request)
    {
        if (request.Role == QuantizerRoles.Both)
        {
            throw new ArgumentException("A quantizer is put on weights or on activations, not on both.", nameof(request));
        }

        if (!Roles.HasFlag(request.Role))
        {
            throw new ArgumentException($"Quantizer '{Name}' is for {Words(Roles)}, not for {Words(request.Role)}.", nameof(request));
        }

        if (Bits is (int fewest, int most) && (request.Bits < fewest || request.Bits > most))
        {
            throw new ArgumentException($"Quantizer '{Name}' has {fewest} to {most} bits, not {request.Bits}.", nameof(request));
        }

        if (!request.Granularity.IsTensor)
        {
            CheckGranularity(request);
        }

        return Make(request);
    }

    private void CheckGranularity(QuantizerRequest request)
    {
        if (!request.IsForWeights)
        {
            throw new ArgumentException($"Activations share one scale: a sum over inputs cannot have one for each {request.Granularity}.", nameof(request));
        }

        if (!HasGranularity)
        {
            throw new ArgumentException($"Quantizer '{Name}' has nothing that each {request.Granularity} could have one of.", nameof(request));
        }

        if (request.Shape.Count == 0)
        {
            throw new ArgumentException($"Quantizer '{Name}' needs to know the shape of the weights to have one scale for each {request.Granularity}.", nameof(request));
        }
    }

    private static string Words(QuantizerRoles roles) => roles switch
    {
        QuantizerRoles.Weights => "weights",
        QuantizerRoles.Activations => "activations",
        _ => "weights and activations",
    };
}
