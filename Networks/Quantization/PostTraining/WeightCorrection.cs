using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>Gives the quantized weights of each output the mean and the spread that the weights had.</summary>
/// <remarks>μ = E[W] - E[W_q], ξ = ‖W - E[W]‖/‖W_q - E[W_q]‖, of each output. Source: R. Banner et al., NeurIPS 2019, arXiv:1810.05723, section 3.</remarks>
public static class WeightCorrection
{
    /// <summary>μ and ξ of each output, shaped so that they broadcast to the weights; ξ is 1 where quantized weights do not differ.</summary>
    /// <param name="weight">[outputs, ...].</param>
    /// <param name="quantized">As large.</param>
    public static (Tensor Shift, Tensor Factor) Moments(Tensor weight, Tensor quantized)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor mean = Mean(weight);
        Tensor quantizedMean = Mean(quantized);
        Tensor spread = Sum((weight - mean).square()).sqrt();
        Tensor quantizedSpread = Sum((quantized - quantizedMean).square()).sqrt();
        Tensor factor = torch.where(quantizedSpread > 0.0, spread / quantizedSpread.clamp_min(1e-30), torch.ones_like(spread));
        return ((mean - quantizedMean).MoveToOuterDisposeScope(), factor.MoveToOuterDisposeScope());
    }

    /// <summary>ξ·(W_q + μ), as printed: the spread is right, and the mean nearly.</summary>
    public static Tensor Printed(Tensor weight, Tensor quantized)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (Tensor shift, Tensor factor) = Moments(weight, quantized);
        return (factor * (quantized.detach() + shift)).MoveToOuterDisposeScope();
    }

    /// <summary>ξ·(W_q - E[W_q]) + E[W]: mean and spread are right.</summary>
    public static Tensor Matched(Tensor weight, Tensor quantized)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        (_, Tensor factor) = Moments(weight, quantized);
        return ((factor * (quantized - Mean(quantized))) + Mean(weight)).MoveToOuterDisposeScope();
    }

    private static Tensor Mean(Tensor values) => values.mean(Rest(values), keepdim: true);

    private static Tensor Sum(Tensor values) => values.sum(Rest(values), keepdim: true);

    private static long[] Rest(Tensor values) => [.. Enumerable.Range(1, (int)values.ndim - 1).Select(dimension => (long)dimension)];
}
