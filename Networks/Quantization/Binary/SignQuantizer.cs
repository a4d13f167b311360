using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>The sign: +1 from zero on, -1 below; or 1 above zero and 0 up to it. Nothing is learned.</summary>
/// <remarks>Sources: with <see cref="SignGradient"/>.</remarks>
/// <param name="gradient">What stands in the place of the slope.</param>
/// <param name="heaviside">Whether the values are 0 and 1, 0 up to and at zero, instead of ±1.</param>
public sealed class SignQuantizer(SignGradient gradient, bool heaviside = false) : Quantizer(nameof(SignQuantizer))
{
    /// <inheritdoc/>
    public override int? Levels => 2;

    /// <summary>+1 from zero on, -1 below, in the precision of the input. Without gradient.</summary>
    public static Tensor Sign(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return ((StraightThrough.Mask(input >= 0.0, input) * 2) - 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) =>
        StraightThrough.Of(heaviside ? StraightThrough.Mask(input > 0.0, input) : Sign(input), input, gradient.At(input));
}
