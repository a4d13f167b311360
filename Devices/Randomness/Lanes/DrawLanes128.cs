using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>Registers of 128 bits.</summary>
internal readonly unsafe struct DrawLanes128
    : IPhiloxLanes<Vector128<ulong>>, ISingleLanes<Vector128<uint>, Vector128<float>>, IDoubleLanes<Vector128<double>>
{
    private const double TwoTo52 = 1L << 52;

    public static int Blocks => 2;

    public static int Singles => 4;

    public static int Doubles => 2;

    public static Vector128<ulong> Broadcast(uint word) => Vector128.Create((ulong)word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Counters(ulong first) => Vector128.Create(first) + Vector128.Create(0UL, 1);

    public static Vector128<ulong> Multiply(Vector128<ulong> a, uint b) => Sse2.IsSupported
        ? Sse2.Multiply(a.AsUInt32(), Vector128.Create(b))
        : (a & Vector128.Create((ulong)uint.MaxValue)) * b;

    public static Vector128<ulong> Upper(Vector128<ulong> value) => value >>> 32;

    public static Vector128<ulong> Xor(Vector128<ulong> a, Vector128<ulong> b, uint c) => a ^ b ^ Vector128.Create(c).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        uint* to, Vector128<ulong> word0, Vector128<ulong> word1, Vector128<ulong> word2, Vector128<ulong> word3)
    {
        (Vector128<ulong> words01, Vector128<ulong> words23) = (Join(word0, word1), Join(word2, word3));
        if (Sse2.IsSupported)
        {
            Sse2.UnpackLow(words01, words23).AsUInt32().Store(to);
            Sse2.UnpackHigh(words01, words23).AsUInt32().Store(to + 4);
        }
        else
        {
            Vector128.Create(words01.GetLower(), words23.GetLower()).AsUInt32().Store(to);
            Vector128.Create(words01.GetUpper(), words23.GetUpper()).AsUInt32().Store(to + 4);
        }
    }

    public static Vector128<uint> Load(uint* from) => Vector128.Load(from);

    public static void Store(float* to, Vector128<float> value) => value.Store(to);

    public static Vector128<uint> Fold(Vector128<uint> words) => words ^ (words.AsInt32() >> 31).AsUInt32();

    public static Vector128<float> ToSingle(Vector128<uint> wholes) => Vector128.ConvertToSingle(wholes.AsInt32());

    public static Vector128<uint> StepsBelowOne(Vector128<float> value) => Vector128<float>.One.AsUInt32() - value.AsUInt32();

    public static Vector128<float> Significand(Vector128<float> value) =>
        ((value.AsUInt32() & Vector128.Create(0x007FFFFFu)) | Vector128<float>.One.AsUInt32()).AsSingle();

    public static Vector128<float> Subtract(Vector128<float> a, float b) => a - Vector128.Create(b);

    public static Vector128<float> Subtract(float a, Vector128<float> b) => Vector128.Create(a) - b;

    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, float c) =>
        Vector128.MultiplyAddEstimate(a, b, Vector128.Create(c));

    public static Vector128<float> MultiplyAdd(Vector128<float> a, float b, Vector128<float> c) =>
        Vector128.MultiplyAddEstimate(a, Vector128.Create(b), c);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, float b, float c) =>
        Vector128.MultiplyAddEstimate(a, Vector128.Create(b), Vector128.Create(c));

    public static ulong Below(Vector128<uint> words, uint bound) =>
        Vector128.ExtractMostSignificantBits(Vector128.LessThan(words, Vector128.Create(bound)));

    public static Vector128<float> Signed(Vector128<float> value, Vector128<uint> words) =>
        (value.AsUInt32() ^ Vector128.AndNot(Vector128.Create(0x80000000), words)).AsSingle();

    public static Vector128<double> Widen(uint* from)
    {
        // 2^52 with the word in its fraction, less 2^52: exact, and quick where there is no instruction for it.
        Vector128<ulong> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)from).AsUInt32());
        return (words | Vector128.Create(TwoTo52).AsUInt64()).AsDouble() - Vector128.Create(TwoTo52);
    }

    public static Vector128<double> WidenUpper(ulong* from) => Vector128.ConvertToDouble(Vector128.Load(from) >>> 11);

    public static Vector128<double> Load(double* from) => Vector128.Load(from);

    public static void Store(double* to, Vector128<double> value) => value.Store(to);

    public static Vector128<double> Add(Vector128<double> a, double b) => a + Vector128.Create(b);

    public static Vector128<double> Subtract(double a, Vector128<double> b) => Vector128.Create(a) - b;

    public static Vector128<double> Multiply(Vector128<double> a, Vector128<double> b) => a * b;

    public static Vector128<double> Multiply(Vector128<double> a, double b) => a * b;

    public static Vector128<double> Divide(Vector128<double> a, Vector128<double> b) => a / b;

    public static Vector128<double> SquareRoot(Vector128<double> value) => Vector128.Sqrt(value);

    public static uint Beyond(Vector128<double> value, double bound) =>
        Vector128.ExtractMostSignificantBits(Vector128.GreaterThan(Vector128.Abs(value), Vector128.Create(bound)));

    /// <summary>The lower halves of both, side by side in each lane.</summary>
    private static Vector128<ulong> Join(Vector128<ulong> low, Vector128<ulong> high) =>
        Vector128.ConditionalSelect(Vector128.Create((ulong)uint.MaxValue), low, high << 32);
}
