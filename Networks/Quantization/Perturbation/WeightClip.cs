using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Perturbation;

/// <summary>Holds latent weights within limits, after every step of an optimiser.</summary>
/// <remarks>
/// Beyond ±1 a clipped surrogate hands no gradient back, and a binary weight would never return. Of analog weights a limit of a few deviations keeps
/// outliers from setting the scale. Sources: M. Courbariaux et al., NeurIPS 2015, arXiv:1511.00363; V. Joshi et al., Nat. Commun. 11, 2473 (2020): 2σ to 2.5σ.
/// </remarks>
public static class WeightClip
{
    /// <summary>Clips at ± a limit, in place.</summary>
    /// <param name="weights">What to clip.</param>
    /// <param name="limit">Above zero.</param>
    public static void Apply(IEnumerable<Parameter> weights, double limit = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Apply(weights, -limit, limit);
    }

    /// <summary>Clips at two limits, in place.</summary>
    /// <param name="weights">What to clip.</param>
    /// <param name="lowest">Lowest value.</param>
    /// <param name="highest">Highest value.</param>
    internal static void Apply(IEnumerable<Tensor> weights, double lowest, double highest)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        foreach (Tensor weight in weights)
        {
            weight.clamp_((Scalar)lowest, (Scalar)highest);
        }
    }

    /// <summary>Clips at so many standard deviations of each tensor about zero, in place.</summary>
    /// <param name="weights">What to clip.</param>
    /// <param name="deviations">Above zero.</param>
    public static void ApplyDeviations(IEnumerable<Parameter> weights, double deviations)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviations);
        using IDisposable frozen = torch.no_grad();
        foreach (Parameter weight in weights)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            double limit = deviations * weight.std(unbiased: false).to(ScalarType.Float64).item<double>();
            weight.clamp_((Scalar)(-limit), (Scalar)limit);
        }
    }
}
