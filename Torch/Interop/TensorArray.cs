namespace TorchSharp.Interop;

/// <summary>Addresses of several tensors, all kept alive until disposed.</summary>
internal readonly ref struct TensorArray
{
    private readonly nint[] _addresses;
    private readonly TensorHandle?[] _handles;

    internal TensorArray(IEnumerable<torch.Tensor?>? tensors)
    {
        _handles = tensors is null ? [] : [.. tensors.Select(tensor => tensor?.NativeHandle)];
        _addresses = new nint[_handles.Length];
        bool added = false;
        for (int i = 0; i < _handles.Length; i++)
        {
            if (_handles[i] is { } handle)
            {
                handle.DangerousAddRef(ref added);
                _addresses[i] = handle.Address;
            }
        }
    }

    internal ReadOnlySpan<nint> Addresses => _addresses;

    internal int Count => _addresses.Length;

    internal void Dispose()
    {
        foreach (TensorHandle? handle in _handles)
        {
            handle?.DangerousRelease();
        }
    }
}
