using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Takes sums to output codes, in whole numbers held by floating-point tensors: what follows a product that something else computes, such as tiles.</summary>
/// <remarks>Double precision holds a sum of 32 bits times a factor of 16 without rounding, so that the codes are those of <see cref="DyadicMultiplier"/>.</remarks>
public sealed class Requantization : nn.Module<Tensor, Tensor>
{
    private readonly DyadicMultiplier _factor;
    private readonly RoundingRule _rounding;
    private readonly CodeRange _codes;

    /// <summary>A step from sums to codes.</summary>
    /// <param name="factor">M.</param>
    /// <param name="rounding">How the factor's shift rounds: down, or halves up.</param>
    /// <param name="codes">The codes of outputs; from zero where a rectifier is worked in.</param>
    public Requantization(DyadicMultiplier factor, RoundingRule rounding, CodeRange codes)
        : base(nameof(Requantization)) => (_factor, _rounding, _codes) = (factor, rounding, codes);

    /// <summary>Sums, whole but for the rounding of their additions, to codes.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        double half = _rounding == RoundingRule.HalfUp ? Math.ScaleB(1, _factor.Shift - 1) : 0;
        Tensor products = (input.to(ScalarType.Float64).round_() * (double)_factor.Multiplier) + half;
        Tensor codes = (products * Math.ScaleB(1, -_factor.Shift)).floor_().clamp_((Scalar)(double)_codes.Lowest, (Scalar)(double)_codes.Highest);
        return codes.to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
