using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization;

/// <summary>
/// Quantization-aware training with latent weights: every batch goes through what the hardware would hold, with fresh noise;
/// the gradient goes straight through to the latent weights, which alone are updated.
/// </summary>
/// <remarks>
/// Where the factor between weights and conductances is fixed, latent weights are held within what conductances can represent:
/// beyond it nothing they do has an effect, and they would wander off.
/// </remarks>
/// <param name="hardware">The hardware.</param>
/// <param name="key">Address of the programming draws.</param>
public sealed class LatentRule(CrossbarSettings hardware, RandomKey key) : ITrainingRule
{
    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Through(Sequential network)
    {
        List<nn.Module<Tensor, Tensor>> layers = [];
        foreach ((_, nn.Module<Tensor, Tensor> layer) in NetworkLayers.Of(network))
        {
            layers.Add(layer is Linear linear ? new LatentLinear(linear, hardware, key.For("layer", layers.Count)) : layer);
        }

        return new LayerChain("latent", layers);
    }

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step)
    {
        if (hardware.Scale.Reach != ScaleReach.Fixed)
        {
            return;
        }

        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        (double lowest, double highest) = hardware.Mapping.RepresentableWeights(hardware.Device, hardware.Scale);
        foreach (Linear layer in NetworkLayers.Of(network).Select(leaf => leaf.Layer).OfType<Linear>())
        {
            layer.weight.clamp_((Scalar)lowest, (Scalar)highest);
        }
    }

    /// <summary>A linear layer that multiplies with hardware weights and hands the gradient to the latent ones.</summary>
    private sealed class LatentLinear : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _latent;
        private readonly CrossbarSettings _hardware;
        private readonly RandomKey _key;
        private long _passes;

        public LatentLinear(Linear latent, CrossbarSettings hardware, RandomKey key)
            : base("latent") => (_latent, _hardware, _key) = (latent, hardware, key);

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor held = HardwareWeights.Draw(_latent, _hardware, _key.For("pass", _passes++));
            Tensor weight = _latent.weight + (held - _latent.weight).detach(); // value: held; gradient: straight through
            return nn.functional.linear(input, weight, _latent.bias!).MoveToOuterDisposeScope();
        }
    }
}
