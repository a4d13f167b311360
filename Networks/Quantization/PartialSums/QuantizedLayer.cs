using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>A linear layer or convolution of a network, computed with quantized inputs and weights and, on arrays, with partial sums that go through ADCs.</summary>
/// <remarks>It shares the layer's own parameters, which stay the layer's: they train as latent ones. The quantizers are its own, and so are their parameters.</remarks>
public sealed class QuantizedLayer : nn.Module<Tensor, Tensor>
{
    private readonly WeightLayer _layer;
    private readonly int _rows;

    [ComponentName(Name = "inputs")]
    private readonly Quantizer _inputs;

    [ComponentName(Name = "weights")]
    private readonly Quantizer _weights;

    [ComponentName(Name = "adc")]
    private readonly nn.Module<Tensor, Tensor>? _adc;

    /// <summary>A layer in other numbers.</summary>
    /// <param name="layer">A <see cref="Linear"/>, or a <see cref="Conv2d"/> that pads with zeros.</param>
    /// <param name="inputs">Quantizes what comes in; null: nothing does.</param>
    /// <param name="weights">Quantizes the weights; null: nothing does.</param>
    /// <param name="adc">Converts partial sums; null: the sum is one, as in digital hardware.</param>
    /// <param name="rows">Rows of an array; not looked at without an ADC.</param>
    /// <exception cref="ArgumentException">Any other layer.</exception>
    public QuantizedLayer(nn.Module<Tensor, Tensor> layer, Quantizer? inputs, Quantizer? weights, nn.Module<Tensor, Tensor>? adc = null, int rows = 128)
        : base(nameof(QuantizedLayer))
    {
        _layer = WeightLayer.Of(layer) ?? throw new ArgumentException(
            $"A layer of kind {layer.GetName()} has no weights that can be quantized; linear layers and convolutions padded with zeros have.", nameof(layer));
        (_inputs, _weights, _adc, _rows) = (inputs ?? new NoQuantizer(), weights ?? new NoQuantizer(), adc, rows);
        RegisterComponents();
    }

    /// <summary>As the layer: [batch, inputs] to [batch, outputs], or images to images.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor values = _inputs.call(input);
        Tensor weight = _weights.call(_layer.Weight);
        Tensor output = (_adc, _layer.Convolution) switch
        {
            (null, _) => _layer.Forward(values, weight),
            (_, null) => PartialSumProduct.Linear(values, weight, _layer.Bias, _adc, _rows),
            (_, { } shape) => PartialSumProduct.Convolution(values, weight, _layer.Bias, _adc, shape, _rows),
        };
        return output.MoveToOuterDisposeScope();
    }
}
