using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Registers of 512 bits.</summary>
internal readonly unsafe struct BitLanes512 : IBitLanes<Vector512<ulong>, Vector512<double>>
{
    public static int Words => 8;

    public static Vector512<ulong> Load(ulong* from) => Vector512.Load(from);

    public static Vector512<ulong> Widen(uint* from) => Vector512.WidenLower(Vector256.Load(from).ToVector512Unsafe());

    public static void Store(ulong* to, Vector512<ulong> value) => value.Store(to);

    public static void StoreSingles(float* to, Vector512<ulong> value) =>
        Vector256.ConvertToSingle(Vector256.Narrow(value.GetLower(), value.GetUpper()).AsInt32()).Store(to);

    public static Vector512<ulong> Broadcast(ulong value) => Vector512.Create(value);

    public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

    public static Vector512<ulong> Or(Vector512<ulong> a, Vector512<ulong> b) => a | b;

    public static Vector512<ulong> ShiftLeft(Vector512<ulong> value, int count) => value << count;

    public static Vector512<ulong> ShiftRight(Vector512<ulong> value, int count) => value >>> count;

    public static Vector512<ulong> Add(Vector512<ulong> a, Vector512<ulong> b) => a + b;

    public static Vector512<ulong> Subtract(Vector512<ulong> a, Vector512<ulong> b) => a - b;

    public static Vector512<ulong> Unlike(Vector512<ulong> a, Vector512<ulong> b, Vector512<ulong> mask) => (a ^ b) & mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> CountBytes(Vector512<ulong> value, Vector512<ulong> counts, Vector512<ulong> nibbles)
    {
        if (Avx512BW.IsSupported)
        {
            Vector512<byte> low = Avx512BW.Shuffle(counts.AsByte(), (value & nibbles).AsByte());
            Vector512<byte> high = Avx512BW.Shuffle(counts.AsByte(), ((value >>> 4) & nibbles).AsByte());
            return (low + high).AsUInt64();
        }

        value -= (value >>> 1) & Vector512.Create(0x5555555555555555ul);
        value = (value & Vector512.Create(0x3333333333333333ul)) + ((value >>> 2) & Vector512.Create(0x3333333333333333ul));
        return (value + (value >>> 4)) & nibbles;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> SumBytes(Vector512<ulong> value)
    {
        if (Avx512BW.IsSupported)
        {
            return Avx512BW.SumAbsoluteDifferences(value.AsByte(), Vector512<byte>.Zero).AsUInt64();
        }

        value = (value & Vector512.Create(0x00FF00FF00FF00FFul)) + ((value >>> 8) & Vector512.Create(0x00FF00FF00FF00FFul));
        value += value >>> 16;
        return (value + (value >>> 32)) & Vector512.Create(0xFFFFul);
    }

    public static Vector512<double> Choose(Vector512<ulong> a, Vector512<ulong> b, Vector512<double> less, Vector512<double> rest) =>
        Vector512.ConditionalSelect(Vector512.LessThan(a.AsInt64(), b.AsInt64()).AsDouble(), less, rest);

    public static Vector512<ulong> CountLess(Vector512<ulong> counts, Vector512<ulong> a, Vector512<ulong> b) =>
        counts - Vector512.LessThan(a.AsInt64(), b.AsInt64()).AsUInt64();
}
