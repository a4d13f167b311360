using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>Training on through symmetric quantizers of inputs and weights that learn nothing, in the numbers of a network of integers.</summary>
/// <remarks>
/// What comes into linear layers and convolutions has the range it had in the network that training starts from, over calibration images; weights have theirs anew at every step. The
/// optimiser moves the weights behind them.
/// </remarks>
internal sealed class FakeQuantizedRule : ITrainingRule
{
    private readonly Dictionary<string, (UniformQuantizer Inputs, Quantizer Weights)> _quantizers;

    /// <summary>A rule.</summary>
    /// <param name="network">The network that training starts from: a flat Sequential.</param>
    /// <param name="calibration">Images, as it takes them.</param>
    /// <param name="bits">Bits of inputs and weights.</param>
    public FakeQuantizedRule(Sequential network, Tensor calibration, int bits)
    {
        _quantizers = network.named_children().Where(child => child.module is Linear or Conv2d).ToDictionary(
            child => child.name, _ => ((UniformQuantizer)Quantizer(bits, QuantizerRoles.Activations), Quantizer(bits, QuantizerRoles.Weights)));
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        UniformQuantizer[] inputs = [.. _quantizers.Values.Select(each => each.Inputs)];
        Array.ForEach(inputs, each => each.BeginCalibration());
        Rebuilt(network, each => (each.Inputs, null)).call(calibration);
        Array.ForEach(inputs, each => each.EndCalibration());
    }

    public nn.Module<Tensor, Tensor> Through(Sequential network) => Rebuilt(network, each => (each.Inputs, each.Weights));

    public void AfterStep(Sequential network, TrainingStep step)
    {
    }

    private static Quantizer Quantizer(int bits, QuantizerRoles role) =>
        QuantizerCatalog.Standard.Kinds["uniform-symmetric"].Create(new QuantizerRequest { Bits = bits, Role = role });

    private Chain Rebuilt(Sequential network, Func<(UniformQuantizer Inputs, Quantizer Weights), (Quantizer? Inputs, Quantizer? Weights)> quantizers) => new(
    [
        .. network.named_children().Select(child => (child.name, module: (nn.Module<Tensor, Tensor>)child.module)).Select(child =>
            _quantizers.TryGetValue(child.name, out (UniformQuantizer, Quantizer) own) && quantizers(own) is var (inputs, weights)
                ? new QuantizedLayer(child.module, inputs, weights) : child.module),
    ]);

    /// <summary>Layers called one after another, borrowed from a network.</summary>
    private sealed class Chain(IReadOnlyList<nn.Module<Tensor, Tensor>> layers) : nn.Module<Tensor, Tensor>(nameof(Chain))
    {
        public override Tensor forward(Tensor input) => layers.Aggregate(input, (values, layer) => layer.call(values));
    }
}
