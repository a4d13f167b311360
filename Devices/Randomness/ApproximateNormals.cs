using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>
/// The normal numbers of a stream in single precision, several times as fast: each within a known distance of that which
/// <see cref="RandomKey.FillNormal"/> gives at the same place.
/// </summary>
/// <remarks>
/// <para>
/// With y twice the smaller probability, z = (1 - y)·P(-log2(y·(2 - y))): over a logarithm the inverse distribution is so smooth that one
/// polynomial reaches far out. The idea is M. Giles's, "Approximating the erfinv function", GPU Computing Gems Jade Edition (2011),
/// ch. 10; the polynomials are Chebyshev fits of our own. The outermost thousandth of the numbers is computed as the reference does.
/// </para>
/// <para>
/// The numbers are the same with registers of any width. They may differ between processors with a fused multiply-add and without: only
/// the bound on the error is promised.
/// </para>
/// </remarks>
internal static unsafe class ApproximateNormals
{
    /// <summary>No number is farther than this from that of <see cref="RandomKey.FillNormal"/>.</summary>
    /// <remarks>Measured over all 2^32 words: 8.0e-7, with a fused multiply-add and without; the tests repeat it.</remarks>
    public const float MaximumError = 1e-6f;

    /// <summary>Approximates the numbers of consecutive blocks.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="firstBlock">The first block: number n of the stream is in block n/4. Zero or more.</param>
    /// <param name="blocks">How many blocks. Zero or more.</param>
    /// <param name="destination">Receives four numbers a block in the order of the stream, and nothing beyond.</param>
    public static void Fill(RandomKey key, long firstBlock, int blocks, float* destination) =>
        Fill(key, firstBlock, blocks, destination, RegisterWidths.Best);

    /// <inheritdoc cref="Fill(RandomKey, long, int, float*)"/>
    public static void Fill(RandomKey key, long firstBlock, int blocks, float* destination, RegisterWidth width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBlock);
        ArgumentOutOfRangeException.ThrowIfNegative(blocks);

        // The words lie where their numbers go.
        PhiloxWords.Fill(key, firstBlock, blocks, (uint*)destination, width);
        FromWords((uint*)destination, destination, 4 * blocks, width);
    }

    /// <summary>Fills with approximate numbers of a stream, widened.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="start">Where in the stream the first of them stands; any split of a range gives the same numbers.</param>
    /// <param name="width">Registers to use.</param>
    [SkipLocalsInit]
    public static void Fill(RandomKey key, Span<double> destination, long start, RegisterWidth width)
    {
        PhiloxWords.CheckRange(start, destination.Length);
        float* numbers = stackalloc float[ExactNormals.Most];
        for (int done = 0; done < destination.Length;)
        {
            // Numbers of the first block that are not wanted.
            int skip = (int)((start + done) & 3);
            int count = Math.Min(ExactNormals.Most - skip, destination.Length - done);
            Fill(key, (start + done) >> 2, (skip + count + 3) >> 2, numbers, width);
            TensorPrimitives.ConvertChecked(new ReadOnlySpan<float>(numbers + skip, count), destination.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Approximates the numbers that words stand for.</summary>
    /// <param name="words">The words.</param>
    /// <param name="numbers">Receives as many numbers; may be the same memory.</param>
    /// <param name="count">How many.</param>
    /// <param name="width">Registers to use.</param>
    internal static void FromWords(uint* words, float* numbers, int count, RegisterWidth width)
    {
        switch (width)
        {
            case RegisterWidth.Bits512:
                ApproximateNormals<DrawLanes512, Vector512<uint>, Vector512<float>>.FromWords(words, numbers, count);
                break;
            case RegisterWidth.Bits256:
                ApproximateNormals<DrawLanes256, Vector256<uint>, Vector256<float>>.FromWords(words, numbers, count);
                break;
            case RegisterWidth.Bits128:
                ApproximateNormals<DrawLanes128, Vector128<uint>, Vector128<float>>.FromWords(words, numbers, count);
                break;
            default:
                ApproximateNormals<DrawLanesScalar, uint, float>.FromWords(words, numbers, count);
                break;
        }
    }
}

/// <inheritdoc cref="ApproximateNormals"/>
internal static unsafe class ApproximateNormals<TLanes, TBits, TSingle>
    where TLanes : struct, ISingleLanes<TBits, TSingle>
    where TBits : struct
    where TSingle : struct
{
    /// <summary>Words below it, once folded, are too far out for the polynomial: those of numbers beyond ±3.29.</summary>
    private const uint Outermost = 1 << 21;

    /// <inheritdoc cref="ApproximateNormals.FromWords"/>
    [SkipLocalsInit]
    public static void FromWords(uint* words, float* numbers, int count)
    {
        int some = QuadSingles<TLanes, TBits, TSingle>.Singles;
        uint* kept = stackalloc uint[some];
        int done = 0;
        for (; done <= count - some; done += some)
        {
            Convert<QuadSingles<TLanes, TBits, TSingle>, Quad<TBits>, Quad<TSingle>>(words + done, numbers + done, kept);
        }

        for (; done <= count - TLanes.Singles; done += TLanes.Singles)
        {
            Convert<TLanes, TBits, TSingle>(words + done, numbers + done, kept);
        }

        if (done < count)
        {
            uint* last = stackalloc uint[TLanes.Singles];
            new ReadOnlySpan<uint>(words + done, count - done).CopyTo(new Span<uint>(last, TLanes.Singles));
            Convert<TLanes, TBits, TSingle>(last, (float*)last, kept);
            new ReadOnlySpan<float>(last, count - done).CopyTo(new Span<float>(numbers + done, count - done));
        }
    }

    /// <param name="words">As many words as lanes hold.</param>
    /// <param name="numbers">Receives their numbers; may be the same memory.</param>
    /// <param name="kept">Room for as many words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert<TSome, TTheirBits, TTheirSingle>(uint* words, float* numbers, uint* kept)
        where TSome : struct, ISingleLanes<TTheirBits, TTheirSingle>
    {
        TTheirBits folded = TSome.Fold(TSome.Load(words));
        TTheirSingle y = TSome.MultiplyAdd(TSome.ToSingle(folded), 1.0f / (1u << 31), 0.5f / (1u << 31));
        TTheirSingle fromMiddle = TSome.Subtract(1.0f, y);
        TTheirSingle logarithm = MinusLog2<TSome, TTheirBits, TTheirSingle>(TSome.Multiply(y, TSome.Subtract(2.0f, y)));
        TTheirSingle size = TSome.Multiply(fromMiddle, Slope<TSome, TTheirBits, TTheirSingle>(logarithm));
        TTheirSingle signed = TSome.Signed(size, TSome.Load(words));
        ulong outermost = TSome.Below(folded, Outermost);
        if (outermost == 0)
        {
            TSome.Store(numbers, signed);
        }
        else
        {
            new ReadOnlySpan<uint>(words, TSome.Singles).CopyTo(new Span<uint>(kept, TSome.Singles));
            TSome.Store(numbers, signed);
            Replace(outermost, kept, numbers);
        }
    }

    /// <summary>-log2 of numbers in (0, 1]: the exponent and significand as one number, corrected by a polynomial; off by 4e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTheirSingle MinusLog2<TSome, TTheirBits, TTheirSingle>(TTheirSingle value)
        where TSome : struct, ISingleLanes<TTheirBits, TTheirSingle>
    {
        // t + 1/2 - log2(t + 3/2) for the significand t + 3/2.
        TTheirSingle t = TSome.Subtract(TSome.Significand(value), 1.5f);
        TTheirSingle p = TSome.MultiplyAdd(t, -0.01444035249f, 0.02511014095f);
        p = TSome.MultiplyAdd(p, t, -0.03761046428f);
        p = TSome.MultiplyAdd(p, t, 0.07059455402f);
        p = TSome.MultiplyAdd(p, t, -0.142508024f);
        p = TSome.MultiplyAdd(p, t, 0.3206318785f);
        p = TSome.MultiplyAdd(p, t, 0.03820345983f);
        p = TSome.MultiplyAdd(p, t, -0.0849627591f);
        return TSome.MultiplyAdd(TSome.ToSingle(TSome.StepsBelowOne(value)), 1.0f / (1 << 23), p);
    }

    /// <summary>z/(1 - y) over the logarithm, from 0 to 9; off by 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTheirSingle Slope<TSome, TTheirBits, TTheirSingle>(TTheirSingle logarithm)
        where TSome : struct, ISingleLanes<TTheirBits, TTheirSingle>
    {
        TTheirSingle p = TSome.MultiplyAdd(logarithm, -2.430376533e-10f, 9.214227004e-9f);
        p = TSome.MultiplyAdd(p, logarithm, -1.081224079e-7f);
        p = TSome.MultiplyAdd(p, logarithm, -2.003722913e-7f);
        p = TSome.MultiplyAdd(p, logarithm, 1.379471535e-5f);
        p = TSome.MultiplyAdd(p, logarithm, -5.138938092e-5f);
        p = TSome.MultiplyAdd(p, logarithm, -0.001084986921f);
        p = TSome.MultiplyAdd(p, logarithm, 0.007836343411f);
        p = TSome.MultiplyAdd(p, logarithm, 0.2274363754f);
        return TSome.MultiplyAdd(p, logarithm, 1.253313998f);
    }

    /// <summary>Puts the reference's numbers in the places where a bit is set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Replace(ulong places, uint* words, float* numbers)
    {
        for (; places != 0; places &= places - 1)
        {
            int place = BitOperations.TrailingZeroCount(places);
            numbers[place] = (float)ExactNormals.FromWord(words[place]);
        }
    }
}
