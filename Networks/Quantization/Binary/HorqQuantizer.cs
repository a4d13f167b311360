using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>HORQ: inputs as a sum of signs of what the signs before left over, x ≈ Σ β_i·H_i.</summary>
/// <remarks>
/// R_0 = x; H_i = sign(R_(i-1)), β_i = mean|R_(i-1)| of a sample, R_i = R_(i-1) - β_i·H_i. The gradient is 1[|x| ≤ 1].
/// Source: Z. Li et al., ICCV 2017, arXiv:1708.08687.
/// </remarks>
public sealed class HorqQuantizer : Quantizer
{
    private readonly int _order;

    /// <summary>A quantizer of activations.</summary>
    /// <param name="order">Signs in the sum, 1 to 8.</param>
    public HorqQuantizer(int order = 2)
        : base(nameof(HorqQuantizer))
    {
        _order = order is >= 1 and <= 8 ? order : throw new ArgumentOutOfRangeException(nameof(order), order, "A sum of 1 to 8 signs.");
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <remarks>Every sample has its own.</remarks>
    public override int? Levels => null;

    /// <summary>The signs and their factors, and what is left over after them. Without gradient.</summary>
    public static IReadOnlyList<(Tensor Factor, Tensor Signs, Tensor Residual)> Expand(Tensor input, int order)
    {
        using IDisposable frozen = torch.no_grad();
        List<(Tensor, Tensor, Tensor)> terms = [];
        Tensor residual = input.detach();
        for (int i = 0; i < order; i++)
        {
            Tensor signs = SignQuantizer.Sign(residual);
            Tensor factor = Samples.Mean(residual.abs());
            residual = residual - (factor * signs);
            terms.Add((factor, signs, residual));
        }

        return terms;
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input)
    {
        Tensor value = Expand(input, _order).Select(term => term.Factor * term.Signs).Aggregate((sum, term) => sum + term);
        return StraightThrough.Of(value, input, SignGradient.Clipped().At(input));
    }
}
