using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Plans;

/// <summary>A linear layer or convolution with quantizers of its inputs and of its weights, computed in real numbers of few values.</summary>
/// <remarks>
/// It owns all three: what quantizers learn is among the network's parameters, is trained and saved with them. Latent weights are the layer's own. On tiles the
/// quantizer of inputs is a digital step, and cells are aimed at the quantized weights.
/// </remarks>
public sealed class FakeQuantizedLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "layer")]
    private readonly nn.Module<Tensor, Tensor> _layer;

    [ComponentName(Name = "activations")]
    private readonly Quantizer _activations;

    [ComponentName(Name = "weights")]
    private readonly Quantizer _weights;

    /// <summary>A layer in other numbers.</summary>
    /// <param name="layer">A linear layer, or a convolution that pads with zeros. It becomes part of this one.</param>
    /// <param name="activations">Quantizes what comes in; null: nothing does.</param>
    /// <param name="weights">Quantizes the weights; null: nothing does.</param>
    /// <exception cref="ArgumentException">Any other layer.</exception>
    public FakeQuantizedLayer(nn.Module<Tensor, Tensor> layer, Quantizer? activations, Quantizer? weights)
        : base(nameof(FakeQuantizedLayer))
    {
        _ = WeightLayer.Of(layer) ?? throw new ArgumentException(
            $"A layer of kind {layer.GetName()} has no weights that can be quantized; linear layers and convolutions padded with zeros have.", nameof(layer));
        (_layer, _activations, _weights) = (layer, activations ?? new NoQuantizer(), weights ?? new NoQuantizer());
        RegisterComponents();
    }

    /// <summary>The layer itself, with its latent weights.</summary>
    public nn.Module<Tensor, Tensor> Layer => _layer;

    /// <summary>The quantizer of what comes in.</summary>
    public Quantizer Activations => _activations;

    /// <summary>The quantizer of weights.</summary>
    public Quantizer Weights => _weights;

    /// <summary>The layer with its latent weights.</summary>
    internal WeightLayer Latent => WeightLayer.Of(_layer)!;

    /// <summary>The layer with the weights that it computes with in evaluation.</summary>
    internal WeightLayer Held
    {
        get
        {
            using IDisposable frozen = torch.no_grad();
            return _weights is NoQuantizer ? Latent : Latent.With(_weights.call(Latent.Weight));
        }
    }

    /// <summary>Whether it computes without its quantizers: while those of layers before it are calibrated.</summary>
    internal bool IsFloating { get; set; }

    /// <summary>As the layer: [batch, inputs] to [batch, outputs], or images to images.</summary>
    public override Tensor forward(Tensor input)
    {
        if (IsFloating)
        {
            return _layer.call(input);
        }

        using DisposeScope scope = torch.NewDisposeScope();
        WeightLayer latent = Latent;
        return latent.Forward(_activations.call(input), _weights.call(latent.Weight)).MoveToOuterDisposeScope();
    }
}
