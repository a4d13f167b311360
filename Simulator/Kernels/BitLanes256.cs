using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct BitLanes256 : IBitLanes<Vector256<ulong>, Vector256<double>>
{
    public static int Words => 4;

    public static Vector256<ulong> Load(ulong* from) => Vector256.Load(from);

    public static Vector256<ulong> Widen(uint* from) => Vector256.WidenLower(Vector128.Load(from).ToVector256Unsafe());

    public static void Store(ulong* to, Vector256<ulong> value) => value.Store(to);

    public static void StoreSingles(float* to, Vector256<ulong> value) =>
        Vector128.ConvertToSingle(Vector128.Narrow(value.GetLower(), value.GetUpper()).AsInt32()).Store(to);

    public static Vector256<ulong> Broadcast(ulong value) => Vector256.Create(value);

    public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    public static Vector256<ulong> Or(Vector256<ulong> a, Vector256<ulong> b) => a | b;

    public static Vector256<ulong> ShiftLeft(Vector256<ulong> value, int count) => value << count;

    public static Vector256<ulong> ShiftRight(Vector256<ulong> value, int count) => value >>> count;

    public static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b) => a + b;

    public static Vector256<ulong> Subtract(Vector256<ulong> a, Vector256<ulong> b) => a - b;

    public static Vector256<ulong> Unlike(Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> mask) => (a ^ b) & mask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> CountBytes(Vector256<ulong> value, Vector256<ulong> counts, Vector256<ulong> nibbles)
    {
        if (Avx2.IsSupported)
        {
            Vector256<byte> low = Avx2.Shuffle(counts.AsByte(), (value & nibbles).AsByte());
            Vector256<byte> high = Avx2.Shuffle(counts.AsByte(), ((value >>> 4) & nibbles).AsByte());
            return (low + high).AsUInt64();
        }

        value -= (value >>> 1) & Vector256.Create(0x5555555555555555ul);
        value = (value & Vector256.Create(0x3333333333333333ul)) + ((value >>> 2) & Vector256.Create(0x3333333333333333ul));
        return (value + (value >>> 4)) & nibbles;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> SumBytes(Vector256<ulong> value)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.SumAbsoluteDifferences(value.AsByte(), Vector256<byte>.Zero).AsUInt64();
        }

        value = (value & Vector256.Create(0x00FF00FF00FF00FFul)) + ((value >>> 8) & Vector256.Create(0x00FF00FF00FF00FFul));
        value += value >>> 16;
        return (value + (value >>> 32)) & Vector256.Create(0xFFFFul);
    }

    public static Vector256<double> Choose(Vector256<ulong> a, Vector256<ulong> b, Vector256<double> less, Vector256<double> rest) =>
        Vector256.ConditionalSelect(Vector256.LessThan(a.AsInt64(), b.AsInt64()).AsDouble(), less, rest);

    public static Vector256<ulong> CountLess(Vector256<ulong> counts, Vector256<ulong> a, Vector256<ulong> b) =>
        counts - Vector256.LessThan(a.AsInt64(), b.AsInt64()).AsUInt64();
}
