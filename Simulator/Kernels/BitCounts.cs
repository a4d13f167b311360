using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>How many rows each plane of bits drives.</summary>
internal static unsafe class BitCounts
{
    private const uint Ones = 0x11111111;
    private const uint Bytes = 0x0F0F0F0F;
    private const int Block = EngineShape.Block;

    /// <summary>Groups that are counted in bytes before these might overflow: 4 · 32 &lt; 256.</summary>
    private const int GroupsAtATime = 32;

    /// <summary>Counts a block's bits.</summary>
    /// <param name="words">[groups, 12]: four bits a plane.</param>
    /// <param name="groups">Groups of rows.</param>
    /// <param name="counts">Receives [8 planes, 16]; of the 16, 12 mean something.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of(uint* words, int groups, int* counts)
    {
        new Span<int>(counts, 8 * 16).Clear();
        for (int first = 0; first < groups; first += GroupsAtATime)
        {
            uint* part = words + (first * Block);
            int count = Math.Min(GroupsAtATime, groups - first);
            Count(part, count, counts);
            Count(part + 4, count, counts + 4);
            Count(part + 8, count, counts + 8);
        }
    }

    /// <summary>Four samples.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(uint* words, int groups, int* counts)
    {
        Vector128<uint> ones = Vector128.Create(Ones);
        Vector128<uint> bytes = Vector128.Create(Bytes);
        Vector128<uint> even = Vector128<uint>.Zero;
        Vector128<uint> odd = Vector128<uint>.Zero;
        for (int group = 0; group < groups; group++)
        {
            Vector128<uint> word = Vector128.Load(words);
            words += Block;
            Vector128<uint> nibbles = (word & ones) + ((word >> 1) & ones) + ((word >> 2) & ones) + ((word >> 3) & ones);
            even += nibbles & bytes;
            odd += (nibbles >> 4) & bytes;
        }

        for (int plane = 0; plane < 8; plane++)
        {
            Vector128<uint> count = ((plane % 2 == 0 ? even : odd) >> (plane / 2 * 8)) & Vector128.Create(0xFFu);
            (Vector128.Load(counts + (plane * 16)) + count.AsInt32()).Store(counts + (plane * 16));
        }
    }
}
