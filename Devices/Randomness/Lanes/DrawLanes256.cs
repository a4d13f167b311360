using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>Registers of 256 bits.</summary>
internal readonly unsafe struct DrawLanes256
    : IPhiloxLanes<Vector256<ulong>>, ISingleLanes<Vector256<uint>, Vector256<float>>, IDoubleLanes<Vector256<double>>
{
    private const double TwoTo52 = 1L << 52;

    public static int Blocks => 4;

    public static int Singles => 8;

    public static int Doubles => 4;

    public static Vector256<ulong> Broadcast(uint word) => Vector256.Create((ulong)word);

    // Even lanes hold the first half of the blocks and odd lanes the second: so Store finds them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Counters(ulong first) => Vector256.Create(first) + Vector256.Create(0UL, 2, 1, 3);

    public static Vector256<ulong> Multiply(Vector256<ulong> a, uint b) => Avx2.IsSupported
        ? Avx2.Multiply(a.AsUInt32(), Vector256.Create(b))
        : (a & Vector256.Create((ulong)uint.MaxValue)) * b;

    public static Vector256<ulong> Upper(Vector256<ulong> value) => value >>> 32;

    public static Vector256<ulong> Xor(Vector256<ulong> a, Vector256<ulong> b, uint c) => a ^ b ^ Vector256.Create(c).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        uint* to, Vector256<ulong> word0, Vector256<ulong> word1, Vector256<ulong> word2, Vector256<ulong> word3)
    {
        (Vector256<ulong> words01, Vector256<ulong> words23) = (Join(word0, word1), Join(word2, word3));
        if (Avx2.IsSupported)
        {
            Avx2.UnpackLow(words01, words23).AsUInt32().Store(to);
            Avx2.UnpackHigh(words01, words23).AsUInt32().Store(to + 8);
        }
        else
        {
            for (int lane = 0; lane < 4; lane++)
            {
                ulong* block = (ulong*)to + (2 * ((lane >> 1) + (2 * (lane & 1))));
                (block[0], block[1]) = (words01[lane], words23[lane]);
            }
        }
    }

    public static Vector256<uint> Load(uint* from) => Vector256.Load(from);

    public static void Store(float* to, Vector256<float> value) => value.Store(to);

    public static Vector256<uint> Fold(Vector256<uint> words) => words ^ (words.AsInt32() >> 31).AsUInt32();

    public static Vector256<float> ToSingle(Vector256<uint> wholes) => Vector256.ConvertToSingle(wholes.AsInt32());

    public static Vector256<uint> StepsBelowOne(Vector256<float> value) => Vector256<float>.One.AsUInt32() - value.AsUInt32();

    public static Vector256<float> Significand(Vector256<float> value) =>
        ((value.AsUInt32() & Vector256.Create(0x007FFFFFu)) | Vector256<float>.One.AsUInt32()).AsSingle();

    public static Vector256<float> Subtract(Vector256<float> a, float b) => a - Vector256.Create(b);

    public static Vector256<float> Subtract(float a, Vector256<float> b) => Vector256.Create(a) - b;

    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, float c) =>
        Vector256.MultiplyAddEstimate(a, b, Vector256.Create(c));

    public static Vector256<float> MultiplyAdd(Vector256<float> a, float b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, Vector256.Create(b), c);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, float b, float c) =>
        Vector256.MultiplyAddEstimate(a, Vector256.Create(b), Vector256.Create(c));

    public static ulong Below(Vector256<uint> words, uint bound) =>
        Vector256.ExtractMostSignificantBits(Vector256.LessThan(words, Vector256.Create(bound)));

    public static Vector256<float> Signed(Vector256<float> value, Vector256<uint> words) =>
        (value.AsUInt32() ^ Vector256.AndNot(Vector256.Create(0x80000000), words)).AsSingle();

    public static Vector256<double> Widen(uint* from)
    {
        // 2^52 with the word in its fraction, less 2^52: exact, and quick where there is no instruction for it.
        Vector256<ulong> words = Vector256.WidenLower(Vector128.Load(from).ToVector256Unsafe());
        return (words | Vector256.Create(TwoTo52).AsUInt64()).AsDouble() - Vector256.Create(TwoTo52);
    }

    public static Vector256<double> WidenUpper(ulong* from) => Vector256.ConvertToDouble(Vector256.Load(from) >>> 11);

    public static Vector256<double> Load(double* from) => Vector256.Load(from);

    public static void Store(double* to, Vector256<double> value) => value.Store(to);

    public static Vector256<double> Add(Vector256<double> a, double b) => a + Vector256.Create(b);

    public static Vector256<double> Subtract(double a, Vector256<double> b) => Vector256.Create(a) - b;

    public static Vector256<double> Multiply(Vector256<double> a, Vector256<double> b) => a * b;

    public static Vector256<double> Multiply(Vector256<double> a, double b) => a * b;

    public static Vector256<double> Divide(Vector256<double> a, Vector256<double> b) => a / b;

    public static Vector256<double> SquareRoot(Vector256<double> value) => Vector256.Sqrt(value);

    public static uint Beyond(Vector256<double> value, double bound) =>
        Vector256.ExtractMostSignificantBits(Vector256.GreaterThan(Vector256.Abs(value), Vector256.Create(bound)));

    /// <summary>The lower halves of both, side by side in each lane.</summary>
    private static Vector256<ulong> Join(Vector256<ulong> low, Vector256<ulong> high) =>
        Vector256.ConditionalSelect(Vector256.Create((ulong)uint.MaxValue), low, high << 32);
}
