using System.Collections.Concurrent;
using System.Numerics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Memory that does not move, used again: a network that is packed anew for every batch would otherwise make the garbage collector look through all there is.</summary>
internal static class PinnedMemory
{
    /// <summary>Less than this is not worth keeping.</summary>
    private const int Smallest = 1 << 6;

    /// <summary>One drawer a size: four sizes from one power of two to the next.</summary>
    private static readonly ConcurrentBag<byte[]>[] s_free = [.. Enumerable.Range(0, 4 * 32).Select(_ => new ConcurrentBag<byte[]>())];

    /// <summary>So many bytes or more; those are zero if that is asked for.</summary>
    public static byte[] Rent(int bytes, bool areZero)
    {
        if (bytes < Smallest)
        {
            return GC.AllocateArray<byte>(bytes, pinned: true);
        }

        int quarter = 1 << (BitOperations.Log2((uint)bytes) - 2);
        int size = checked((bytes + quarter - 1) / quarter * quarter);
        if (!DrawerOf(size).TryTake(out byte[]? free))
        {
            return GC.AllocateArray<byte>(size, pinned: true);
        }

        if (areZero)
        {
            free.AsSpan(0, bytes).Clear();
        }

        return free;
    }

    /// <summary>Takes memory back that nobody uses any more.</summary>
    public static void Return(byte[] memory)
    {
        if (memory.Length >= Smallest)
        {
            DrawerOf(memory.Length).Add(memory);
        }
    }

    private static ConcurrentBag<byte[]> DrawerOf(int size)
    {
        int power = BitOperations.Log2((uint)size);
        return s_free[(4 * power) + ((size >> (power - 2)) & 3)];
    }
}
