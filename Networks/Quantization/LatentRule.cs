using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Imperfections;
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
/// <param name="keepDigital">Names of layers that will not be on the hardware, and train as they are.</param>
public sealed class LatentRule(CrossbarSettings hardware, RandomKey key, params IReadOnlyCollection<string> keepDigital) : ITrainingRule
{
    /// <summary>What latent weights are held within; null: nothing.</summary>
    private readonly (double Lowest, double Highest)? _bounds =
        hardware.Scale.Reach == ScaleReach.Fixed ? hardware.Mapping.RepresentableWeights(hardware.Device, hardware.Scale) : null;

    private long _passesBefore;

    /// <summary>What of the hardware is not the same for all layers; what befalls outputs is left out.</summary>
    public LayerEffects Effects { get; init; } = LayerEffects.None;

    /// <inheritdoc/>
    public void Resume(long passes, int epochs) => _passesBefore = passes;

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Through(Sequential network)
    {
        int layers = 0;
        return NetworkLayers.Rebuilt(network, (name, layer) =>
        {
            int index = layers++;
            return WeightLayer.Of(layer) is WeightLayer latent && !keepDigital.Contains(name)
                ? new LatentLayer(latent, Effects.Of(hardware, name), key, index, _passesBefore)
                : layer;
        });
    }

    /// <inheritdoc/>
    public void AfterStep(Sequential network, TrainingStep step)
    {
        if (_bounds is (double lowest, double highest))
        {
            WeightClip.Apply(WeightLayer.Weights(network, keepDigital), lowest, highest);
        }
    }

    /// <summary>A layer that is computed with hardware weights and hands the gradient to the latent ones.</summary>
    private sealed class LatentLayer : nn.Module<Tensor, Tensor>
    {
        private readonly WeightLayer _latent;
        private readonly CrossbarSettings _hardware;
        private readonly RandomKey _key;
        private readonly int _index;
        private long _passes;

        public LatentLayer(WeightLayer latent, CrossbarSettings hardware, RandomKey key, int index, long passes)
            : base("latent") => (_latent, _hardware, _key, _index, _passes) = (latent, hardware, key, index, passes);

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            LayerAddress address = new(_key.For("pass", _passes), _key.For("layer", _index).For("pass", _passes));
            _passes++;
            Tensor held = HardwareWeights.Draw(_latent, _hardware, address);
            Tensor weight = _latent.Weight + (held - _latent.Weight).detach(); // value: held; gradient: straight through
            return _latent.Forward(input, weight).MoveToOuterDisposeScope();
        }
    }
}
