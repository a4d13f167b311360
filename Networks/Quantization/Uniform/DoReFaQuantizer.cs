using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>What DoReFa does with weights of one bit.</summary>
public enum OneBitWeights
{
    /// <summary>sign(w)·mean|w| over the tensor, gradient 1: as in the article.</summary>
    MeanSign,

    /// <summary>The rule of more bits with one, which gives ±1: as in Larq.</summary>
    Tanh,
}

/// <summary>DoReFa-Net: weights squeezed by tanh onto equal steps from -1 to 1, activations clipped onto steps from 0 to 1.</summary>
/// <remarks>
/// quantize_k(x) = round(x·n)/n, n = 2^k - 1. Weights: 2·quantize_k(tanh w/(2·max|tanh w|) + ½) - 1, gradient (1 - tanh² w)/max|tanh w| with the
/// largest taken as a constant, or the whole derivative. Activations: quantize_k(clamp(x, 0, 1)), gradient 1 on 0 ≤ x ≤ 1. Nothing is learned.
/// Source: S. Zhou et al., arXiv:1606.06160.
/// </remarks>
public sealed class DoReFaQuantizer : Quantizer
{
    private readonly int _bits;
    private readonly bool _weights;
    private readonly OneBitWeights _oneBit;
    private readonly bool _wholeDerivative;

    /// <summary>A quantizer of weights or of activations, of 1 to 16 bits.</summary>
    /// <param name="request">Role and bits. All weights share one scale.</param>
    /// <param name="oneBit">What weights of one bit become.</param>
    /// <param name="wholeDerivative">Whether the largest weight receives the gradient of the scale as well.</param>
    public DoReFaQuantizer(QuantizerRequest request, OneBitWeights oneBit = OneBitWeights.MeanSign, bool wholeDerivative = false)
        : base(nameof(DoReFaQuantizer))
    {
        (_bits, _weights, _oneBit, _wholeDerivative) = (request.Bits, request.IsForWeights, oneBit, wholeDerivative);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int? Levels => 1 << _bits;

    private double Steps => (1 << _bits) - 1;

    /// <summary>
    /// A gradient of few levels: 2m·(quantize_k(g/(2m) + ½ + σ/(2^k - 1)) - ½), m the largest magnitude of each sample, σ uniform in [-½, ½).
    /// </summary>
    /// <param name="gradient">[batch, ...].</param>
    /// <param name="bits">k.</param>
    /// <param name="uniforms">In [0, 1), as large as the gradient: σ + ½.</param>
    public static Tensor QuantizeGradient(Tensor gradient, int bits, Tensor uniforms)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        double steps = (1 << bits) - 1;
        long[] perSample = [gradient.shape[0], .. Enumerable.Repeat(1L, gradient.shape.Length - 1)];
        Tensor largest = gradient.abs().reshape(gradient.shape[0], -1).amax([1]).clamp_min(1e-30).reshape(perSample);
        Tensor position = ((gradient / (largest * 2)) + 0.5 + ((uniforms - 0.5) / steps)).clamp((Scalar)0.0, (Scalar)1.0);
        return (largest * 2 * (((position * steps).round() / steps) - 0.5)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        if (!_weights)
        {
            Tensor inside = StraightThrough.Mask((input >= 0.0).logical_and(input <= 1.0), input);
            Tensor steps = (input.detach().clamp((Scalar)0.0, (Scalar)1.0) * Steps).round();
            return StraightThrough.Of(steps / Steps, input, inside);
        }

        if (_bits == 1 && _oneBit == OneBitWeights.MeanSign)
        {
            return StraightThrough.Of(torch.where(input >= 0.0, input.abs().mean(), -input.abs().mean()), input);
        }

        Tensor squeezed = input.tanh();
        Tensor largest = squeezed.abs().max().clamp_min(1e-30);
        largest = _wholeDerivative ? largest : largest.detach();
        Tensor unit = (squeezed / (largest * 2)) + 0.5; // 0 to 1
        return (StraightThrough.Round(unit * Steps) / Steps * 2) - 1;
    }
}
