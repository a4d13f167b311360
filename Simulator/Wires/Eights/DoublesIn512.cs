using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Eight double-precision numbers in a register of 512 bits.</summary>
internal readonly unsafe struct DoublesIn512 : IEights<Vector512<double>, double>
{
    public static Vector512<double> Load(double* from) => Vector512.Load(from);

    public static void Store(double* to, Vector512<double> value) => value.Store(to);

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    public static Vector512<double> Divide(Vector512<double> a, Vector512<double> b) => a / b;

    public static Vector512<double> Sqrt(Vector512<double> value) => Vector512.Sqrt(value);

    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    public static double Sum(Vector512<double> value) => DoublesIn256.Sum(value.GetLower() + value.GetUpper());

    public static void Transpose(double* from, nint stride, double* to, nint toStride)
    {
        if (!Avx512F.IsSupported)
        {
            Transposition.OneByOne(from, stride, to, toStride);
            return;
        }

        // Pairs of rows, then pairs of pairs, then halves: 128-bit parts trade places in the last two steps.
        (Vector512<double> a0, Vector512<double> a1) = Interleaved(from, from + stride);
        (Vector512<double> a2, Vector512<double> a3) = Interleaved(from + (2 * stride), from + (3 * stride));
        (Vector512<double> a4, Vector512<double> a5) = Interleaved(from + (4 * stride), from + (5 * stride));
        (Vector512<double> a6, Vector512<double> a7) = Interleaved(from + (6 * stride), from + (7 * stride));
        Quarters(a0, a2, a4, a6, to, toStride);
        Quarters(a1, a3, a5, a7, to + toStride, toStride);
    }

    private static (Vector512<double> Even, Vector512<double> Odd) Interleaved(double* first, double* second)
    {
        Vector512<double> a = Vector512.Load(first);
        Vector512<double> b = Vector512.Load(second);
        return (Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b));
    }

    /// <summary>Stores every second row, from its 128-bit quarters.</summary>
    private static void Quarters(
        Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, double* to, nint toStride)
    {
        Vector512<double> ab0 = Avx512F.Shuffle4x128(a, b, 0x88);
        Vector512<double> ab1 = Avx512F.Shuffle4x128(a, b, 0xdd);
        Vector512<double> cd0 = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<double> cd1 = Avx512F.Shuffle4x128(c, d, 0xdd);
        Avx512F.Shuffle4x128(ab0, cd0, 0x88).Store(to);
        Avx512F.Shuffle4x128(ab1, cd1, 0x88).Store(to + (2 * toStride));
        Avx512F.Shuffle4x128(ab0, cd0, 0xdd).Store(to + (4 * toStride));
        Avx512F.Shuffle4x128(ab1, cd1, 0xdd).Store(to + (6 * toStride));
    }
}
