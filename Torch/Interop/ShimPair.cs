using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Height and width, side by side in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ShimPair
{
    private readonly long _first;
    private readonly long _second;

    private ShimPair(long first, long second)
    {
        _first = first;
        _second = second;
    }

    public static implicit operator ShimPair((long, long) pair) => new(pair.Item1, pair.Item2);
}
