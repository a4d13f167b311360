using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Layers called one after another, some of them borrowed from another network.</summary>
/// <remarks>Unlike a Sequential it does not own its layers: disposing it leaves the borrowed ones alive.</remarks>
internal sealed class LayerChain : nn.Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;

    public LayerChain(string name, IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
        : base(name) => _layers = layers;

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor value = input.alias();
        foreach (nn.Module<Tensor, Tensor> layer in _layers)
        {
            Tensor next = layer.call(value);
            if (!ReferenceEquals(next, value))
            {
                value.Dispose(); // not at the end of the scope: a deep network would hold all its activations
            }

            value = next;
        }

        return value.MoveToOuterDisposeScope();
    }
}
