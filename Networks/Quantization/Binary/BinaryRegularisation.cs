using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>BNN+'s terms of the loss, which draw weights towards ±α. Differentiable by weights and α.</summary>
/// <remarks>Times λ of 10^-6 to 10^-4. Source: S. Darabi et al., arXiv:1812.11800.</remarks>
public static class BinaryRegularisation
{
    /// <summary>Σ |α - |w||.</summary>
    /// <param name="weights">Any shape.</param>
    /// <param name="alpha">α; broadcast to the weights.</param>
    public static Tensor Absolute(Tensor weights, Tensor alpha)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (alpha - weights.abs()).abs().sum().MoveToOuterDisposeScope();
    }

    /// <summary>Σ (α - |w|)².</summary>
    /// <param name="weights">Any shape.</param>
    /// <param name="alpha">α; broadcast to the weights.</param>
    public static Tensor Squared(Tensor weights, Tensor alpha)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return (alpha - weights.abs()).square().sum().MoveToOuterDisposeScope();
    }
}
