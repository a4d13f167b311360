using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PostTraining;

/// <summary>What a rectifier makes of normally distributed numbers: what can be known of activations without data.</summary>
public static class RectifiedNormal
{
    /// <summary>E[max(0, x)], x of mean β and deviation γ: γ·φ(-β/γ) + β·(1 - Φ(-β/γ)).</summary>
    /// <remarks>After a batch normalization mean and deviation are its β and |γ|. Source: M. Nagel et al., ICCV 2019, arXiv:1906.04721, appendix C.</remarks>
    /// <param name="mean">β, any shape.</param>
    /// <param name="sigma">γ, as large; not zero.</param>
    public static Tensor Mean(Tensor mean, Tensor sigma)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor spread = sigma.abs();
        Tensor ratio = mean / spread;
        Tensor density = (ratio.square() / -2).exp() / Math.Sqrt(2 * Math.PI);
        Tensor above = ((ratio / Math.Sqrt(2)).erf() + 1) / 2;
        return ((spread * density) + (mean * above)).MoveToOuterDisposeScope();
    }
}
