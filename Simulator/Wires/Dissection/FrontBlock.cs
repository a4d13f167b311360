using System.Numerics;
using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Wires.Eights;

namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>Eight rows of a front by up to three blocks of columns: what two parts have there, and what eliminated nodes add.</summary>
/// <remarks>C[r, c] = First[r, c] + Second[r, c] + Σₖ W[k, r]·W[k, c], all of it in registers until it is stored.</remarks>
internal static unsafe class FrontBlock<TEights, TEight, TNumber>
    where TEights : struct, IEights<TEight, TNumber>
    where TEight : struct
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
{
    /// <summary>Most blocks of columns at a time.</summary>
    public const int Widest = 3;

    /// <summary>Computes one to three blocks.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="a">Eliminated nodes, the columns of the eight rows.</param>
    /// <param name="b">Eliminated nodes, the columns of the first block.</param>
    /// <param name="stride">From one eliminated node to the next.</param>
    /// <param name="count">Eliminated nodes.</param>
    /// <param name="sources">What two parts have there.</param>
    /// <param name="to">Receives the first row.</param>
    /// <param name="toStride">From one row received to the next.</param>
    public static void Run(int blocks, TNumber* a, TNumber* b, nint stride, int count, in Sources<TNumber> sources, TNumber* to, nint toStride)
    {
        switch (blocks)
        {
            case 1:
                One(a, b, stride, count, sources, to, toStride);
                break;
            case 2:
                Two(a, b, stride, count, sources, to, toStride);
                break;
            default:
                Three(a, b, stride, count, sources, to, toStride);
                break;
        }
    }

    /// <summary>Eight sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(TNumber* a, TNumber* b, nint stride, int count, in Sources<TNumber> sources, TNumber* to, nint toStride)
    {
        TEight zero = TEights.Broadcast(TNumber.Zero);
        TEight s0a = zero;
        TEight s1a = zero;
        TEight s2a = zero;
        TEight s3a = zero;
        TEight s4a = zero;
        TEight s5a = zero;
        TEight s6a = zero;
        TEight s7a = zero;
        for (int k = 0; k < count; k++)
        {
            TEight aa = TEights.Load(b);
            TEight x = TEights.Broadcast(a[0]);
            s0a = TEights.MultiplyAdd(x, aa, s0a);
            x = TEights.Broadcast(a[1]);
            s1a = TEights.MultiplyAdd(x, aa, s1a);
            x = TEights.Broadcast(a[2]);
            s2a = TEights.MultiplyAdd(x, aa, s2a);
            x = TEights.Broadcast(a[3]);
            s3a = TEights.MultiplyAdd(x, aa, s3a);
            x = TEights.Broadcast(a[4]);
            s4a = TEights.MultiplyAdd(x, aa, s4a);
            x = TEights.Broadcast(a[5]);
            s5a = TEights.MultiplyAdd(x, aa, s5a);
            x = TEights.Broadcast(a[6]);
            s6a = TEights.MultiplyAdd(x, aa, s6a);
            x = TEights.Broadcast(a[7]);
            s7a = TEights.MultiplyAdd(x, aa, s7a);
            a += stride;
            b += stride;
        }

        Finish(s0a, s1a, s2a, s3a, s4a, s5a, s6a, s7a, sources, 0, to, toStride);
    }

    /// <summary>16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(TNumber* a, TNumber* b, nint stride, int count, in Sources<TNumber> sources, TNumber* to, nint toStride)
    {
        TEight zero = TEights.Broadcast(TNumber.Zero);
        TEight s0a = zero, s0b = zero;
        TEight s1a = zero, s1b = zero;
        TEight s2a = zero, s2b = zero;
        TEight s3a = zero, s3b = zero;
        TEight s4a = zero, s4b = zero;
        TEight s5a = zero, s5b = zero;
        TEight s6a = zero, s6b = zero;
        TEight s7a = zero, s7b = zero;
        for (int k = 0; k < count; k++)
        {
            TEight aa = TEights.Load(b);
            TEight bb = TEights.Load(b + 8);
            TEight x = TEights.Broadcast(a[0]);
            s0a = TEights.MultiplyAdd(x, aa, s0a);
            s0b = TEights.MultiplyAdd(x, bb, s0b);
            x = TEights.Broadcast(a[1]);
            s1a = TEights.MultiplyAdd(x, aa, s1a);
            s1b = TEights.MultiplyAdd(x, bb, s1b);
            x = TEights.Broadcast(a[2]);
            s2a = TEights.MultiplyAdd(x, aa, s2a);
            s2b = TEights.MultiplyAdd(x, bb, s2b);
            x = TEights.Broadcast(a[3]);
            s3a = TEights.MultiplyAdd(x, aa, s3a);
            s3b = TEights.MultiplyAdd(x, bb, s3b);
            x = TEights.Broadcast(a[4]);
            s4a = TEights.MultiplyAdd(x, aa, s4a);
            s4b = TEights.MultiplyAdd(x, bb, s4b);
            x = TEights.Broadcast(a[5]);
            s5a = TEights.MultiplyAdd(x, aa, s5a);
            s5b = TEights.MultiplyAdd(x, bb, s5b);
            x = TEights.Broadcast(a[6]);
            s6a = TEights.MultiplyAdd(x, aa, s6a);
            s6b = TEights.MultiplyAdd(x, bb, s6b);
            x = TEights.Broadcast(a[7]);
            s7a = TEights.MultiplyAdd(x, aa, s7a);
            s7b = TEights.MultiplyAdd(x, bb, s7b);
            a += stride;
            b += stride;
        }

        Finish(s0a, s1a, s2a, s3a, s4a, s5a, s6a, s7a, sources, 0, to, toStride);
        Finish(s0b, s1b, s2b, s3b, s4b, s5b, s6b, s7b, sources, 1, to + 8, toStride);
    }

    /// <summary>24 sums, for 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Three(TNumber* a, TNumber* b, nint stride, int count, in Sources<TNumber> sources, TNumber* to, nint toStride)
    {
        TEight zero = TEights.Broadcast(TNumber.Zero);
        TEight s0a = zero, s0b = zero, s0c = zero;
        TEight s1a = zero, s1b = zero, s1c = zero;
        TEight s2a = zero, s2b = zero, s2c = zero;
        TEight s3a = zero, s3b = zero, s3c = zero;
        TEight s4a = zero, s4b = zero, s4c = zero;
        TEight s5a = zero, s5b = zero, s5c = zero;
        TEight s6a = zero, s6b = zero, s6c = zero;
        TEight s7a = zero, s7b = zero, s7c = zero;
        for (int k = 0; k < count; k++)
        {
            TEight aa = TEights.Load(b);
            TEight bb = TEights.Load(b + 8);
            TEight cc = TEights.Load(b + 16);
            TEight x = TEights.Broadcast(a[0]);
            s0a = TEights.MultiplyAdd(x, aa, s0a);
            s0b = TEights.MultiplyAdd(x, bb, s0b);
            s0c = TEights.MultiplyAdd(x, cc, s0c);
            x = TEights.Broadcast(a[1]);
            s1a = TEights.MultiplyAdd(x, aa, s1a);
            s1b = TEights.MultiplyAdd(x, bb, s1b);
            s1c = TEights.MultiplyAdd(x, cc, s1c);
            x = TEights.Broadcast(a[2]);
            s2a = TEights.MultiplyAdd(x, aa, s2a);
            s2b = TEights.MultiplyAdd(x, bb, s2b);
            s2c = TEights.MultiplyAdd(x, cc, s2c);
            x = TEights.Broadcast(a[3]);
            s3a = TEights.MultiplyAdd(x, aa, s3a);
            s3b = TEights.MultiplyAdd(x, bb, s3b);
            s3c = TEights.MultiplyAdd(x, cc, s3c);
            x = TEights.Broadcast(a[4]);
            s4a = TEights.MultiplyAdd(x, aa, s4a);
            s4b = TEights.MultiplyAdd(x, bb, s4b);
            s4c = TEights.MultiplyAdd(x, cc, s4c);
            x = TEights.Broadcast(a[5]);
            s5a = TEights.MultiplyAdd(x, aa, s5a);
            s5b = TEights.MultiplyAdd(x, bb, s5b);
            s5c = TEights.MultiplyAdd(x, cc, s5c);
            x = TEights.Broadcast(a[6]);
            s6a = TEights.MultiplyAdd(x, aa, s6a);
            s6b = TEights.MultiplyAdd(x, bb, s6b);
            s6c = TEights.MultiplyAdd(x, cc, s6c);
            x = TEights.Broadcast(a[7]);
            s7a = TEights.MultiplyAdd(x, aa, s7a);
            s7b = TEights.MultiplyAdd(x, bb, s7b);
            s7c = TEights.MultiplyAdd(x, cc, s7c);
            a += stride;
            b += stride;
        }

        Finish(s0a, s1a, s2a, s3a, s4a, s5a, s6a, s7a, sources, 0, to, toStride);
        Finish(s0b, s1b, s2b, s3b, s4b, s5b, s6b, s7b, sources, 1, to + 8, toStride);
        Finish(s0c, s1c, s2c, s3c, s4c, s5c, s6c, s7c, sources, 2, to + 16, toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(
        TEight s0, TEight s1, TEight s2, TEight s3, TEight s4, TEight s5, TEight s6, TEight s7,
        in Sources<TNumber> sources, int block, TNumber* to, nint toStride)
    {
        TNumber* first = sources.First(block);
        TNumber* second = sources.Second(block);
        if (first is not null)
        {
            Add(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, first, sources.FirstStride);
        }

        if (second is not null)
        {
            Add(ref s0, ref s1, ref s2, ref s3, ref s4, ref s5, ref s6, ref s7, second, sources.SecondStride);
        }

        TEights.Store(to, s0);
        TEights.Store(to + toStride, s1);
        TEights.Store(to + (2 * toStride), s2);
        TEights.Store(to + (3 * toStride), s3);
        TEights.Store(to + (4 * toStride), s4);
        TEights.Store(to + (5 * toStride), s5);
        TEights.Store(to + (6 * toStride), s6);
        TEights.Store(to + (7 * toStride), s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ref TEight s0, ref TEight s1, ref TEight s2, ref TEight s3, ref TEight s4, ref TEight s5, ref TEight s6, ref TEight s7,
        TNumber* from, nint stride)
    {
        s0 = TEights.Add(s0, TEights.Load(from));
        s1 = TEights.Add(s1, TEights.Load(from + stride));
        s2 = TEights.Add(s2, TEights.Load(from + (2 * stride)));
        s3 = TEights.Add(s3, TEights.Load(from + (3 * stride)));
        s4 = TEights.Add(s4, TEights.Load(from + (4 * stride)));
        s5 = TEights.Add(s5, TEights.Load(from + (5 * stride)));
        s6 = TEights.Add(s6, TEights.Load(from + (6 * stride)));
        s7 = TEights.Add(s7, TEights.Load(from + (7 * stride)));
    }
}

/// <summary>Eight rows of up to three blocks of columns in two parts; null where a part does not have them.</summary>
/// <param name="FirstStride">From one row of the first part to the next.</param>
/// <param name="SecondStride">From one row of the second part to the next.</param>
internal unsafe struct Sources<TNumber>(nint FirstStride, nint SecondStride)
    where TNumber : unmanaged
{
    private fixed long _first[3];
    private fixed long _second[3];

    public readonly nint FirstStride { get; } = FirstStride;

    public readonly nint SecondStride { get; } = SecondStride;

    public readonly TNumber* First(int block) => (TNumber*)_first[block];

    public readonly TNumber* Second(int block) => (TNumber*)_second[block];

    public void Set(int block, TNumber* first, TNumber* second) => (_first[block], _second[block]) = ((long)first, (long)second);
}
