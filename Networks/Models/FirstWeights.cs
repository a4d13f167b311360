using CrossbarSim.Devices.Randomness;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Networks.Models;

/// <summary>First weights from addressed draws: torch's own generator has a state that everybody shares.</summary>
internal static class FirstWeights
{
    /// <summary>Makes weights normal with mean 0 and the given standard deviation, and the bias zero.</summary>
    public static void Draw(Parameter weight, Parameter? bias, double sigma, RandomKey key)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        double[] draws = new double[weight.numel()];
        key.FillNormal(draws);
        weight.copy_(torch.tensor(Array.ConvertAll(draws, z => (float)(sigma * z))).reshape(weight.shape));
        bias?.zero_();
    }
}
