using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Turns a trained network of linear layers, convolutions, rectifiers and max pools into one of 8-bit integers.</summary>
/// <remarks>
/// Symmetric, one scale a tensor: S = 2·max|x|/255, codes -128 to 127; activations of calibration images. Between layers M = S_w·S_x/S_y as b/2^c; a rectifier is a
/// lowest code of zero; pools work on codes; the last layer gives its sums. Biases have the scale S_w·S_x of the sums they are added to.
/// </remarks>
public static class IntegerConversion
{
    private static readonly CodeRange s_codes = CodeRange.TwosComplement(8);

    /// <summary>The network in integers alone, computed by <see cref="IntegerProduct"/>.</summary>
    /// <param name="network">The trained network: a flat Sequential that ends in a linear layer.</param>
    /// <param name="calibration">Images whose activations set the scales.</param>
    /// <param name="rounding">How sums are rounded to codes: down, or halves up.</param>
    /// <param name="shift">c.</param>
    /// <returns>Images, as the network takes them, to sums of the last layer. Owns all its layers but pools and the like.</returns>
    /// <exception cref="ArgumentException">A layer of another kind.</exception>
    public static nn.Module<Tensor, Tensor> ToIntegers(Sequential network, Tensor calibration, RoundingRule rounding, int shift = 16) =>
        new LayerChain("integers", [.. Convert(network, calibration, rounding, shift, (layer, codes, bias, factor, codeRange) =>
            [("", new IntegerLayer(new IntegerProduct(codes, bias, 0, 0, [factor ?? DyadicMultiplier.Of(1, 1, rounding)], 0, codeRange), layer.Convolution, factor is null))]).Select(each => each.Layer)]);

    /// <summary>The same network with codes for weights, and its products left to whoever computes linear layers and convolutions: tiles, for one.</summary>
    /// <returns>A Sequential whose layers with weights have the names they had.</returns>
    /// <inheritdoc cref="ToIntegers"/>
    public static Sequential ToCodes(Sequential network, Tensor calibration, RoundingRule rounding, int shift = 16) =>
        nn.Sequential(Convert(network, calibration, rounding, shift, (layer, codes, bias, factor, codeRange) =>
        [
            ("", WithCodes(layer, codes, bias)),
            .. factor is null ? Array.Empty<(string, nn.Module<Tensor, Tensor>)>() : [("requantize", new Requantization(factor, rounding, codeRange))],
        ]));

    private delegate (string Suffix, nn.Module<Tensor, Tensor> Layer)[] Maker(WeightLayer layer, int[] codes, int[] bias, DyadicMultiplier? factor, CodeRange range);

    private static List<(string Name, nn.Module<Tensor, Tensor> Layer)> Convert(Sequential network, Tensor calibration, RoundingRule rounding, int shift, Maker make)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        (string Name, nn.Module<Tensor, Tensor> Layer)[] layers = [.. NetworkLayers.Of(network)];
        double inputScale = Scale(calibration);
        List<(string, nn.Module<Tensor, Tensor>)> converted = [("codes", new InputCodes(inputScale, s_codes))];
        Tensor values = calibration;
        for (int i = 0; i < layers.Length; i++)
        {
            (string name, nn.Module<Tensor, Tensor> layer) = layers[i];
            values = layer.call(values);
            if (WeightLayer.Of(layer) is WeightLayer weights)
            {
                bool last = i == layers.Length - 1;
                bool rectified = !last && layers[i + 1].Layer is ReLU;
                double weightScale = Scale(weights.Weight);
                double outputScale = Scale(rectified ? values.relu() : values);
                DyadicMultiplier? factor = last ? null : DyadicMultiplier.Of(weightScale * inputScale / outputScale, shift, rounding);
                int[] codes = Array.ConvertAll(TensorData.ToDoubles(weights.Weight), weight => Math.Clamp((int)Math.Round(weight / weightScale), s_codes.Lowest, s_codes.Highest));
                int[] bias = weights.Bias is null ? new int[weights.Weight.shape[0]]
                    : Array.ConvertAll(TensorData.ToDoubles(weights.Bias), each => IntegerProduct.BiasCode(each, weightScale, inputScale));
                converted.AddRange(make(weights, codes, bias, factor, rectified ? new CodeRange(0, s_codes.Highest) : s_codes)
                    .Select(made => (made.Suffix.Length == 0 ? name : $"{name}-{made.Suffix}", made.Layer)));
                inputScale = outputScale;
            }
            else if (layer is MaxPool2d or Flatten)
            {
                converted.Add((name, layer));
            }
            else if (layer is not ReLU || i == 0 || WeightLayer.Of(layers[i - 1].Layer) is null)
            {
                throw new ArgumentException($"Layer '{name}' of kind {layer.GetName()} has no integer form here; linear layers, convolutions, rectifiers after them, max pools and flattening have.", nameof(network));
            }
        }

        return converted;
    }

    private static double Scale(Tensor values) => 2 * values.abs().max().to(ScalarType.Float64).item<double>() / 255;

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
