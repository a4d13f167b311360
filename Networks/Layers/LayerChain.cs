using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Layers called one after another, some of them borrowed from another network.</summary>
/// <remarks>Unlike a Sequential it does not own its layers: disposing it leaves the borrowed ones alive.</remarks>
internal sealed class LayerChain : nn.Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;

    public LayerChain(string name, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
        : base(name) => _layers = layers;

    public override Tensor forward(Tensor input) => Until(input, _layers.Count);

    /// <summary>Whether the last layer can do on the way what follows it.</summary>
    internal bool EndsInProduct => _layers.Count > 0 && _layers[^1] is MatrixLayer;

    /// <summary>Whether it is a rectifier and nothing else.</summary>
    internal bool IsRectifier => _layers is [ReLU];

    /// <summary>The layers, the last of which adds something and rectifies on the way to memory.</summary>
    /// <param name="input">As in <see cref="forward"/>.</param>
    /// <param name="added">Added to the output; of its shape.</param>
    /// <param name="rectifies">Whether what is then below zero becomes zero.</param>
    internal Tensor ForwardAndAdd(Tensor input, Tensor added, bool rectifies)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return ((MatrixLayer)_layers[^1]).ForwardThen(Until(input, _layers.Count - 1), added, rectifies).MoveToOuterDisposeScope();
    }

    private Tensor Until(Tensor input, int count)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor value = input.alias();
        for (int i = 0; i < count; i++)
        {
            // A rectifier works on the way to memory where it can.
            bool rectifies = _layers[i] is MatrixLayer && i + 1 < count && _layers[i + 1] is ReLU;
            Tensor next = rectifies ? ((MatrixLayer)_layers[i]).ForwardThen(value, null, true) : _layers[i].call(value);
            i += rectifies ? 1 : 0;
            if (!ReferenceEquals(next, value))
            {
                value.Dispose(); // not at the end of the scope: a deep network would hold all its activations
            }

            value = next;
        }

        return value.MoveToOuterDisposeScope();
    }
}
