using CrossbarSim.Networks.Layers;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Plans;

/// <summary>The numbers a layer computes in.</summary>
/// <param name="Weights">What quantizes its weights; null: nothing does.</param>
/// <param name="Activations">What quantizes what comes into it; null: nothing does.</param>
public sealed record LayerQuantization(QuantizerChoice? Weights, QuantizerChoice? Activations);

/// <summary>The numbers a network computes in: one rule for all its linear layers and convolutions, and exceptions by name.</summary>
/// <param name="All">What holds for all layers.</param>
/// <param name="Exceptions">What holds in its place for some, by dotted name.</param>
public sealed record QuantizationPlan(LayerQuantization All, IReadOnlyDictionary<string, LayerQuantization> Exceptions)
{
    /// <summary>A plan without exceptions.</summary>
    public QuantizationPlan(QuantizerChoice? weights, QuantizerChoice? activations)
        : this(new LayerQuantization(weights, activations), new Dictionary<string, LayerQuantization>())
    {
    }

    /// <summary>What holds for a layer.</summary>
    public LayerQuantization Of(string layer) => Exceptions.GetValueOrDefault(layer, All);

    /// <summary>Refuses exceptions for layers that a network does not have.</summary>
    /// <exception cref="ArgumentException">There is one.</exception>
    internal void CheckNames(nn.Module<Tensor, Tensor> network)
    {
        string[] names = [.. WeightLayer.AllOf(network).Select(layer => layer.Name)];
        if (Exceptions.Keys.Except(names).FirstOrDefault() is string unknown)
        {
            throw new ArgumentException($"The network has no linear layer or convolution '{unknown}'. It has: {string.Join(", ", names)}.");
        }
    }
}
