using CrossbarSim.Devices.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Perturbation;

/// <summary>What noise is in proportion to.</summary>
public enum NoiseScale
{
    /// <summary>Nothing: y + σz.</summary>
    Absolute,

    /// <summary>The largest magnitude of the tensor, taken as a constant: y + σ·max|y|·z.</summary>
    Largest,

    /// <summary>The value itself: y·(1 + σz).</summary>
    Value,
}

/// <summary>Gaussian noise on what passes, drawn anew in every pass of training; none in evaluation.</summary>
/// <remarks>The gradient is 1, or 1 + σz in proportion to the value. Source: V. Joshi et al., Nat. Commun. 11, 2473 (2020), for training with injected noise.</remarks>
/// <param name="sigma">σ, zero or more.</param>
/// <param name="scale">What it is in proportion to.</param>
/// <param name="key">Address of the draws.</param>
public sealed class OutputNoise(double sigma, NoiseScale scale, RandomKey key) : nn.Module<Tensor, Tensor>(nameof(OutputNoise))
{
    private readonly double _sigma = sigma >= 0 ? sigma : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "A standard deviation is zero or more.");
    private readonly Draws _draws = new(key);

    /// <summary>Noise of given normal numbers.</summary>
    /// <param name="input">y.</param>
    /// <param name="normals">z, as large.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="scale">What it is in proportion to.</param>
    public static Tensor Add(Tensor input, Tensor normals, double sigma, NoiseScale scale)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor noisy = scale switch
        {
            NoiseScale.Absolute => input + (normals * sigma),
            NoiseScale.Largest => input + (normals * sigma * input.detach().abs().max()),
            _ => input * (1 + (normals * sigma)),
        };
        return noisy.MoveToOuterDisposeScope();
    }

    /// <summary>Any shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (training && _sigma > 0 ? Add(input, _draws.Normal(input), _sigma, scale) : input.alias()).MoveToOuterDisposeScope();
    }
}
