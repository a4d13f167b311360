using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>How much a network suffers where one layer has few bits.</summary>
public static class Sensitivity
{
    /// <summary>Ω = (Tr H/n)·‖Q(W) - W‖², Q the symmetric quantizer without its lowest code.</summary>
    /// <remarks>Source: Z. Dong et al., NeurIPS 2020, arXiv:1911.03852 (HAWQ-V2), equation 8.</remarks>
    /// <param name="trace">Tr H of the layer.</param>
    /// <param name="count">n, its weights.</param>
    /// <param name="weights">The weights; fewer than n where they stand for all.</param>
    /// <param name="bits">Two or more.</param>
    public static double Hessian(double trace, long count, ReadOnlySpan<double> weights, int bits) =>
        trace / count * UniformGrid.Symmetric(ValueRange.Of(weights).Magnitude, CodeRange.Restricted(bits)).SquaredError(weights);

    /// <summary>The mean KL(p_float ‖ p_quantized) of a network's outputs, with one layer quantized.</summary>
    /// <remarks>Source: Y. Cai et al., CVPR 2020, arXiv:2001.00281 (ZeroQ), section 3.3.</remarks>
    /// <param name="floating">Outputs before the softmax, [batch, classes].</param>
    /// <param name="quantized">As large.</param>
    public static double Divergence(Tensor floating, Tensor quantized)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return Distillation.Divergence(quantized, floating).to(ScalarType.Float64).item<double>();
    }
}
