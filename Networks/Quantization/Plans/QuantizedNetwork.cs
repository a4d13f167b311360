using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Plans;

/// <summary>Networks whose linear layers and convolutions are <see cref="FakeQuantizedLayer"/>s: trained, saved and laid out on tiles as any other.</summary>
public static class QuantizedNetwork
{
    /// <summary>Puts quantizers on a network, to be trained with them. What they see first sets what they learn.</summary>
    /// <param name="network">The network; its layers become those of the quantized one.</param>
    /// <param name="plan">Which quantizers.</param>
    /// <param name="negativeInputs">Whether the network's own inputs have anything below zero.</param>
    /// <param name="key">Address of what quantizers draw.</param>
    /// <exception cref="ArgumentException">An exception of the plan names no layer, or a quantizer cannot be what is asked.</exception>
    public static Sequential ForTraining(Sequential network, QuantizationPlan plan, bool negativeInputs, RandomKey key) =>
        Wrapped(network, plan, negativeInputs, key, withWeights: true);

    /// <summary>The same, with quantizers of weights or without: their weights may be quantized already.</summary>
    internal static Sequential Wrapped(Sequential network, QuantizationPlan plan, bool negativeInputs, RandomKey key, bool withWeights)
    {
        plan.CheckNames(network);
        IReadOnlyDictionary<string, bool> negatives = InputSigns.Of(network, negativeInputs);
        return NetworkLayers.TakenOver(network, (name, layer) =>
        {
            if (WeightLayer.Of(layer) is not WeightLayer weights)
            {
                return layer;
            }

            LayerQuantization chosen = plan.Of(name);
            RandomKey own = key.For(name);
            return new FakeQuantizedLayer(
                layer,
                chosen.Activations?.ForActivations(negatives[name], own.For("activations")),
                withWeights ? chosen.Weights?.ForWeights(weights.Weight.shape, own.For("weights")) : null);
        });
    }

    /// <summary>The quantized layers of a network, in the order in which they are called.</summary>
    internal static IReadOnlyList<(string Name, FakeQuantizedLayer Layer)> LayersOf(nn.Module<Tensor, Tensor> network) =>
        [.. NetworkLayers.Of(network).Where(layer => layer.Layer is FakeQuantizedLayer).Select(layer => (layer.Name, (FakeQuantizedLayer)layer.Layer))];
}
