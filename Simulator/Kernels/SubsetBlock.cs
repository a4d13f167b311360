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
        // Even and odd groups have sums of their own: additions that do not wait for each other, and shorter sums, which err less.
        nint width = TLanes.Singles;
        nint next = SubsetTables.Subsets * width;
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle t0) = (zero, zero);
        (TSingle s1, TSingle t1) = (zero, zero);
        (TSingle s2, TSingle t2) = (zero, zero);
        (TSingle s3, TSingle t3) = (zero, zero);
        (TSingle s4, TSingle t4) = (zero, zero);
        (TSingle s5, TSingle t5) = (zero, zero);
        (TSingle s6, TSingle t6) = (zero, zero);
        (TSingle s7, TSingle t7) = (zero, zero);
        int group = 0;
        for (; group <= groups - 2; group += 2)
        {
            nuint word = *words;
            nuint other = words[step];
            words += 2 * step;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            t0 = TLanes.Add(t0, TLanes.Load(table + next + ((nint)(other & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            t1 = TLanes.Add(t1, TLanes.Load(table + next + ((nint)((other >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            t2 = TLanes.Add(t2, TLanes.Load(table + next + ((nint)((other >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
            t3 = TLanes.Add(t3, TLanes.Load(table + next + ((nint)((other >> 12) & 15) * width)));
            s4 = TLanes.Add(s4, TLanes.Load(table + ((nint)((word >> 16) & 15) * width)));
            t4 = TLanes.Add(t4, TLanes.Load(table + next + ((nint)((other >> 16) & 15) * width)));
            s5 = TLanes.Add(s5, TLanes.Load(table + ((nint)((word >> 20) & 15) * width)));
            t5 = TLanes.Add(t5, TLanes.Load(table + next + ((nint)((other >> 20) & 15) * width)));
            s6 = TLanes.Add(s6, TLanes.Load(table + ((nint)((word >> 24) & 15) * width)));
            t6 = TLanes.Add(t6, TLanes.Load(table + next + ((nint)((other >> 24) & 15) * width)));
            s7 = TLanes.Add(s7, TLanes.Load(table + ((nint)(word >> 28) * width)));
            t7 = TLanes.Add(t7, TLanes.Load(table + next + ((nint)(other >> 28) * width)));
            table += 2 * next;
        }

        if (group < groups)
        {
            nuint word = *words;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
            s4 = TLanes.Add(s4, TLanes.Load(table + ((nint)((word >> 16) & 15) * width)));
            s5 = TLanes.Add(s5, TLanes.Load(table + ((nint)((word >> 20) & 15) * width)));
            s6 = TLanes.Add(s6, TLanes.Load(table + ((nint)((word >> 24) & 15) * width)));
            s7 = TLanes.Add(s7, TLanes.Load(table + ((nint)(word >> 28) * width)));
        }

        TLanes.Store(sums, TLanes.Add(s0, t0));
        TLanes.Store(sums + (1 * stride), TLanes.Add(s1, t1));
        TLanes.Store(sums + (2 * stride), TLanes.Add(s2, t2));
        TLanes.Store(sums + (3 * stride), TLanes.Add(s3, t3));
        TLanes.Store(sums + (4 * stride), TLanes.Add(s4, t4));
        if (planes > 5)
        {
            TLanes.Store(sums + (5 * stride), TLanes.Add(s5, t5));
        }

        if (planes > 6)
        {
            TLanes.Store(sums + (6 * stride), TLanes.Add(s6, t6));
        }

        if (planes > 7)
        {
            TLanes.Store(sums + (7 * stride), TLanes.Add(s7, t7));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(uint* words, nint step, float* table, int groups, float* sums, nint stride, int planes)
    {
        // Even and odd groups have sums of their own: additions that do not wait for each other, and shorter sums, which err less.
        nint width = TLanes.Singles;
        nint next = SubsetTables.Subsets * width;
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle t0) = (zero, zero);
        (TSingle s1, TSingle t1) = (zero, zero);
        (TSingle s2, TSingle t2) = (zero, zero);
        (TSingle s3, TSingle t3) = (zero, zero);
        int group = 0;
        for (; group <= groups - 2; group += 2)
        {
            nuint word = *words;
            nuint other = words[step];
            words += 2 * step;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            t0 = TLanes.Add(t0, TLanes.Load(table + next + ((nint)(other & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            t1 = TLanes.Add(t1, TLanes.Load(table + next + ((nint)((other >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            t2 = TLanes.Add(t2, TLanes.Load(table + next + ((nint)((other >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
            t3 = TLanes.Add(t3, TLanes.Load(table + next + ((nint)((other >> 12) & 15) * width)));
            table += 2 * next;
        }

        if (group < groups)
        {
            nuint word = *words;
            s0 = TLanes.Add(s0, TLanes.Load(table + ((nint)(word & 15) * width)));
            s1 = TLanes.Add(s1, TLanes.Load(table + ((nint)((word >> 4) & 15) * width)));
            s2 = TLanes.Add(s2, TLanes.Load(table + ((nint)((word >> 8) & 15) * width)));
            s3 = TLanes.Add(s3, TLanes.Load(table + ((nint)((word >> 12) & 15) * width)));
        }

        TLanes.Store(sums, TLanes.Add(s0, t0));
        if (planes > 1)
        {
            TLanes.Store(sums + (1 * stride), TLanes.Add(s1, t1));
        }

        if (planes > 2)
        {
            TLanes.Store(sums + (2 * stride), TLanes.Add(s2, t2));
        }

        if (planes > 3)
        {
            TLanes.Store(sums + (3 * stride), TLanes.Add(s3, t3));
        }
    }
}
