using System.Runtime.InteropServices;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>A layer whose weights can go on tiles: a linear one, or a convolution, which is a matrix product at every window.</summary>
internal sealed class WeightLayer
{
    private WeightLayer(Tensor weight, Tensor? bias, ConvolutionShape? convolution) =>
        (Weight, Bias, Convolution) = (weight, bias, convolution);

    /// <summary>Its weights: [outputs, inputs], or [outputs, channels / groups, height, width].</summary>
    public Tensor Weight { get; }

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>The geometry of a convolution; null: linear.</summary>
    public ConvolutionShape? Convolution { get; }

    /// <summary>How many matrices it has: the groups of a convolution.</summary>
    public int Groups => Convolution?.Groups ?? 1;

    /// <summary>The layer as one with weights; null where it has none that can go on tiles.</summary>
    public static WeightLayer? Of(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear linear => new WeightLayer(linear.weight, linear.bias, null),
        Conv2d convolution when ShapeOf(convolution) is ConvolutionShape shape =>
            new WeightLayer(convolution.weight, convolution.bias, shape),
        FakeQuantizedLayer quantized => quantized.Held,
        _ => null,
    };

    /// <summary>The geometry of a convolution; null where it pads otherwise than with given numbers of zeros.</summary>
    private static ConvolutionShape? ShapeOf(Conv2d layer) => layer.padding is long[] padding && layer.padding_mode == PaddingModes.Zeros
        ? new ConvolutionShape(
            (int)layer.in_channels, (int)layer.out_channels, (int)layer.kernel_size[0], (int)layer.kernel_size[1],
            (int)layer.stride[0], (int)layer.stride[1], (int)padding[0], (int)padding[1],
            (int)layer.dilation[0], (int)layer.dilation[1], (int)layer.groups)
        : null;

    /// <summary>All layers of a network that can go on tiles, in order, with their dotted names.</summary>
    public static IEnumerable<(string Name, WeightLayer Layer)> AllOf(nn.Module<Tensor, Tensor> network)
    {
        foreach ((string name, nn.Module<Tensor, Tensor> leaf) in NetworkLayers.Of(network))
        {
            if (Of(leaf) is WeightLayer layer)
            {
                yield return (name, layer);
            }
        }
    }

    /// <summary>The weights of all layers but some.</summary>
    /// <param name="network">The network.</param>
    /// <param name="except">Names of the layers that are left out.</param>
    public static IEnumerable<Tensor> Weights(nn.Module<Tensor, Tensor> network, IReadOnlyCollection<string> except) =>
        AllOf(network).Where(each => !except.Contains(each.Name)).Select(each => each.Layer.Weight);

    /// <summary>The layer with the batch normalization that follows it worked into its weights and bias.</summary>
    /// <remarks>See <see cref="BatchNormFolding"/>; μ and σ² are the running statistics.</remarks>
    /// <exception cref="ArgumentException">The normalization has no running statistics, or another number of channels.</exception>
    public WeightLayer FoldedWith(BatchNorm norm)
    {
        if (norm.running_mean is not Tensor mean || norm.running_var is not Tensor variance)
        {
            throw new ArgumentException("A batch normalization without running statistics cannot be folded.", nameof(norm));
        }

        if (mean.numel() != Weight.shape[0])
        {
            throw new ArgumentException($"A batch normalization of {mean.numel()} channels follows a layer of {Weight.shape[0]}.", nameof(norm));
        }

        using IDisposable frozen = torch.no_grad();
        (Tensor weight, Tensor bias) = BatchNormFolding.Fold(Weight, Bias, norm.weight, norm.bias, mean, variance, norm.eps);
        return new WeightLayer(weight, bias, Convolution);
    }

    /// <summary>The layer with other weights of the same shape.</summary>
    public WeightLayer With(Tensor weight) => new(weight, Bias, Convolution);

    /// <summary>Its matrices, [outputs of the group, inputs of a window], one a group.</summary>
    public IReadOnlyList<WeightMatrix> Matrices()
    {
        if (Weight.dtype == ScalarType.Float64)
        {
            double[] wide = TensorData.ToDoubles(Weight);
            return Matrices((outputs, inputs, group) => new WeightMatrix(outputs, inputs, wide.AsSpan(group * outputs * inputs, outputs * inputs), InputsPerChannel));
        }

        using IDisposable scope = torch.NewDisposeScope();
        Tensor weights = Weight.detach().cpu().to(ScalarType.Float32).contiguous();
        return Matrices((outputs, inputs, group) => new WeightMatrix(
            outputs, inputs, MemoryMarshal.Cast<byte, float>(weights.bytes).Slice(group * outputs * inputs, outputs * inputs), InputsPerChannel));
    }

    private int InputsPerChannel => Convolution?.InputsPerChannel ?? 1;

    private IReadOnlyList<WeightMatrix> Matrices(Func<int, int, int, WeightMatrix> make)
    {
        int outputs = (int)Weight.shape[0] / Groups;
        int inputs = (int)(Weight.numel() / Weight.shape[0]);
        return [.. Enumerable.Range(0, Groups).Select(group => make(outputs, inputs, group))];
    }

    /// <summary>What the converters of one of its matrices are calibrated on.</summary>
    /// <param name="inputs">As the layer's; null: nothing.</param>
    /// <param name="group">Number of the matrix.</param>
    public CalibrationInputs CalibrationInputs(Tensor? inputs, int group) => (inputs, Convolution) switch
    {
        (null, _) => new MatrixInputs(default),
        (_, null) => new MatrixInputs(TensorData.ToDoubles(inputs)),
        (_, ConvolutionShape shape) => new WindowInputs(
            TensorData.ToFloats(inputs), new ImageWindows(shape, (int)inputs.shape[2], (int)inputs.shape[3], group)),
    };

    /// <summary>Address of what is drawn for one of its matrices.</summary>
    public static LayerAddress GroupAddress(LayerAddress layer, int group, int groups) => groups == 1 ? layer : layer.For("group", group);

    /// <summary>Its form, with the bias it has now.</summary>
    public MatrixForm Form() => new(Convolution, Groups, Bias is null ? new double[Weight.shape[0]] : TensorData.ToDoubles(Bias));

    /// <summary>The layer computed with other weights of the same shape.</summary>
    public Tensor Forward(Tensor input, Tensor weight) => Forward(input, weight, Bias);

    /// <summary>The layer computed with other weights and biases of the same shapes.</summary>
    public Tensor Forward(Tensor input, Tensor weight, Tensor? bias) => Convolution is ConvolutionShape shape
        ? nn.functional.conv2d(
            input, weight, bias, [shape.StrideY, shape.StrideX], [shape.PaddingY, shape.PaddingX],
            [shape.DilationY, shape.DilationX], shape.Groups)
        : nn.functional.linear(input, weight, bias);
}
