using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Sums of bits: the matrix products of up to eight planes of bits of a few samples with one register of lines, four rows an addition.</summary>
/// <remarks>Each plane has a sum of its own in a register; a group's word holds the subset of its rows that is set, four bits a plane.</remarks>
internal static unsafe class SubsetBlock<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Groups of rows whose sums of two registers stay in a first-level cache of 32 KiB or more.</summary>
    private const int PairedGroups = 16;

    /// <summary>Sums planes of a block of samples.</summary>
    /// <param name="samples">How many samples.</param>
    /// <param name="words">[groups, 12]: each sample's subset of each group.</param>
    /// <param name="tables">[registers, groups, subsets, lanes].</param>
    /// <param name="lines">How many lines there are.</param>
    /// <param name="groups">Groups of rows.</param>
    /// <param name="planes">How many planes are wanted, at most eight; the others may receive anything.</param>
    /// <param name="sums">Receives [planes, 12, stride].</param>
    /// <param name="stride">From one sample's sums to the next one's.</param>
    public static void Sum(int samples, uint* words, float* tables, int lines, int groups, int planes, float* sums, int stride)
    {
        nint length = (nint)groups * SubsetTables.Subsets * TLanes.Singles;
        nint planeStride = (nint)EngineShape.Block * stride;
        int slot = 0;
        for (; slot + TLanes.Singles < lines; slot += 2 * TLanes.Singles)
        {
            // Two registers share the work of finding the subsets; so many groups at a time that their tables stay in the first-level cache.
            for (int first = 0; first < groups; first += PairedGroups)
            {
                int count = Math.Min(PairedGroups, groups - first);
                float* table = tables + (first * SubsetTables.Subsets * TLanes.Singles);
                for (int s = 0; s < samples; s++)
                {
                    EightByTwo(words + (first * EngineShape.Block) + s, table, length, count, sums + (s * stride) + slot, planeStride, planes, first > 0);
                }
            }

            tables += 2 * length;
        }

        if (slot < lines)
        {
            for (int s = 0; s < samples; s++)
            {
                Eight(words + s, tables, groups, sums + (s * stride) + slot, planeStride, planes);
            }
        }
    }

    /// <summary>Where the subset of a plane stands in its group's table, in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Offset(nuint word, int plane)
    {
        int log = TLanes.Singles == 16 ? 6 : TLanes.Singles == 8 ? 5 : 2;
        int shift = (plane * SubsetTables.GroupRows) - log;
        return (nint)((shift > 0 ? word >> shift : word << -shift) & ((nuint)15 << log));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSingle Load(byte* table, nint offset) => TLanes.Load((float*)(table + offset));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightByTwo(uint* words, float* tables, nint length, int groups, float* sums, nint stride, int planes, bool more)
    {
        byte* table = (byte*)tables;
        byte* other = (byte*)(tables + length);
        nint next = SubsetTables.Subsets * TLanes.Singles * sizeof(float);
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle t0) = (zero, zero);
        (TSingle s1, TSingle t1) = (zero, zero);
        (TSingle s2, TSingle t2) = (zero, zero);
        (TSingle s3, TSingle t3) = (zero, zero);
        (TSingle s4, TSingle t4) = (zero, zero);
        (TSingle s5, TSingle t5) = (zero, zero);
        (TSingle s6, TSingle t6) = (zero, zero);
        (TSingle s7, TSingle t7) = (zero, zero);
        for (int group = 0; group < groups; group++)
        {
            nuint word = *words;
            words += EngineShape.Block;
            nint o0 = Offset(word, 0);
            s0 = TLanes.Add(s0, Load(table, o0));
            t0 = TLanes.Add(t0, Load(other, o0));
            nint o1 = Offset(word, 1);
            s1 = TLanes.Add(s1, Load(table, o1));
            t1 = TLanes.Add(t1, Load(other, o1));
            nint o2 = Offset(word, 2);
            s2 = TLanes.Add(s2, Load(table, o2));
            t2 = TLanes.Add(t2, Load(other, o2));
            nint o3 = Offset(word, 3);
            s3 = TLanes.Add(s3, Load(table, o3));
            t3 = TLanes.Add(t3, Load(other, o3));
            nint o4 = Offset(word, 4);
            s4 = TLanes.Add(s4, Load(table, o4));
            t4 = TLanes.Add(t4, Load(other, o4));
            nint o5 = Offset(word, 5);
            s5 = TLanes.Add(s5, Load(table, o5));
            t5 = TLanes.Add(t5, Load(other, o5));
            nint o6 = Offset(word, 6);
            s6 = TLanes.Add(s6, Load(table, o6));
            t6 = TLanes.Add(t6, Load(other, o6));
            nint o7 = Offset(word, 7);
            s7 = TLanes.Add(s7, Load(table, o7));
            t7 = TLanes.Add(t7, Load(other, o7));
            table += next;
            other += next;
        }

        Store(sums, 0, stride, planes, more, s0, t0);
        Store(sums, 1, stride, planes, more, s1, t1);
        Store(sums, 2, stride, planes, more, s2, t2);
        Store(sums, 3, stride, planes, more, s3, t3);
        Store(sums, 4, stride, planes, more, s4, t4);
        Store(sums, 5, stride, planes, more, s5, t5);
        Store(sums, 6, stride, planes, more, s6, t6);
        Store(sums, 7, stride, planes, more, s7, t7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, int plane, nint stride, int planes, bool more, TSingle low, TSingle high)
    {
        if (plane < planes)
        {
            float* to = sums + (plane * stride);
            TLanes.Store(to, more ? TLanes.Add(TLanes.Load(to), low) : low);
            TLanes.Store(to + TLanes.Singles, more ? TLanes.Add(TLanes.Load(to + TLanes.Singles), high) : high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(uint* words, float* tables, int groups, float* sums, nint stride, int planes)
    {
        // Even and odd groups have sums of their own: additions that do not wait for each other, and shorter sums, which err less.
        byte* table = (byte*)tables;
        nint next = SubsetTables.Subsets * TLanes.Singles * sizeof(float);
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
            nuint other = words[EngineShape.Block];
            words += 2 * EngineShape.Block;
            s0 = TLanes.Add(s0, Load(table, Offset(word, 0)));
            t0 = TLanes.Add(t0, Load(table + next, Offset(other, 0)));
            s1 = TLanes.Add(s1, Load(table, Offset(word, 1)));
            t1 = TLanes.Add(t1, Load(table + next, Offset(other, 1)));
            s2 = TLanes.Add(s2, Load(table, Offset(word, 2)));
            t2 = TLanes.Add(t2, Load(table + next, Offset(other, 2)));
            s3 = TLanes.Add(s3, Load(table, Offset(word, 3)));
            t3 = TLanes.Add(t3, Load(table + next, Offset(other, 3)));
            s4 = TLanes.Add(s4, Load(table, Offset(word, 4)));
            t4 = TLanes.Add(t4, Load(table + next, Offset(other, 4)));
            s5 = TLanes.Add(s5, Load(table, Offset(word, 5)));
            t5 = TLanes.Add(t5, Load(table + next, Offset(other, 5)));
            s6 = TLanes.Add(s6, Load(table, Offset(word, 6)));
            t6 = TLanes.Add(t6, Load(table + next, Offset(other, 6)));
            s7 = TLanes.Add(s7, Load(table, Offset(word, 7)));
            t7 = TLanes.Add(t7, Load(table + next, Offset(other, 7)));
            table += 2 * next;
        }

        if (group < groups)
        {
            nuint word = *words;
            s0 = TLanes.Add(s0, Load(table, Offset(word, 0)));
            s1 = TLanes.Add(s1, Load(table, Offset(word, 1)));
            s2 = TLanes.Add(s2, Load(table, Offset(word, 2)));
            s3 = TLanes.Add(s3, Load(table, Offset(word, 3)));
            s4 = TLanes.Add(s4, Load(table, Offset(word, 4)));
            s5 = TLanes.Add(s5, Load(table, Offset(word, 5)));
            s6 = TLanes.Add(s6, Load(table, Offset(word, 6)));
            s7 = TLanes.Add(s7, Load(table, Offset(word, 7)));
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

        if (planes > 4)
        {
            TLanes.Store(sums + (4 * stride), TLanes.Add(s4, t4));
        }

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
}
