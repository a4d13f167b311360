using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Turns a trained network of linear layers, convolutions, rectifiers and max pools into one of integers.</summary>
/// <remarks>
/// Symmetric, one scale a tensor: S = 2·max|x|/(2^k - 1), codes -2^(k-1) to 2^(k-1) - 1; activations of calibration images. Between layers M = S_w·S_x/S_y as b/2^c; a rectifier is a
/// lowest code of zero; pools work on codes; the last layer gives its sums. Biases have the scale S_w·S_x of the sums they are added to.
/// </remarks>
public static class IntegerConversion
{
    /// <summary>The scales of a network's layers, in order.</summary>
    /// <param name="network">The trained network: a flat Sequential that ends in a linear layer.</param>
    /// <param name="calibration">Images whose activations set the scales.</param>
    /// <param name="bits">k, 2 to 8.</param>
    /// <exception cref="ArgumentException">A layer of another kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Another number of bits.</exception>
    public static IReadOnlyList<LayerScales> Scales(Sequential network, Tensor calibration, int bits = 8)
    {
        if (bits is < 2 or > 8)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "Codes of a network of integers have 2 to 8 bits.");
        }

        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        List<LayerScales> scales = [];
        double inputScale = Scale(calibration, bits);
        Tensor values = calibration;
        foreach (Layer layer in LayersOf(network))
        {
            values = layer.Module.call(values);
            if (layer.Weights is WeightLayer weights)
            {
                scales.Add(new LayerScales(layer.Name, bits, Scale(weights.Weight, bits), inputScale, Scale(layer.Rectified ? values.relu() : values, bits), layer.Last));
                inputScale = scales[^1].Output;
            }
        }

        return scales;
    }

    /// <summary>The same scales, but for those of weights, which are the network's: for a network that was trained on with its activations in these scales.</summary>
    /// <param name="scales">As <see cref="Scales"/> gives them.</param>
    /// <param name="network">A network with the layers they are of.</param>
    public static IReadOnlyList<LayerScales> WithWeightsOf(IReadOnlyList<LayerScales> scales, Sequential network)
    {
        Dictionary<string, WeightLayer> layers = WeightLayer.AllOf(network).ToDictionary(each => each.Name, each => each.Layer);
        return [.. scales.Select(each => each with { Weights = Scale(layers[each.Layer].Weight, each.Bits) })];
    }

    /// <summary>The network in integers alone, computed by <see cref="IntegerProduct"/>.</summary>
    /// <param name="network">The trained network: a flat Sequential that ends in a linear layer.</param>
    /// <param name="scales">The scales of its layers.</param>
    /// <param name="arithmetic">How they compute.</param>
    /// <returns>Images, as the network takes them, to sums of the last layer. Owns all its layers but pools and the like.</returns>
    /// <exception cref="ArgumentException">A layer of another kind, or one without scales.</exception>
    public static nn.Module<Tensor, Tensor> ToIntegers(Sequential network, IReadOnlyList<LayerScales> scales, IntegerArithmetic arithmetic) =>
        new LayerChain("integers", [.. Convert(network, scales, arithmetic, (layer, codes, bias, factor, codeRange) =>
            [("", new IntegerLayer(new IntegerProduct(codes, bias, 0, 0, [factor ?? DyadicMultiplier.Of(1, 1, arithmetic.Rounding)], 0, codeRange), layer.Convolution, factor is null))])
            .Select(each => each.Layer)]);

    /// <summary>The same network with codes for weights, and its products left to whoever computes linear layers and convolutions: tiles, for one.</summary>
    /// <returns>A Sequential whose layers with weights have the names they had.</returns>
    /// <inheritdoc cref="ToIntegers"/>
    public static Sequential ToCodes(Sequential network, IReadOnlyList<LayerScales> scales, IntegerArithmetic arithmetic) =>
        nn.Sequential(Convert(network, scales, arithmetic, (layer, codes, bias, factor, codeRange) =>
        [
            ("", WithCodes(layer, codes, bias)),
            .. factor is null ? Array.Empty<(string, nn.Module<Tensor, Tensor>)>() : [("requantize", new Requantization(factor, arithmetic.Rounding, codeRange))],
        ]));

    private delegate (string Suffix, nn.Module<Tensor, Tensor> Layer)[] Maker(WeightLayer layer, int[] codes, int[] bias, DyadicMultiplier? factor, CodeRange range);

    /// <summary>A layer of the network as it is.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Module">The layer.</param>
    /// <param name="Weights">Its weights, if it has any.</param>
    /// <param name="Rectified">Whether a rectifier follows.</param>
    /// <param name="Last">Whether it is the last.</param>
    private sealed record Layer(string Name, nn.Module<Tensor, Tensor> Module, WeightLayer? Weights, bool Rectified, bool Last);

    private static List<(string Name, nn.Module<Tensor, Tensor> Layer)> Convert(Sequential network, IReadOnlyList<LayerScales> scales, IntegerArithmetic arithmetic, Maker make)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        List<(string, nn.Module<Tensor, Tensor>)> converted = [("codes", new InputCodes(scales[0].Input, CodeRange.TwosComplement(scales[0].Bits)))];
        foreach (Layer layer in LayersOf(network))
        {
            if (layer.Weights is WeightLayer weights)
            {
                LayerScales own = scales.FirstOrDefault(each => each.Layer == layer.Name) ?? throw new ArgumentException($"There are no scales of layer '{layer.Name}'.", nameof(scales));
                CodeRange codeRange = CodeRange.TwosComplement(own.Bits);
                int[] codes = Array.ConvertAll(TensorData.ToDoubles(weights.Weight), weight => Math.Clamp((int)Math.Round(weight / own.Weights), codeRange.Lowest, codeRange.Highest));
                converted.AddRange(make(
                        weights, codes, Bias(weights, own, arithmetic, codeRange), layer.Last ? null : own.Multiplier(arithmetic.Shift, arithmetic.Rounding),
                        layer.Rectified ? codeRange with { Lowest = 0 } : codeRange)
                    .Select(made => (made.Suffix.Length == 0 ? layer.Name : $"{layer.Name}-{made.Suffix}", made.Layer)));
            }
            else if (layer.Module is not ReLU)
            {
                converted.Add((layer.Name, layer.Module));
            }
        }

        return converted;
    }

    private static IEnumerable<Layer> LayersOf(Sequential network)
    {
        (string Name, nn.Module<Tensor, Tensor> Layer)[] layers = [.. NetworkLayers.Of(network)];
        for (int i = 0; i < layers.Length; i++)
        {
            (string name, nn.Module<Tensor, Tensor> module) = layers[i];
            WeightLayer? weights = WeightLayer.Of(module);
            bool last = i == layers.Length - 1;
            bool followsWeights = i > 0 && WeightLayer.Of(layers[i - 1].Layer) is not null;
            yield return weights is { Groups: 1 } || module is MaxPool2d or Flatten || (module is ReLU && followsWeights)
                ? new Layer(name, module, weights, !last && layers[i + 1].Layer is ReLU, last)
                : throw new ArgumentException(
                    $"Layer '{name}' of kind {module.GetName()} has no integer form here; linear layers, convolutions of one group, rectifiers after them, max pools and flattening have.", nameof(network));
        }
    }

    private static int[] Bias(WeightLayer layer, LayerScales scales, IntegerArithmetic arithmetic, CodeRange codes)
    {
        if (layer.Bias is null)
        {
            return new int[layer.Weight.shape[0]];
        }

        double[] bias = TensorData.ToDoubles(layer.Bias);
        if (arithmetic.BiasScale == BiasScale.Sums)
        {
            return Array.ConvertAll(bias, each => IntegerProduct.BiasCode(each, scales.Weights, scales.Input));
        }

        UniformGrid own = UniformGrid.Symmetric(bias.Max(Math.Abs), codes);
        return Array.ConvertAll(bias, each => own.Code(each));
    }

    private static double Scale(Tensor values, int bits) => 2 * values.abs().max().to(ScalarType.Float64).item<double>() / ((1 << bits) - 1);

    private static nn.Module<Tensor, Tensor> WithCodes(WeightLayer layer, int[] codes, int[] bias)
    {
        Tensor weight = TensorData.FromDoubles(Array.ConvertAll(codes, code => (double)code), layer.Weight.shape);
        Tensor sums = TensorData.FromDoubles(Array.ConvertAll(bias, code => (double)code), bias.Length);
        if (layer.Convolution is not { } shape)
        {
            Linear linear = nn.Linear(layer.Weight.shape[1], layer.Weight.shape[0]);
            linear.weight.copy_(weight);
            linear.bias!.copy_(sums);
            return linear;
        }

        Conv2d convolution = nn.Conv2d(
            shape.Channels, shape.Outputs, (shape.KernelHeight, shape.KernelWidth), (shape.StrideY, shape.StrideX), (shape.PaddingY, shape.PaddingX), (shape.DilationY, shape.DilationX));
        convolution.weight.copy_(weight);
        convolution.bias!.copy_(sums);
        return convolution;
    }
}
