using System.Numerics;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>Dot products of values of one or two bits, by counting bits.</summary>
public static class BitProducts
{
    /// <summary>Packs signs, 64 to a word, the first in the lowest bit: 1 for what is above zero.</summary>
    public static ulong[] Positive(ReadOnlySpan<double> values) => Pack(values, value => value > 0);

    /// <summary>Packs magnitudes: 1 for what is not zero.</summary>
    public static ulong[] NonZero(ReadOnlySpan<double> values) => Pack(values, value => value != 0);

    /// <summary>How many of two vectors of ±1 agree: popcount(xnor).</summary>
    /// <param name="left">Signs.</param>
    /// <param name="right">Signs, as many.</param>
    /// <param name="count">Elements.</param>
    public static int Agreements(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int count)
    {
        int sum = 0;
        for (int word = 0; word < left.Length; word++)
        {
            ulong used = (word + 1) * 64 <= count ? ulong.MaxValue : (1UL << (count - (word * 64))) - 1;
            sum += BitOperations.PopCount(~(left[word] ^ right[word]) & used);
        }

        return sum;
    }

    /// <summary>The dot product of two vectors of ±1: 2·popcount(xnor) - n.</summary>
    public static int Binary(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int count) => (2 * Agreements(left, right, count)) - count;

    /// <summary>The dot product of a vector of -1, 0, 1 with one of ±1: nonzeros - 2·(products below zero).</summary>
    /// <param name="magnitude">Where the first is not zero.</param>
    /// <param name="sign">Where the first is above zero.</param>
    /// <param name="binary">Signs of the second.</param>
    public static (int NonZero, int Negative, int Dot) Ternary(ReadOnlySpan<ulong> magnitude, ReadOnlySpan<ulong> sign, ReadOnlySpan<ulong> binary)
    {
        (int nonZero, int negative) = (0, 0);
        for (int word = 0; word < magnitude.Length; word++)
        {
            nonZero += BitOperations.PopCount(magnitude[word]);
            negative += BitOperations.PopCount(magnitude[word] & (sign[word] ^ binary[word]));
        }

        return (nonZero, negative, nonZero - (2 * negative));
    }

    private static ulong[] Pack(ReadOnlySpan<double> values, Func<double, bool> isSet)
    {
        ulong[] words = new ulong[(values.Length + 63) / 64];
        for (int i = 0; i < values.Length; i++)
        {
            words[i / 64] |= isSet(values[i]) ? 1UL << (i % 64) : 0;
        }

        return words;
    }
}
