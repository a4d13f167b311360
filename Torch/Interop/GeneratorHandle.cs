using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>A libtorch random number generator, owned.</summary>
internal sealed class GeneratorHandle : SafeHandle
{
    internal GeneratorHandle(nint generator)
        : base(0, ownsHandle: true)
    {
        if (generator == 0)
        {
            GC.SuppressFinalize(this);
            Shim.ThrowFailure();
        }

        SetHandle(generator);
    }

    public GeneratorHandle()
        : base(0, ownsHandle: false)
    {
    }

    /// <summary>Stands for "the default generator".</summary>
    internal static GeneratorHandle None { get; } = new();

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Shim.ct_generator_delete(handle);
        return true;
    }
}
