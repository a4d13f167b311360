using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Quantization.Learned;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>Training on in the numbers of a network of integers: every batch goes through quantized inputs and weights of all layers; the optimiser moves what is behind them.</summary>
/// <remarks>
/// The quantizers, symmetric and one a tensor, stand in the network itself beside their layers (<see cref="Around"/>), so that what they hold and learn is trained and saved with it.
/// </remarks>
internal sealed class QuantizedTraining : ITrainingRule
{
    private const string Inputs = "-inputs";
    private const string Weights = "-weights";

    /// <summary>A network with quantizers for each of its layers: to be called through <see cref="Through"/>. It owns the layers from here on.</summary>
    /// <param name="network">A flat Sequential, trained in floating point.</param>
    /// <param name="quantizer">Name of the quantizer.</param>
    /// <param name="bits">Bits of inputs and weights.</param>
    /// <param name="calibration">Images, as the network takes them: their activations set the ranges of quantizers that freeze one.</param>
    public static Sequential Around(Sequential network, string quantizer, int bits, Tensor calibration)
    {
        Sequential around = nn.Sequential(Children(network).SelectMany(child => child.Layer is Linear or Conv2d
            ? [(child.Name + Inputs, Quantizer(QuantizerRoles.Activations)), (child.Name + Weights, Quantizer(QuantizerRoles.Weights)), child]
            : new (string Name, nn.Module<Tensor, Tensor> Layer)[] { child }).ToArray());
        UniformQuantizer[] frozen = [.. Children(around).Where(child => child.Name.EndsWith(Inputs, StringComparison.Ordinal)).Select(child => child.Layer).OfType<UniformQuantizer>()];
        if (frozen.Length > 0)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable inference = torch.no_grad();
            Array.ForEach(frozen, each => each.BeginCalibration());
            Rebuilt(around, weightsToo: false).call(calibration);
            Array.ForEach(frozen, each => each.EndCalibration());
        }

        return around;

        Quantizer Quantizer(QuantizerRoles role) => QuantizerCatalog.Standard.Kinds[quantizer].Create(new QuantizerRequest { Bits = bits, Role = role });
    }

    /// <summary>The scales that LSQ learned, in the place of those that a network's largest magnitudes would have.</summary>
    /// <param name="scales">Scales of the layers.</param>
    /// <param name="around">As <see cref="Around"/> gives it, with "lsq", trained.</param>
    public static IReadOnlyList<LayerScales> Learned(IReadOnlyList<LayerScales> scales, Sequential around)
    {
        Dictionary<string, double> steps = Children(around).Where(child => child.Layer is LsqQuantizer).ToDictionary(
            child => child.Name, child => (double)((LsqQuantizer)child.Layer).Step.item<float>());
        return
        [
            .. scales.Select((each, i) => each with
            {
                Weights = steps[each.Layer + Weights],
                Input = steps[each.Layer + Inputs],
                Output = each.GivesSums ? each.Output : steps[scales[i + 1].Layer + Inputs],
            }),
        ];
    }

    public nn.Module<Tensor, Tensor> Through(Sequential network) => Rebuilt(network, weightsToo: true);

    public void AfterStep(Sequential network, TrainingStep step)
    {
    }

    private static Chain Rebuilt(Sequential around, bool weightsToo)
    {
        Dictionary<string, nn.Module<Tensor, Tensor>> children = Children(around).ToDictionary(child => child.Name, child => child.Layer);
        return new Chain(
        [
            .. Children(around).Where(child => child.Layer is not Quantizer).Select(child => children.TryGetValue(child.Name + Inputs, out nn.Module<Tensor, Tensor>? inputs)
                ? new QuantizedLayer(child.Layer, (Quantizer)inputs, weightsToo ? (Quantizer)children[child.Name + Weights] : null) : child.Layer),
        ]);
    }

    private static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> Children(Sequential network) =>
        network.named_children().Select(child => (child.name, (nn.Module<Tensor, Tensor>)child.module));

    /// <summary>Layers called one after another, borrowed from a network.</summary>
    private sealed class Chain(IReadOnlyList<nn.Module<Tensor, Tensor>> layers) : nn.Module<Tensor, Tensor>(nameof(Chain))
    {
        public override Tensor forward(Tensor input) => layers.Aggregate(input, (values, layer) => layer.call(values));
    }
}
