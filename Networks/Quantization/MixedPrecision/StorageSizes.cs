using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Plans;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>The storage of weights, in bits; those of layers without a quantizer have 32.</summary>
/// <param name="network">The network.</param>
/// <param name="plan">What quantizes it.</param>
public sealed class StorageSizes(nn.Module<Tensor, Tensor> network, QuantizationPlan plan) : ILayerSizes
{
    private readonly Dictionary<string, long> _weights = WeightLayer.AllOf(network).ToDictionary(layer => layer.Name, layer => layer.Layer.Weight.numel());

    /// <inheritdoc/>
    public long Of(string layer, int? weightBits) => _weights[layer] * (weightBits ?? plan.Of(layer).Weights?.Bits ?? 32);
}
