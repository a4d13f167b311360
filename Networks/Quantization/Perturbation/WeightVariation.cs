using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Perturbation;

/// <summary>How the weights of a chip deviate from those it was given.</summary>
public enum DeviationKind
{
    /// <summary>w·(1 + σz).</summary>
    Relative,

    /// <summary>w + σ·max|w|·z, the largest weight taken as a constant.</summary>
    OfLargest,

    /// <summary>w·e^(σz).</summary>
    Lognormal,
}

/// <summary>Deviations of weights by process variation, for weights in training or on a chip.</summary>
/// <remarks>
/// In training they are drawn anew in every pass, so that the network learns to bear them; in evaluation those of one chip are drawn once and stay.
/// The gradient is 1 + σz, 1, or e^(σz). Arrays have deviations of their own, in the simulator; this is for training.
/// </remarks>
/// <param name="sigma">σ, zero or more.</param>
/// <param name="kind">How weights deviate.</param>
/// <param name="key">Address of the draws: of passes in training, of the chip in evaluation.</param>
public sealed class WeightVariation(double sigma, DeviationKind kind, RandomKey key) : nn.Module<Tensor, Tensor>(nameof(WeightVariation))
{
    private readonly double _sigma = sigma >= 0 ? sigma : throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "A standard deviation is zero or more.");
    private readonly Draws _draws = new(key.For("training"));

    /// <summary>Deviations of given normal numbers.</summary>
    /// <param name="weight">w.</param>
    /// <param name="normals">z, as large.</param>
    /// <param name="sigma">σ.</param>
    /// <param name="kind">How weights deviate.</param>
    public static Tensor Deviate(Tensor weight, Tensor normals, double sigma, DeviationKind kind)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor deviating = kind switch
        {
            DeviationKind.Relative => weight * (1 + (normals * sigma)),
            DeviationKind.OfLargest => weight + (normals * sigma * weight.detach().abs().max()),
            _ => weight * (normals * sigma).exp(),
        };
        return deviating.MoveToOuterDisposeScope();
    }

    /// <summary>Any shape; in evaluation always the same one.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Deviate(input, training ? _draws.Normal(input) : Chip(input), _sigma, kind).MoveToOuterDisposeScope();
    }

    private Tensor Chip(Tensor like)
    {
        double[] numbers = new double[like.numel()];
        key.For("chip").FillNormal(numbers);
        return TensorData.FromDoubles(numbers, like.dtype, like.shape);
    }
}
