using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Sums of bits: the matrix products of up to eight planes of bits of a few samples with one register of lines, four rows an addition.</summary>
/// <remarks>Each plane has a sum of its own in a register; a group's word holds the subset of its rows that is set, four bits a plane.</remarks>
internal static unsafe class SubsetBlock<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Planes of bits in a word.</summary>
    public const int Planes = 8;

    /// <summary>Sums eight planes of one sample.</summary>
    /// <param name="words">The sample's words, one a group.</param>
    /// <param name="step">From one group's word to the next one's.</param>
    /// <param name="table">[groups, subsets, lanes], the register wanted.</param>
    /// <param name="groups">Groups of rows.</param>
    /// <param name="planes">How many planes are wanted; the others may receive anything.</param>
    /// <param name="sums">Receives [planes, stride].</param>
    /// <param name="stride">From one plane's sums to the next one's.</param>
    public static void Sum(uint* words, nint step, float* table, int groups, int planes, float* sums, nint stride)
    {
        if (planes <= 4)
        {
            Four(words, step, table, groups, sums, stride, planes);
            return;
        }

        Eight(words, step, table, groups, sums, stride, planes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(uint* words, nint step, float* table, int groups, float* sums, nint stride, int planes)
    {
        nint width = TLanes.Singles;
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle s1, TSingle s2, TSingle s3) = (zero, zero, zero, zero);
        (TSingle s4, TSingle s5, TSingle s6, TSingle s7) = (zero, zero, zero, zero);
        for (int group = 0; group < groups; group++)
        {
            nuint word = *words;
            words += step;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
            s4 = TLanes.Add(s4, TLanes.Load(table + ((nint)((word >> 16) & 15) * width)));
            s5 = TLanes.Add(s5, TLanes.Load(table + ((nint)((word >> 20) & 15) * width)));
            s6 = TLanes.Add(s6, TLanes.Load(table + ((nint)((word >> 24) & 15) * width)));
            s7 = TLanes.Add(s7, TLanes.Load(table + ((nint)(word >> 28) * width)));
            table += SubsetTables.Subsets * width;
        }

        TLanes.Store(sums, s0);
        TLanes.Store(sums + stride, s1);
        TLanes.Store(sums + (2 * stride), s2);
        TLanes.Store(sums + (3 * stride), s3);
        TLanes.Store(sums + (4 * stride), s4);
        if (planes > 5)
        {
            TLanes.Store(sums + (5 * stride), s5);
        }

        if (planes > 6)
        {
            TLanes.Store(sums + (6 * stride), s6);
        }

        if (planes > 7)
        {
            TLanes.Store(sums + (7 * stride), s7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(uint* words, nint step, float* table, int groups, float* sums, nint stride, int planes)
    {
        nint width = TLanes.Singles;
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle s1, TSingle s2, TSingle s3) = (zero, zero, zero, zero);
        for (int group = 0; group < groups; group++)
        {
            nuint word = *words;
            words += step;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
            table += SubsetTables.Subsets * width;
        }

        TLanes.Store(sums, s0);
        if (planes > 1)
        {
            TLanes.Store(sums + stride, s1);
        }

        if (planes > 2)
        {
            TLanes.Store(sums + (2 * stride), s2);
        }

        if (planes > 3)
        {
            TLanes.Store(sums + (3 * stride), s3);
        }
    }
}
