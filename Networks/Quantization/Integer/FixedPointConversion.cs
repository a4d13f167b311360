using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Ranges;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>The formats of one layer in fixed point.</summary>
/// <param name="Layer">Its dotted name.</param>
/// <param name="Inputs">What comes in.</param>
/// <param name="Weights">Its weights.</param>
public sealed record LayerFormats(string Layer, FixedPointFormat Inputs, FixedPointFormat Weights);

/// <summary>A trained network in fixed point: inputs and weights of its linear layers and convolutions as <see cref="FixedPointFormat"/>, all of as many bits.</summary>
/// <remarks>
/// The point of each tensor is where its values need it, those of inputs over calibration images. Products are summed without rounding, biases are rounded to the steps of those sums.
/// What comes between such layers computes in single precision.
/// </remarks>
public static class FixedPointConversion
{
    /// <summary>The formats that the layers of a network need, in the order in which they are called.</summary>
    /// <param name="network">The network; called as in evaluation.</param>
    /// <param name="calibration">Images that are to fit.</param>
    /// <param name="bits">Bits of every number, 2 to <see cref="FixedPointFormat.MostBits"/>.</param>
    public static IReadOnlyList<LayerFormats> Formats(Sequential network, Tensor calibration, int bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        bool training = network.training;
        network.eval();
        List<LayerFormats> formats = [];
        NetworkTrace.Through(network, calibration, (step, _, input, _) =>
        {
            if (WeightLayer.Of(step.Module) is WeightLayer layer)
            {
                formats.Add(new LayerFormats(step.Name, Format(input), Format(layer.Weight)));
            }
        });
        network.train(training);
        return formats;

        FixedPointFormat Format(Tensor values) => FixedPointFormat.Of(new ValueRange(values.min().item<float>(), values.max().item<float>()), bits);
    }

    /// <summary>The network in fixed point. It keeps using the network's own layers without weights.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="formats">The formats of its layers; a layer without any stays as it is.</param>
    public static nn.Module<Tensor, Tensor> ToFixedPoint(Sequential network, IReadOnlyList<LayerFormats> formats)
    {
        Dictionary<string, LayerFormats> known = formats.ToDictionary(each => each.Layer);
        return NetworkLayers.Rebuilt(network, (name, layer) =>
            WeightLayer.Of(layer) is WeightLayer weights && known.TryGetValue(name, out LayerFormats? format) ? new FixedPointLayer(weights, format) : layer);
    }

    /// <summary>A layer with inputs and weights in fixed point. For inference.</summary>
    private sealed class FixedPointLayer(WeightLayer layer, LayerFormats formats) : nn.Module<Tensor, Tensor>(nameof(FixedPointLayer))
    {
        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            using IDisposable frozen = torch.no_grad();
            double step = formats.Inputs.Step * formats.Weights.Step;
            Tensor sums = layer.Forward(
                formats.Inputs.Quantize(input.to(ScalarType.Float64)), formats.Weights.Quantize(layer.Weight.to(ScalarType.Float64)),
                layer.Bias is null ? null : (layer.Bias.to(ScalarType.Float64) / step).round_() * step);
            return sums.to(ScalarType.Float32).MoveToOuterDisposeScope();
        }
    }
}
