using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Memory, zeroed unless that is not asked for, that starts on a cache line and does not move; once it is released, or nobody has it any more, it serves another.</summary>
internal sealed unsafe class AlignedBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private byte[]? _bytes;

    /// <summary>Memory.</summary>
    /// <param name="length">So many.</param>
    /// <param name="isZero">False: all of it is going to be written.</param>
    public AlignedBuffer(int length, bool isZero = true)
    {
        Length = length;
        _bytes = PinnedMemory.Rent(checked((length * sizeof(T)) + CacheLine), isZero);
        nint start = (nint)Unsafe.AsPointer(ref _bytes[0]);
        Pointer = (T*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    ~AlignedBuffer() => Return();

    public int Length { get; }

    /// <summary>Valid while this object lives.</summary>
    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);

    /// <summary>Gives the memory back at once. Nobody may touch it from here on.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "Only who knows that nobody reads any more can release; to be IDisposable would oblige all others.")]
    public void Release()
    {
        Return();
        GC.SuppressFinalize(this);
    }

    private void Return()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } memory) // there is none where so much could not be had
        {
            PinnedMemory.Return(memory);
        }
    }
}
