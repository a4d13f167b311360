using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Eight double-precision numbers in two registers of 256 bits.</summary>
internal readonly unsafe struct DoublesIn256 : IEights<DoublesIn256.Pair, double>
{
    /// <summary>Numbers 0 to 3, and 4 to 7.</summary>
    internal readonly record struct Pair(Vector256<double> Lower, Vector256<double> Upper);

    public static Pair Load(double* from) => new(Vector256.Load(from), Vector256.Load(from + 4));

    public static void Store(double* to, Pair value)
    {
        value.Lower.Store(to);
        value.Upper.Store(to + 4);
    }

    public static Pair Broadcast(double value)
    {
        Vector256<double> all = Vector256.Create(value);
        return new Pair(all, all);
    }

    public static Pair Add(Pair a, Pair b) => new(a.Lower + b.Lower, a.Upper + b.Upper);

    public static Pair Multiply(Pair a, Pair b) => new(a.Lower * b.Lower, a.Upper * b.Upper);

    public static Pair Divide(Pair a, Pair b) => new(a.Lower / b.Lower, a.Upper / b.Upper);

    public static Pair Sqrt(Pair value) => new(Vector256.Sqrt(value.Lower), Vector256.Sqrt(value.Upper));

    public static Pair MultiplyAdd(Pair a, Pair b, Pair c) =>
        new(Vector256.FusedMultiplyAdd(a.Lower, b.Lower, c.Lower), Vector256.FusedMultiplyAdd(a.Upper, b.Upper, c.Upper));

    public static double Sum(Pair value) => Sum(value.Lower + value.Upper);

    /// <summary>(0+2) + (1+3).</summary>
    internal static double Sum(Vector256<double> value)
    {
        Vector128<double> halves = value.GetLower() + value.GetUpper();
        return halves[0] + halves[1];
    }

    public static void Transpose(double* from, nint stride, double* to, nint toStride) => Transposition.OneByOne(from, stride, to, toStride);
}
