using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>One index expression on its way through the shim.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ShimIndex
{
    internal const long NewAxis = 0;
    internal const long Ellipsis = 1;
    internal const long Single = 2;
    internal const long Flag = 3;
    internal const long Slice = 4;
    internal const long Tensor = 5;

    internal long Kind;
    internal long Start;
    internal long Stop;
    internal long Step;
    internal nint Address;
}
