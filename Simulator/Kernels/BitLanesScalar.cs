using System.Numerics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>One word at a time.</summary>
internal readonly unsafe struct BitLanesScalar : IBitLanes<ulong, double>
{
    public static int Words => 1;

    public static ulong Load(ulong* from) => *from;

    public static ulong Widen(uint* from) => *from;

    public static void Store(ulong* to, ulong value) => *to = value;

    public static void StoreSingles(float* to, ulong value) => *to = (long)value;

    public static ulong Broadcast(ulong value) => value;

    public static ulong And(ulong a, ulong b) => a & b;

    public static ulong Or(ulong a, ulong b) => a | b;

    public static ulong ShiftLeft(ulong value, int count) => value << count;

    public static ulong ShiftRight(ulong value, int count) => value >> count;

    public static ulong Add(ulong a, ulong b) => a + b;

    public static ulong Subtract(ulong a, ulong b) => a - b;

    public static ulong Unlike(ulong a, ulong b, ulong mask) => (a ^ b) & mask;

    /// <remarks>All bits at once: the sum of the bytes is what matters.</remarks>
    public static ulong CountBytes(ulong value, ulong counts, ulong nibbles) => (ulong)BitOperations.PopCount(value);

    public static ulong SumBytes(ulong value) => value;

    public static double Choose(ulong a, ulong b, double less, double rest) => (long)a < (long)b ? less : rest;

    public static ulong CountLess(ulong counts, ulong a, ulong b) => counts + ((long)a < (long)b ? 1ul : 0ul);
}
