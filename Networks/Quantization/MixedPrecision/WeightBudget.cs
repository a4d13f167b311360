using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.MixedPrecision;

/// <summary>What says how much a network suffers where a layer has few bits.</summary>
public enum SensitivityMeasure
{
    /// <summary>The trace of the loss's second derivatives times the squared error of weights: <see cref="Sensitivity.Hessian"/>.</summary>
    Hessian,

    /// <summary>How far outputs move with that layer alone quantized: <see cref="Sensitivity.Divergence"/>.</summary>
    Divergence,
}

/// <summary>Which weights get how many bits, where all of them together have a budget.</summary>
/// <param name="Choices">The resolutions to choose from.</param>
/// <param name="Most">What all layers may take together, those included whose resolution is not chosen.</param>
/// <param name="By">What is made small.</param>
public sealed record WeightBudget(IReadOnlyList<int> Choices, long Most, SensitivityMeasure By)
{
    /// <summary>Most probes of a trace.</summary>
    private const int Probes = 50;

    /// <summary>A plan within the budget, of least sensitivity.</summary>
    /// <param name="network">The trained network, which nobody else uses meanwhile; it stays as it is.</param>
    /// <param name="plan">The plan, whose bits of weights are replaced.</param>
    /// <param name="isChosen">For which layers, by name; all of them have quantized weights.</param>
    /// <param name="sizes">What layers take.</param>
    /// <param name="images">What sensitivities are measured on, [samples, ...].</param>
    /// <param name="labels">[samples], class numbers.</param>
    /// <param name="key">Address of the probes.</param>
    /// <returns>The plan, the bits of every layer that were chosen, in the order of layers, and what all layers take with them.</returns>
    /// <exception cref="ArgumentException">Not even the fewest bits are within the budget.</exception>
    public (QuantizationPlan Plan, IReadOnlyDictionary<string, int> Bits, long Size) Allocate(
        nn.Module<Tensor, Tensor> network, QuantizationPlan plan, Func<string, bool> isChosen, ILayerSizes sizes, Tensor images, Tensor labels, RandomKey key)
    {
        network.eval();
        (string Name, WeightLayer Layer)[] all = [.. WeightLayer.AllOf(network)];
        (string Name, WeightLayer Layer)[] chosen = [.. all.Where(layer => isChosen(layer.Name))];
        long rest = all.Except(chosen).Sum(layer => sizes.Of(layer.Name, weightBits: null));
        double[][] costs = By == SensitivityMeasure.Hessian
            ? Hessian(network, chosen, images, labels, key)
            : Divergence(network, chosen, plan, images);
        BitAllocation allocation = BitAllocation.Within(
            [.. chosen.Select((layer, i) => (IReadOnlyList<LayerChoice>)[.. Choices.Select(
                (bits, choice) => new LayerChoice(bits, costs[i][choice], sizes.Of(layer.Name, bits)))])],
            Most - rest);
        Dictionary<string, int> chosenBits = chosen.Select((layer, i) => (layer.Name, Bits: allocation.Bits[i])).ToDictionary(pair => pair.Name, pair => pair.Bits);
        Dictionary<string, LayerQuantization> exceptions = new(plan.Exceptions);
        foreach ((string name, int bits) in chosenBits)
        {
            exceptions[name] = plan.Of(name) with { Weights = plan.Of(name).Weights! with { Bits = bits } };
        }

        return (plan with { Exceptions = exceptions }, chosenBits, allocation.Size + rest);
    }

    /// <summary>Of each layer and choice; a trace that comes out negative, by the noise of its probes, counts as none.</summary>
    private double[][] Hessian(
        nn.Module<Tensor, Tensor> network, (string Name, WeightLayer Layer)[] layers, Tensor images, Tensor labels, RandomKey key)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable gradients = torch.enable_grad();
        Tensor loss = nn.functional.cross_entropy(network.call(images), labels);
        return [.. layers.Select(layer =>
        {
            double trace = Math.Max(HessianTrace.Estimate(loss, layer.Layer.Weight, key.For(layer.Name), most: Probes), 0);
            double[] weights = TensorData.ToDoubles(layer.Layer.Weight);
            return Choices.Select(bits => Sensitivity.Hessian(trace, weights.Length, weights, bits)).ToArray();
        })];
    }

    private double[][] Divergence(
        nn.Module<Tensor, Tensor> network, (string Name, WeightLayer Layer)[] layers, QuantizationPlan plan, Tensor images)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        Tensor floating = network.call(images);
        return [.. layers.Select(layer =>
        {
            Tensor weight = layer.Layer.Weight;
            using Tensor own = weight.clone();
            double[] costs = [.. Choices.Select(bits =>
            {
                using DisposeScope inner = torch.NewDisposeScope();
                using Quantizer quantizer = (plan.Of(layer.Name).Weights! with { Bits = bits }).ForWeights(weight.shape, RandomKey.FromSeed(0));
                quantizer.eval();
                weight.copy_(quantizer.call(own));
                return Sensitivity.Divergence(floating, network.call(images));
            })];
            weight.copy_(own);
            return costs;
        })];
    }
}
