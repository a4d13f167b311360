namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>No vector registers: one number at a time.</summary>
internal readonly unsafe struct DrawLanesScalar : ISingleLanes<uint, float>, IDoubleLanes<double>
{
    public static int Singles => 1;

    public static int Doubles => 1;

    public static uint Load(uint* from) => *from;

    public static void Store(float* to, float value) => *to = value;

    public static uint Fold(uint words) => words ^ (uint)((int)words >> 31);

    public static float ToSingle(uint wholes) => (int)wholes;

    public static uint StepsBelowOne(float value) => BitConverter.SingleToUInt32Bits(1.0f) - BitConverter.SingleToUInt32Bits(value);

    public static float Significand(float value) =>
        BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) & 0x007FFFFF) | BitConverter.SingleToUInt32Bits(1.0f));

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static ulong Below(uint words, uint bound) => words < bound ? 1u : 0u;

    public static float Signed(float value, uint words) => (words & 0x80000000) != 0 ? value : -value;

    public static double Widen(uint* from) => *from;

    public static double WidenUpper(ulong* from) => *from >> 11;

    public static double Load(double* from) => *from;

    public static void Store(double* to, double value) => *to = value;

    public static double Add(double a, double b) => a + b;

    public static double Subtract(double a, double b) => a - b;

    public static double Multiply(double a, double b) => a * b;

    public static double Divide(double a, double b) => a / b;

    public static double SquareRoot(double value) => Math.Sqrt(value);

    public static uint Beyond(double value, double bound) => Math.Abs(value) > bound ? 1u : 0u;
}
