using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>How the gradient passes α·sign(w), α being a mean of magnitudes.</summary>
public enum ScaledSignGradient
{
    /// <summary>g·(1/n + α·1[|w| ≤ 1]), element by element: as printed in the article on XNOR-Net.</summary>
    Printed,

    /// <summary>The product rule: what w does to α, summed over the group, and what it does to the sign, α·1[|w| ≤ 1].</summary>
    ProductRule,

    /// <summary>g·α·1[|w| ≤ 1]: α is taken as a constant. Larq's magnitude-aware sign, and Bi-Real's.</summary>
    Scaled,

    /// <summary>g·1[|w| ≤ 1].</summary>
    Plain,
}

/// <summary>Two weights for each group: ±α, α the mean magnitude of the group. BWN, XNOR-Net, and the magnitude-aware sign of Bi-Real.</summary>
/// <remarks>α·sign(w) is the closest to w of all two-valued weights about zero. Source: M. Rastegari et al., ECCV 2016, arXiv:1603.05279.</remarks>
/// <param name="request">Granularity: one α for each output (filter) in the articles.</param>
/// <param name="gradient">How the gradient passes.</param>
/// <param name="clip">Beyond it the sign hands no gradient on.</param>
public sealed class ScaledSignQuantizer(QuantizerRequest request, ScaledSignGradient gradient, double clip = 1) : Quantizer(nameof(ScaledSignQuantizer))
{
    private readonly Grouping _grouping = request.Grouping;

    /// <inheritdoc/>
    public override int? Levels => 2;

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor mean = _grouping.Mean(input.abs());
        Tensor alpha = _grouping.Spread(mean);
        Tensor sign = SignQuantizer.Sign(input);
        Tensor inside = StraightThrough.Mask(input.abs() <= clip, input);
        return gradient switch
        {
            ScaledSignGradient.Printed =>
                StraightThrough.Of(sign * alpha, input, _grouping.Spread(_grouping.Sizes(input).reciprocal()) + (alpha * inside)),
            ScaledSignGradient.ProductRule => alpha * StraightThrough.Of(sign, input, inside),
            ScaledSignGradient.Scaled => StraightThrough.Of(sign * alpha, input, alpha * inside),
            _ => StraightThrough.Of(sign * alpha, input, inside),
        };
    }
}

/// <summary>XNOR-Net's inputs of a linear layer: β·sign(x), β the mean magnitude of a sample; the gradient is β·1[|x| ≤ 1], β taken as a constant.</summary>
/// <remarks>Of a convolution every window has a factor of its own, which is applied to its output: see <see cref="XnorConvolution"/>.</remarks>
public sealed class ScaledInputSignQuantizer() : Quantizer(nameof(ScaledInputSignQuantizer))
{
    /// <inheritdoc/>
    /// <remarks>Of one sample.</remarks>
    public override int? Levels => null;

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor beta = Samples.Mean(input.detach().abs());
        return StraightThrough.Of(SignQuantizer.Sign(input) * beta, input, beta * SignGradient.Clipped().At(input));
    }
}
