using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>A batch normalization worked into the weights and the bias of the layer before it.</summary>
/// <remarks>W' = W·γ/√(σ² + ε) for each output, b' = (b - μ)·γ/√(σ² + ε) + β. Source: B. Jacob et al., CVPR 2018, arXiv:1712.05877, section 3.2.</remarks>
public static class BatchNormFolding
{
    /// <summary>The folded weights and bias.</summary>
    /// <param name="weight">[outputs, ...].</param>
    /// <param name="bias">[outputs]; null: zero.</param>
    /// <param name="gamma">γ, [outputs]; null: one.</param>
    /// <param name="beta">β, [outputs]; null: zero.</param>
    /// <param name="mean">μ, [outputs].</param>
    /// <param name="variance">σ², [outputs].</param>
    /// <param name="epsilon">ε.</param>
    public static (Tensor Weight, Tensor Bias) Fold(
        Tensor weight, Tensor? bias, Tensor? gamma, Tensor? beta, Tensor mean, Tensor variance, double epsilon = 1e-5)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor factor = (variance + epsilon).rsqrt();
        factor = gamma is null ? factor : factor * gamma;
        Tensor shift = bias is null ? -mean : bias - mean;
        Tensor folded = beta is null ? shift * factor : (shift * factor) + beta;
        long[] perOutput = [weight.shape[0], .. Enumerable.Repeat(1L, weight.shape.Length - 1)];
        return ((weight * factor.reshape(perOutput)).MoveToOuterDisposeScope(), folded.MoveToOuterDisposeScope());
    }
}
