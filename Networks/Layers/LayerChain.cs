using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Layers called one after another, some of them borrowed from another network.</summary>
/// <remarks>Unlike a Sequential it does not own its layers: disposing it leaves the borrowed ones alive.</remarks>
internal sealed class LayerChain : nn.Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;

    private readonly ActivationPool? _pool;

    /// <summary>A chain.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="pool">Where outputs of layers come from; null: nowhere.</param>
    public LayerChain(string name, IReadOnlyList<nn.Module<Tensor, Tensor>> layers, ActivationPool? pool = null)
        : base(name) => (_layers, _pool) = (layers, pool);

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
        Tensor last = Until(input, _layers.Count - 1);
        Tensor output = ((MatrixLayer)_layers[^1]).ForwardThen(last, added, rectifies);
        Free(last, _layers[^1]);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Takes an output back that nobody needs any more, if it is one of the pool's.</summary>
    internal void TakeBack(Tensor output) => _pool?.TakeBack(output);

    /// <summary>Frees what a layer took in. What others made of it may share its memory; products and residual blocks write into memory of their own.</summary>
    private void Free(Tensor value, nn.Module<Tensor, Tensor> taker)
    {
        if (_pool is not null && taker is (MatrixLayer or ResidualBlock) && _pool.TakeBack(value))
        {
            return;
        }

        _pool?.LetGo(value);
        value.Dispose();
    }

    private Tensor Until(Tensor input, int count)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor value = input.alias();
        for (int i = 0; i < count; i++)
        {
            // A rectifier works on the way to memory where it can.
            bool rectifies = _layers[i] is MatrixLayer && i + 1 < count && _layers[i + 1] is ReLU;
            nn.Module<Tensor, Tensor> layer = _layers[i];
            Tensor next = rectifies ? ((MatrixLayer)layer).ForwardThen(value, null, true) : layer.call(value);
            i += rectifies ? 1 : 0;
            if (!ReferenceEquals(next, value))
            {
                Free(value, layer); // not at the end of the scope: a deep network would hold all its activations
            }

            value = next;
        }

        return value.MoveToOuterDisposeScope();
    }
}
