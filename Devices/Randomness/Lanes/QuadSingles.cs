using System.Runtime.CompilerServices;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <inheritdoc cref="QuadWords{TLanes, TWords}"/>
internal readonly unsafe struct QuadSingles<TLanes, TBits, TSingle> : ISingleLanes<Quad<TBits>, Quad<TSingle>>
    where TLanes : struct, ISingleLanes<TBits, TSingle>
    where TBits : struct
    where TSingle : struct
{
    public static int Singles => 4 * TLanes.Singles;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TBits> Load(uint* from) => new(
        TLanes.Load(from),
        TLanes.Load(from + TLanes.Singles),
        TLanes.Load(from + (2 * TLanes.Singles)),
        TLanes.Load(from + (3 * TLanes.Singles)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* to, Quad<TSingle> value)
    {
        TLanes.Store(to, value.A);
        TLanes.Store(to + TLanes.Singles, value.B);
        TLanes.Store(to + (2 * TLanes.Singles), value.C);
        TLanes.Store(to + (3 * TLanes.Singles), value.D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TBits> Fold(Quad<TBits> words) =>
        new(TLanes.Fold(words.A), TLanes.Fold(words.B), TLanes.Fold(words.C), TLanes.Fold(words.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> ToSingle(Quad<TBits> wholes) =>
        new(TLanes.ToSingle(wholes.A), TLanes.ToSingle(wholes.B), TLanes.ToSingle(wholes.C), TLanes.ToSingle(wholes.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TBits> StepsBelowOne(Quad<TSingle> value) => new(
        TLanes.StepsBelowOne(value.A), TLanes.StepsBelowOne(value.B), TLanes.StepsBelowOne(value.C), TLanes.StepsBelowOne(value.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> Significand(Quad<TSingle> value) => new(
        TLanes.Significand(value.A), TLanes.Significand(value.B), TLanes.Significand(value.C), TLanes.Significand(value.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> Subtract(Quad<TSingle> a, float b) =>
        new(TLanes.Subtract(a.A, b), TLanes.Subtract(a.B, b), TLanes.Subtract(a.C, b), TLanes.Subtract(a.D, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> Subtract(float a, Quad<TSingle> b) =>
        new(TLanes.Subtract(a, b.A), TLanes.Subtract(a, b.B), TLanes.Subtract(a, b.C), TLanes.Subtract(a, b.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> Multiply(Quad<TSingle> a, Quad<TSingle> b) =>
        new(TLanes.Multiply(a.A, b.A), TLanes.Multiply(a.B, b.B), TLanes.Multiply(a.C, b.C), TLanes.Multiply(a.D, b.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> MultiplyAdd(Quad<TSingle> a, Quad<TSingle> b, float c) => new(
        TLanes.MultiplyAdd(a.A, b.A, c),
        TLanes.MultiplyAdd(a.B, b.B, c),
        TLanes.MultiplyAdd(a.C, b.C, c),
        TLanes.MultiplyAdd(a.D, b.D, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> MultiplyAdd(Quad<TSingle> a, float b, Quad<TSingle> c) => new(
        TLanes.MultiplyAdd(a.A, b, c.A),
        TLanes.MultiplyAdd(a.B, b, c.B),
        TLanes.MultiplyAdd(a.C, b, c.C),
        TLanes.MultiplyAdd(a.D, b, c.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> MultiplyAdd(Quad<TSingle> a, float b, float c) => new(
        TLanes.MultiplyAdd(a.A, b, c),
        TLanes.MultiplyAdd(a.B, b, c),
        TLanes.MultiplyAdd(a.C, b, c),
        TLanes.MultiplyAdd(a.D, b, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(Quad<TBits> words, uint bound)
    {
        ulong low = TLanes.Below(words.A, bound) | (TLanes.Below(words.B, bound) << TLanes.Singles);
        ulong high = TLanes.Below(words.C, bound) | (TLanes.Below(words.D, bound) << TLanes.Singles);
        return low | (high << (2 * TLanes.Singles));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TSingle> Signed(Quad<TSingle> value, Quad<TBits> words) => new(
        TLanes.Signed(value.A, words.A), TLanes.Signed(value.B, words.B), TLanes.Signed(value.C, words.C), TLanes.Signed(value.D, words.D));
}
