namespace CrossbarSim.Simulator.Kernels;

/// <summary>No vector registers: one number at a time.</summary>
internal readonly unsafe struct LanesScalar : ILanes<float, double>
{
    public static int Singles => 1;

    public static int Doubles => 1;

    public static float Load(float* from) => *from;

    public static void Store(float* to, float value) => *to = value;

    public static float Broadcast(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float MultiplyAdd(float a, float b, float c) => (a * b) + c;

    public static float Abs(float value) => MathF.Abs(value);

    public static float Sqrt(float value) => MathF.Sqrt(value);

    public static float Clamp(float value, float low, float high) => value < low ? low : value > high ? high : value;

    public static float Min(float a, float b) => a < b ? a : b;

    public static float Round(float value) => MathF.Round(value);

    public static uint LessThan(float a, float b) => a < b ? 1u : 0u;

    public static float Sum(float value) => value;

    public static double Load(double* from) => *from;

    public static double Widen(float* from) => *from;

    public static (double Lower, double Upper) Widen(float value) => (value, 0);

    public static void Store(double* to, double value) => *to = value;

    public static void Narrow(float* to, double value) => *to = (float)value;

    public static double Broadcast(double value) => value;

    public static double Add(double a, double b) => a + b;

    public static double Subtract(double a, double b) => a - b;

    public static double Multiply(double a, double b) => a * b;

    public static double Divide(double a, double b) => a / b;

    public static double FusedMultiplyAdd(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    public static double Abs(double value) => Math.Abs(value);

    public static double Clamp(double value, double low, double high) => value < low ? low : value > high ? high : value;

    public static double Round(double value) => Math.Round(value);

    public static uint LessThan(double a, double b) => a < b ? 1u : 0u;
}
