using System.Runtime.Intrinsics;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Registers of 512 bits.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>, Vector512<double>>
{
    public static int Singles => 16;

    public static int Doubles => 8;

    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    public static void Store(float* to, Vector512<float> value) => value.Store(to);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.MultiplyAddEstimate(a, b, c);

    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    public static Vector512<float> Clamp(Vector512<float> value, Vector512<float> low, Vector512<float> high) =>
        Vector512.MinNative(Vector512.MaxNative(value, low), high);

    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Vector512.MinNative(a, b);

    public static Vector512<float> Round(Vector512<float> value) => Vector512.Round(value);

    public static uint LessThan(Vector512<float> a, Vector512<float> b) =>
        (uint)Vector512.ExtractMostSignificantBits(Vector512.LessThan(a, b));

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    public static Vector512<double> Load(double* from) => Vector512.Load(from);

    public static Vector512<double> Widen(float* from) => Vector512.WidenLower(Vector256.Load(from).ToVector512Unsafe());

    public static (Vector512<double> Lower, Vector512<double> Upper) Widen(Vector512<float> value) => Vector512.Widen(value);

    public static void Store(double* to, Vector512<double> value) => value.Store(to);

    public static void Narrow(float* to, Vector512<double> value) => Vector512.Narrow(value, value).GetLower().Store(to);

    public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => a - b;

    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    public static Vector512<double> Divide(Vector512<double> a, Vector512<double> b) => a / b;

    public static Vector512<double> FusedMultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    public static Vector512<double> Abs(Vector512<double> value) => Vector512.Abs(value);

    public static Vector512<double> Clamp(Vector512<double> value, Vector512<double> low, Vector512<double> high) =>
        Vector512.MinNative(Vector512.MaxNative(value, low), high);

    public static Vector512<double> Round(Vector512<double> value) => Vector512.Round(value);

    public static uint LessThan(Vector512<double> a, Vector512<double> b) =>
        (uint)Vector512.ExtractMostSignificantBits(Vector512.LessThan(a, b));
}
