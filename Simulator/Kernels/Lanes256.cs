using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>, Vector256<double>>
{
    public static int Singles => 8;

    public static int Doubles => 4;

    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    public static void Store(float* to, Vector256<float> value) => value.Store(to);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> low, Vector256<float> high) =>
        Vector256.MinNative(Vector256.MaxNative(value, low), high);

    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Vector256.MinNative(a, b);

    public static Vector256<float> Round(Vector256<float> value) => Vector256.Round(value);

    public static uint LessThan(Vector256<float> a, Vector256<float> b) =>
        (uint)Vector256.ExtractMostSignificantBits(Vector256.LessThan(a, b));

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static Vector256<double> Load(double* from) => Vector256.Load(from);

    public static Vector256<double> Widen(float* from) => Vector256.WidenLower(Vector128.Load(from).ToVector256Unsafe());

    public static (Vector256<double> Lower, Vector256<double> Upper) Widen(Vector256<float> value) => Vector256.Widen(value);

    public static void Store(double* to, Vector256<double> value) => value.Store(to);

    public static void Narrow(float* to, Vector256<double> value) => Vector256.Narrow(value, value).GetLower().Store(to);

    public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    public static Vector256<double> Subtract(Vector256<double> a, Vector256<double> b) => a - b;

    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => a * b;

    public static Vector256<double> Divide(Vector256<double> a, Vector256<double> b) => a / b;

    public static Vector256<double> FusedMultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);

    public static Vector256<double> Abs(Vector256<double> value) => Vector256.Abs(value);

    public static Vector256<double> Clamp(Vector256<double> value, Vector256<double> low, Vector256<double> high) =>
        Vector256.MinNative(Vector256.MaxNative(value, low), high);

    public static Vector256<double> Round(Vector256<double> value) => Vector256.Round(value);

    public static uint LessThan(Vector256<double> a, Vector256<double> b) =>
        (uint)Vector256.ExtractMostSignificantBits(Vector256.LessThan(a, b));
}
