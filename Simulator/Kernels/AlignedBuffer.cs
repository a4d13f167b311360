using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Zeroed memory that starts on a cache line and does not move; once nobody has this object any more, it serves another.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private readonly byte[] _bytes;

    public AlignedBuffer(int length)
    {
        Length = length;
        _bytes = PinnedMemory.Rent(checked((length * sizeof(T)) + CacheLine));
        nint start = (nint)Unsafe.AsPointer(ref _bytes[0]);
        Pointer = (T*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    ~AlignedBuffer()
    {
        if (_bytes is { } memory) // there is none where so much could not be had
        {
            PinnedMemory.Return(memory);
        }
    }

    public int Length { get; }

    /// <summary>Valid while this object lives.</summary>
    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
