using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Zeroed memory that starts on a cache line and does not move; the garbage collector frees it with this object.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private readonly byte[] _bytes;

    public AlignedBuffer(int length)
    {
        Length = length;
        _bytes = GC.AllocateArray<byte>(checked((length * sizeof(T)) + CacheLine), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _bytes[0]);
        Pointer = (T*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    public int Length { get; }

    /// <summary>Valid while this object lives.</summary>
    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
