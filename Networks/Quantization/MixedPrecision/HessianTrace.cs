using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>The trace of a loss's second derivatives by a layer's weights: how sensitive it is to their quantization.</summary>
/// <remarks>
/// Hutchinson: Tr H = E[zᵀHz], z of ±1 with equal probability; Hz is the derivative of g·z, g being the gradient.
/// Source: Z. Dong et al., NeurIPS 2020, arXiv:1911.03852 (HAWQ-V2).
/// </remarks>
public static class HessianTrace
{
    /// <summary>zᵀHz.</summary>
    /// <param name="loss">A loss with its graph, which is kept.</param>
    /// <param name="parameter">Weights that the loss depends on.</param>
    /// <param name="probe">z, as large.</param>
    public static double Probe(Tensor loss, Tensor parameter, Tensor probe)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor gradient = autograd.grad([loss], [parameter], retain_graph: true, create_graph: true)[0];
        if (!gradient.requires_grad)
        {
            return 0; // the loss is linear in the parameter
        }

        Tensor product = autograd.grad([(gradient * probe).sum()], [parameter], retain_graph: true)[0];
        return (product * probe).sum().to(ScalarType.Float64).item<double>();
    }

    /// <summary>The trace, by probes until their mean has settled.</summary>
    /// <param name="loss">A loss with its graph, which is kept.</param>
    /// <param name="parameter">Weights that the loss depends on.</param>
    /// <param name="key">Address of the probes.</param>
    /// <param name="tolerance">The mean has settled where a probe moves it by less than this share, ten times in a row.</param>
    /// <param name="most">Most probes.</param>
    public static double Estimate(Tensor loss, Tensor parameter, RandomKey key, double tolerance = 0.01, int most = 200)
    {
        const int Settled = 10;
        double[] uniforms = new double[parameter.numel()];
        (double mean, int still) = (0, 0);
        for (int n = 1; n <= most && still < Settled; n++)
        {
            key.For("probe", n - 1).FillUniform(uniforms);
            using Tensor probe = TensorData.FromDoubles(Array.ConvertAll(uniforms, u => u < 0.5 ? -1.0 : 1.0), parameter.dtype, parameter.shape);
            double before = mean;
            mean += (Probe(loss, parameter, probe) - mean) / n;
            still = n > 1 && Math.Abs(mean - before) <= tolerance * Math.Abs(mean) ? still + 1 : 0;
        }

        return mean;
    }
}
