using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Layers;

/// <summary>Room for what layers of one network pass on to each other: used again from batch to batch, and by layers that give as much as earlier ones.</summary>
/// <remarks>Not for several threads at once. A tensor that leaves the network is let go, and is the caller's.</remarks>
internal sealed class ActivationPool : IDisposable
{
    private readonly List<Tensor> _free = [];
    private readonly HashSet<Tensor> _lent = new(ReferenceEqualityComparer.Instance);

    /// <summary>A tensor of the given shape with anything in it. It belongs to no dispose scope.</summary>
    public Tensor Rent(long[] shape)
    {
        int found = _free.FindIndex(tensor => tensor.shape.AsSpan().SequenceEqual(shape));
        Tensor room = found >= 0 ? _free[found] : torch.empty(shape, ScalarType.Float32).DetachFromDisposeScope();
        if (found >= 0)
        {
            _free.RemoveAt(found);
        }

        _lent.Add(room);
        return room;
    }

    /// <summary>Takes a tensor back, if it is one of these.</summary>
    /// <returns>Whether it is: the pool keeps it then.</returns>
    public bool TakeBack(Tensor tensor)
    {
        if (!_lent.Remove(tensor))
        {
            return false;
        }

        _free.Add(tensor);
        return true;
    }

    /// <summary>Lets a tensor go into the hands of the caller.</summary>
    /// <returns>Whether it was one of these: it belongs to no dispose scope.</returns>
    public bool LetGo(Tensor tensor) => _lent.Remove(tensor);

    /// <summary>Frees all that is not in use.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _free.Concat(_lent))
        {
            tensor.Dispose();
        }

        _free.Clear();
        _lent.Clear();
    }
}
