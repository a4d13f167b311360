using System.Runtime.CompilerServices;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>Four registers in step: while the result of one is on its way, the others' are worked on.</summary>
internal readonly unsafe struct QuadWords<TLanes, TWords> : IPhiloxLanes<Quad<TWords>>
    where TLanes : struct, IPhiloxLanes<TWords>
    where TWords : struct
{
    public static int Blocks => 4 * TLanes.Blocks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TWords> Broadcast(uint word)
    {
        TWords all = TLanes.Broadcast(word);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TWords> Counters(ulong first)
    {
        ulong step = (ulong)TLanes.Blocks;
        return new(
            TLanes.Counters(first),
            TLanes.Counters(first + step),
            TLanes.Counters(first + (2 * step)),
            TLanes.Counters(first + (3 * step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TWords> Multiply(Quad<TWords> a, uint b) =>
        new(TLanes.Multiply(a.A, b), TLanes.Multiply(a.B, b), TLanes.Multiply(a.C, b), TLanes.Multiply(a.D, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TWords> Upper(Quad<TWords> value) =>
        new(TLanes.Upper(value.A), TLanes.Upper(value.B), TLanes.Upper(value.C), TLanes.Upper(value.D));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Quad<TWords> Xor(Quad<TWords> a, Quad<TWords> b, uint c) =>
        new(TLanes.Xor(a.A, b.A, c), TLanes.Xor(a.B, b.B, c), TLanes.Xor(a.C, b.C, c), TLanes.Xor(a.D, b.D, c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint* to, Quad<TWords> word0, Quad<TWords> word1, Quad<TWords> word2, Quad<TWords> word3)
    {
        int step = 4 * TLanes.Blocks;
        TLanes.Store(to, word0.A, word1.A, word2.A, word3.A);
        TLanes.Store(to + step, word0.B, word1.B, word2.B, word3.B);
        TLanes.Store(to + (2 * step), word0.C, word1.C, word2.C, word3.C);
        TLanes.Store(to + (3 * step), word0.D, word1.D, word2.D, word3.D);
    }
}
