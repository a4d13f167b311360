using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Eight single-precision numbers in a register of 256 bits.</summary>
internal readonly unsafe struct SinglesIn256 : IEights<Vector256<float>, float>
{
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    public static void Store(float* to, Vector256<float> value) => value.Store(to);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);

    public static float Sum(Vector256<float> value)
    {
        Vector128<float> quarters = value.GetLower() + value.GetUpper();
        Vector64<float> halves = quarters.GetLower() + quarters.GetUpper();
        return halves[0] + halves[1];
    }

    public static void Transpose(float* from, nint stride, float* to, nint toStride)
    {
        if (!Avx.IsSupported)
        {
            Transposition.OneByOne(from, stride, to, toStride);
            return;
        }

        Half(from, stride, out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        Half(from + (4 * stride), stride, out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2, out Vector256<float> b3);
        Halves(a0, b0, to, 4 * toStride);
        Halves(a1, b1, to + toStride, 4 * toStride);
        Halves(a2, b2, to + (2 * toStride), 4 * toStride);
        Halves(a3, b3, to + (3 * toStride), 4 * toStride);
    }

    /// <summary>Turns four rows within each half of 128 bits.</summary>
    private static void Half(
        float* from, nint stride, out Vector256<float> a, out Vector256<float> b, out Vector256<float> c, out Vector256<float> d)
    {
        Vector256<float> row0 = Vector256.Load(from);
        Vector256<float> row1 = Vector256.Load(from + stride);
        Vector256<float> row2 = Vector256.Load(from + (2 * stride));
        Vector256<float> row3 = Vector256.Load(from + (3 * stride));
        Vector256<double> low01 = Avx.UnpackLow(row0, row1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(row2, row3).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(row0, row1).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(row2, row3).AsDouble();
        a = Avx.UnpackLow(low01, low23).AsSingle();
        b = Avx.UnpackHigh(low01, low23).AsSingle();
        c = Avx.UnpackLow(high01, high23).AsSingle();
        d = Avx.UnpackHigh(high01, high23).AsSingle();
    }

    private static void Halves(Vector256<float> a, Vector256<float> b, float* to, nint far)
    {
        Avx.Permute2x128(a, b, 0x20).Store(to);
        Avx.Permute2x128(a, b, 0x31).Store(to + far);
    }
}
