using CrossbarSim.Devices.Randomness;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>Quant-Noise: in every pass of training a random part of the weights is quantized and the rest is not.</summary>
/// <remarks>
/// ŵ = m·Q(w) + (1 - m)·w with m = 1 in a share p; the gradient is that of the quantizer where m = 1, else 1. In evaluation all are quantized.
/// Source: A. Fan et al., ICLR 2021, arXiv:2004.07320: p = 0.5 for integers, 0.05 to 0.2 for codebooks.
/// </remarks>
public sealed class QuantNoiseQuantizer : Quantizer
{
    private readonly double _share;
    private readonly Draws _draws;

    [ComponentName(Name = "inner")]
    private readonly Quantizer _inner;

    /// <summary>Quant-Noise around another quantizer, which it owns.</summary>
    /// <param name="inner">The quantizer.</param>
    /// <param name="share">Share of elements quantized in training, above 0, at most 1.</param>
    /// <param name="key">Address of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not above 0 and at most 1.</exception>
    public QuantNoiseQuantizer(Quantizer inner, double share, RandomKey key)
        : base(nameof(QuantNoiseQuantizer))
    {
        _share = share is > 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and at most 1.");
        (_inner, _draws) = (inner, DrawsOf(key));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <remarks>In evaluation; in training there is no bound.</remarks>
    public override int? Levels => _inner.Levels;

    /// <summary>Takes the quantized values, and their gradient, where a mask is 1, and the others where it is 0.</summary>
    public static Tensor Mix(Tensor input, Tensor quantized, Tensor mask) => torch.where(mask > 0.5, quantized, input);

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor quantized = _inner.call(input);
        return training ? Mix(input, quantized, StraightThrough.Mask(_draws.Uniform(input) < _share, input)) : quantized;
    }
}
