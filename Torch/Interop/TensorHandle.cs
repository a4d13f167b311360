using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>A libtorch tensor, owned. Its finalizer deletes and does nothing else.</summary>
internal sealed class TensorHandle : SafeHandle
{
    /// <summary>Below this many bytes the garbage collector need not hear of a tensor.</summary>
    private const long LargeBytes = 1 << 16;

    private static long _live;
    private static long _peak;

    private readonly long _pressure;

    /// <summary>Takes over what an entry of the shim returned; null means it failed.</summary>
    internal TensorHandle(nint tensor)
        : base(0, ownsHandle: true)
    {
        if (tensor == 0)
        {
            GC.SuppressFinalize(this);
            Shim.ThrowFailure();
        }

        SetHandle(tensor);
        long live = Interlocked.Increment(ref _live);
        if (live > _peak)
        {
            _peak = live;
        }

        long bytes = Shim.ct_owned_bytes(this);
        if (bytes >= LargeBytes)
        {
            _pressure = bytes;
            MemoryPressure.Add(bytes);
        }
    }

    public TensorHandle()
        : base(0, ownsHandle: false)
    {
    }

    /// <summary>Stands for "no tensor" where an entry takes an optional one.</summary>
    internal static TensorHandle None { get; } = new();

    internal static long Live => Interlocked.Read(ref _live);

    internal static long Peak => Interlocked.Read(ref _peak);

    public override bool IsInvalid => handle == 0;

    internal nint Address => handle;

    protected override bool ReleaseHandle()
    {
        Shim.ct_delete(handle);
        Interlocked.Decrement(ref _live);
        if (_pressure > 0)
        {
            MemoryPressure.Remove(_pressure);
        }

        return true;
    }
}
