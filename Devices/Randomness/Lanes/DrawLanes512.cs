using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>Registers of 512 bits.</summary>
internal readonly unsafe struct DrawLanes512
    : IPhiloxLanes<Vector512<ulong>>, ISingleLanes<Vector512<uint>, Vector512<float>>, IDoubleLanes<Vector512<double>>
{
    private const double TwoTo52 = 1L << 52;

    public static int Blocks => 8;

    public static int Singles => 16;

    public static int Doubles => 8;

    public static Vector512<ulong> Broadcast(uint word) => Vector512.Create((ulong)word);

    // Even lanes hold the first half of the blocks and odd lanes the second: so Store finds them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Counters(ulong first) => Vector512.Create(first) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);

    public static Vector512<ulong> Multiply(Vector512<ulong> a, uint b) => Avx512F.IsSupported
        ? Avx512F.Multiply(a.AsUInt32(), Vector512.Create(b))
        : (a & Vector512.Create((ulong)uint.MaxValue)) * b;

    public static Vector512<ulong> Upper(Vector512<ulong> value) => value >>> 32;

    public static Vector512<ulong> Xor(Vector512<ulong> a, Vector512<ulong> b, uint c) => a ^ b ^ Vector512.Create(c).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        uint* to, Vector512<ulong> word0, Vector512<ulong> word1, Vector512<ulong> word2, Vector512<ulong> word3)
    {
        (Vector512<ulong> words01, Vector512<ulong> words23) = (Join(word0, word1), Join(word2, word3));
        if (Avx512F.IsSupported)
        {
            Avx512F.UnpackLow(words01, words23).AsUInt32().Store(to);
            Avx512F.UnpackHigh(words01, words23).AsUInt32().Store(to + 16);
        }
        else
        {
            for (int lane = 0; lane < 8; lane++)
            {
                ulong* block = (ulong*)to + (2 * ((lane >> 1) + (4 * (lane & 1))));
                (block[0], block[1]) = (words01[lane], words23[lane]);
            }
        }
    }

    public static Vector512<uint> Load(uint* from) => Vector512.Load(from);

    public static void Store(float* to, Vector512<float> value) => value.Store(to);

    public static Vector512<uint> Fold(Vector512<uint> words) => words ^ (words.AsInt32() >> 31).AsUInt32();

    public static Vector512<float> ToSingle(Vector512<uint> wholes) => Vector512.ConvertToSingle(wholes.AsInt32());

    public static Vector512<uint> StepsBelowOne(Vector512<float> value) => Vector512<float>.One.AsUInt32() - value.AsUInt32();

    public static Vector512<float> Significand(Vector512<float> value) =>
        ((value.AsUInt32() & Vector512.Create(0x007FFFFFu)) | Vector512<float>.One.AsUInt32()).AsSingle();

    public static Vector512<float> Subtract(Vector512<float> a, float b) => a - Vector512.Create(b);

    public static Vector512<float> Subtract(float a, Vector512<float> b) => Vector512.Create(a) - b;

    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, float c) =>
        Vector512.MultiplyAddEstimate(a, b, Vector512.Create(c));

    public static Vector512<float> MultiplyAdd(Vector512<float> a, float b, Vector512<float> c) =>
        Vector512.MultiplyAddEstimate(a, Vector512.Create(b), c);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, float b, float c) =>
        Vector512.MultiplyAddEstimate(a, Vector512.Create(b), Vector512.Create(c));

    public static ulong Below(Vector512<uint> words, uint bound) =>
        Vector512.ExtractMostSignificantBits(Vector512.LessThan(words, Vector512.Create(bound)));

    public static Vector512<float> Signed(Vector512<float> value, Vector512<uint> words) =>
        (value.AsUInt32() ^ Vector512.AndNot(Vector512.Create(0x80000000), words)).AsSingle();

    public static Vector512<double> Widen(uint* from)
    {
        // 2^52 with the word in its fraction, less 2^52: exact, and quick where there is no instruction for it.
        Vector512<ulong> words = Vector512.WidenLower(Vector256.Load(from).ToVector512Unsafe());
        return (words | Vector512.Create(TwoTo52).AsUInt64()).AsDouble() - Vector512.Create(TwoTo52);
    }

    public static Vector512<double> WidenUpper(ulong* from) => Vector512.ConvertToDouble(Vector512.Load(from) >>> 11);

    public static Vector512<double> Load(double* from) => Vector512.Load(from);

    public static void Store(double* to, Vector512<double> value) => value.Store(to);

    public static Vector512<double> Add(Vector512<double> a, double b) => a + Vector512.Create(b);

    public static Vector512<double> Subtract(double a, Vector512<double> b) => Vector512.Create(a) - b;

    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => a * b;

    public static Vector512<double> Multiply(Vector512<double> a, double b) => a * b;

    public static Vector512<double> Divide(Vector512<double> a, Vector512<double> b) => a / b;

    public static Vector512<double> SquareRoot(Vector512<double> value) => Vector512.Sqrt(value);

    public static uint Beyond(Vector512<double> value, double bound) =>
        (uint)Vector512.ExtractMostSignificantBits(Vector512.GreaterThan(Vector512.Abs(value), Vector512.Create(bound)));

    /// <summary>The lower halves of both, side by side in each lane.</summary>
    private static Vector512<ulong> Join(Vector512<ulong> low, Vector512<ulong> high) =>
        Vector512.ConditionalSelect(Vector512.Create((ulong)uint.MaxValue), low, high << 32);
}
