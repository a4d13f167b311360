using CrossbarSim.Devices.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>BinaryConnect: +1 with the probability clip((w + 1)/2, 0, 1), else -1; in evaluation the sign.</summary>
/// <remarks>The gradient is 1; latent weights are to be held within ±1 after every step. Source: M. Courbariaux, Y. Bengio, J.-P. David, NeurIPS 2015, arXiv:1511.00363.</remarks>
public sealed class StochasticSignQuantizer : Quantizer
{
    private readonly Draws _draws;

    /// <summary>A quantizer of weights.</summary>
    /// <param name="key">Address of the draws.</param>
    public StochasticSignQuantizer(RandomKey key)
        : base(nameof(StochasticSignQuantizer)) => _draws = DrawsOf(key);

    /// <inheritdoc/>
    public override int? Levels => 2;

    /// <summary>The probability of +1.</summary>
    public static Tensor Probability(Tensor weights)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return ((weights + 1) / 2).clamp((Scalar)0.0, (Scalar)1.0).MoveToOuterDisposeScope();
    }

    /// <summary>+1 where a uniform number is below the probability, else -1. Without gradient.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="uniforms">In [0, 1), as large as the weights.</param>
    public static Tensor Draw(Tensor weights, Tensor uniforms)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return ((StraightThrough.Mask(uniforms < Probability(weights), weights) * 2) - 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) =>
        StraightThrough.Of(training ? Draw(input, _draws.Uniform(input)) : SignQuantizer.Sign(input), input);
}
