using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>A number on its way through the shim: whole, real, true/false, or absent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ShimScalar
{
    private readonly long _bits;
    private readonly int _kind;

    private ShimScalar(long bits, int kind)
    {
        _bits = bits;
        _kind = kind;
    }

    internal static ShimScalar Absent => new(0, 3);

    internal static ShimScalar One => new(1, 0);

    internal bool IsWhole => _kind == 0;

    internal bool IsReal => _kind == 1;

    internal static ShimScalar Whole(long value) => new(value, 0);

    internal static ShimScalar Real(double value) => new(BitConverter.DoubleToInt64Bits(value), 1);

    internal static ShimScalar Flag(bool value) => new(value ? 1 : 0, 2);

    internal double AsReal() => IsReal ? BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal long AsWhole() => IsReal ? (long)BitConverter.Int64BitsToDouble(_bits) : _bits;

    internal bool AsFlag() => IsReal ? BitConverter.Int64BitsToDouble(_bits) != 0 : _bits != 0;
}
