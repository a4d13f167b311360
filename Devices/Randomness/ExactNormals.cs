using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The normal numbers of a stream, many at a time.</summary>
internal static unsafe class ExactNormals
{
    /// <summary>Most words at a time: they and what becomes of them stay in the first-level cache.</summary>
    internal const int Most = 512;

    /// <summary>Words looked at together.</summary>
    internal const int Together = 64;

    /// <summary>The number that a word stands for: the middle of its part of all probability, through the inverse distribution.</summary>
    public static double FromWord(uint word) => NormalDistribution.Quantile((word + 0.5) * (1.0 / (1L << 32)));

    /// <summary>Fills with numbers of a stream.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="start">Where in the stream the first of them stands.</param>
    /// <param name="width">Registers to use; the numbers are the same, to the bit, with all.</param>
    [SkipLocalsInit]
    public static void Fill(RandomKey key, Span<double> destination, long start, RegisterWidth width)
    {
        PhiloxWords.CheckRange(start, destination.Length);
        uint* words = stackalloc uint[Most + Together];
        fixed (double* numbers = destination)
        {
            for (int done = 0; done < destination.Length;)
            {
                // Words of the first block that are not wanted.
                int skip = (int)((start + done) & 3);
                int count = Math.Min(Most - skip, destination.Length - done);
                PhiloxWords.Fill(key, (start + done) >> 2, (skip + count + 3) >> 2, words, width);
                FromWords(words + skip, numbers + done, count, width);
                done += count;
            }
        }
    }

    /// <summary>-ln of each. In a method of its own, where no vector has to be put by from call to call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void NegativeLogarithms(double* values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            values[i] = -Math.Log(values[i]);
        }
    }

    /// <summary>The numbers that words stand for.</summary>
    /// <param name="words">The words; <see cref="Together"/> beyond the last are read, whatever they hold.</param>
    /// <param name="numbers">Receives as many numbers.</param>
    /// <param name="count">How many: at most <see cref="Most"/>.</param>
    /// <param name="width">Registers to use.</param>
    internal static void FromWords(uint* words, double* numbers, int count, RegisterWidth width)
    {
        switch (width)
        {
            case RegisterWidth.Bits512:
                ExactNormals<DrawLanes512, Vector512<uint>, Vector512<float>, Vector512<double>>.FromWords(words, numbers, count);
                break;
            case RegisterWidth.Bits256:
                ExactNormals<DrawLanes256, Vector256<uint>, Vector256<float>, Vector256<double>>.FromWords(words, numbers, count);
                break;
            case RegisterWidth.Bits128:
                ExactNormals<DrawLanes128, Vector128<uint>, Vector128<float>, Vector128<double>>.FromWords(words, numbers, count);
                break;
            default:
                for (int i = 0; i < count; i++)
                {
                    numbers[i] = FromWord(words[i]);
                }

                break;
        }
    }
}

/// <inheritdoc cref="ExactNormals"/>
/// <remarks>
/// The central region of the algorithm, that of 85 words in 100, is computed for all. Then those of the tails are gathered: their
/// logarithms are taken one by one, as the reference takes them, the rest again many at a time. Every operation is that of the
/// reference, in its order and rounded as there, hence the same bits.
/// </remarks>
internal static unsafe class ExactNormals<TLanes, TBits, TSingle, TDouble>
    where TLanes : struct, ISingleLanes<TBits, TSingle>, IDoubleLanes<TDouble>
    where TBits : struct
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Words below it, once folded, belong to a tail: those of (w + 1/2)/2^32 &lt; 0.075.</summary>
    private const uint TailWords = 322_122_547;

    /// <summary>The numbers of at most <see cref="ExactNormals.Most"/> words, of which the tails are found and replaced.</summary>
    [SkipLocalsInit]
    public static void FromWords(uint* words, double* numbers, int count)
    {
        int* tails = stackalloc int[ExactNormals.Most];
        double* sizes = stackalloc double[ExactNormals.Most + TLanes.Doubles];
        Central(words, numbers, count);
        int found = FindTails(words, count, tails);
        for (int i = 0; i < found; i++)
        {
            sizes[i] = (DrawLanesScalar.Fold(words[tails[i]]) + 0.5) * (1.0 / (1L << 32));
        }

        // The smallest probability is 2^-33: no tail is farther than sqrt(33·ln 2) = 4.8, where another quotient would take over at 5.
        ExactNormals.NegativeLogarithms(sizes, found);
        for (int i = 0; i < found; i += TLanes.Doubles)
        {
            TLanes.Store(sizes + i, NormalRatios<TLanes, TDouble>.NearTail(TLanes.SquareRoot(TLanes.Load(sizes + i))));
        }

        for (int i = 0; i < found; i++)
        {
            numbers[tails[i]] = (int)words[tails[i]] < 0 ? sizes[i] : -sizes[i];
        }
    }

    private static void Central(uint* words, double* numbers, int count)
    {
        int done = 0;
        for (; done <= count - TLanes.Doubles; done += TLanes.Doubles)
        {
            TLanes.Store(numbers + done, Central(words + done));
        }

        if (done < count)
        {
            double* last = stackalloc double[TLanes.Doubles];
            TLanes.Store(last, Central(words + done));
            new ReadOnlySpan<double>(last, count - done).CopyTo(new Span<double>(numbers + done, count - done));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDouble Central(uint* words)
    {
        // (w + 1/2)/2^32 - 1/2; nothing of it is rounded, in whichever order.
        TDouble q = TLanes.Add(TLanes.Multiply(TLanes.Widen(words), 1.0 / (1L << 32)), (0.5 / (1L << 32)) - 0.5);
        return NormalRatios<TLanes, TDouble>.Central(q);
    }

    /// <summary>The places of the words that belong to a tail.</summary>
    /// <returns>How many there are.</returns>
    private static int FindTails(uint* words, int count, int* places)
    {
        int found = 0;
        for (int first = 0; first < count; first += ExactNormals.Together)
        {
            ulong below = 0;
            for (int i = 0; i < ExactNormals.Together; i += TLanes.Singles)
            {
                below |= TLanes.Below(TLanes.Fold(TLanes.Load(words + first + i)), TailWords) << i;
            }

            if (count - first < ExactNormals.Together)
            {
                below &= (1UL << (count - first)) - 1;
            }

            // 64 at a time: a processor foresees the end of a loop badly, so let there be few ends.
            for (; below != 0; below &= below - 1)
            {
                places[found++] = first + BitOperations.TrailingZeroCount(below);
            }
        }

        return found;
    }
}
