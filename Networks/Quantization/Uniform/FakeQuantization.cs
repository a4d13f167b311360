using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>What integers would make of real numbers, in real numbers: x̂ = S·(clamp(round(x/S) + z) - z).</summary>
public static class FakeQuantization
{
    /// <summary>Quantizes; the gradient passes where the code before clamping is one of the codes, and nowhere else.</summary>
    /// <param name="input">Any shape.</param>
    /// <param name="scale">S; broadcast to the input. Above zero. No gradient reaches it.</param>
    /// <param name="zeroPoint">z; broadcast to the input.</param>
    /// <param name="codes">The codes.</param>
    public static Tensor Apply(Tensor input, Tensor scale, Tensor zeroPoint, CodeRange codes)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor value, Tensor inside) = Quantize(input, scale, zeroPoint, codes, RoundingRule.HalfToEven);
        return StraightThrough.Of(value, input, inside).MoveToOuterDisposeScope();
    }

    /// <summary>The values, and 1 where the gradient passes. Without gradients.</summary>
    internal static (Tensor Value, Tensor Inside) Quantize(Tensor input, Tensor scale, Tensor zeroPoint, CodeRange codes, RoundingRule rounding)
    {
        using IDisposable frozen = torch.no_grad();
        Tensor code = Rounding.Round(input / scale, rounding) + zeroPoint;
        Tensor held = code.clamp((Scalar)codes.Lowest, (Scalar)codes.Highest);
        return ((held - zeroPoint) * scale, StraightThrough.Mask(code.eq(held), input));
    }
}
