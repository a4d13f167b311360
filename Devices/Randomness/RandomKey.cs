using System.Text;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The address of a stream of random numbers: equal addresses give equal numbers.</summary>
/// <remarks>
/// A key is 128 bits: a Philox key and the upper half of its counter; the lower half counts the blocks of the stream.
/// <see cref="For(string, long)"/> derives the key of a part (a trial, a layer, a tile). Nothing has state, so neither
/// the order of work nor the number of threads nor what others draw can change a number.
/// </remarks>
public readonly record struct RandomKey
{
    private RandomKey(PhiloxBlock block) => (Key0, Key1, Stream0, Stream1) = block;

    /// <summary>Whether normal numbers are approximate: see <see cref="Approximate"/>.</summary>
    public bool IsApproximate { get; private init; }

    /// <summary>First word of the Philox key.</summary>
    internal uint Key0 { get; }

    /// <summary>Second word of the Philox key.</summary>
    internal uint Key1 { get; }

    /// <summary>Third word of every counter.</summary>
    internal uint Stream0 { get; }

    /// <summary>Fourth word of every counter.</summary>
    internal uint Stream1 { get; }

    /// <summary>The root of all draws of a run.</summary>
    public static RandomKey FromSeed(ulong seed) =>
        new(Philox4x32.Block(new PhiloxBlock((uint)seed, (uint)(seed >> 32), 0, 0), 0, 0));

    /// <summary>The key of one named part, as in <c>key.For("trial", 3).For("layer", 0)</c>.</summary>
    /// <param name="name">What is addressed; any text.</param>
    /// <param name="index">Which of them.</param>
    public RandomKey For(string name, long index = 0)
    {
        ulong hash = Fnv1A(name);
        PhiloxBlock counter = new(
            (uint)hash ^ Stream0, (uint)(hash >> 32) ^ Stream1, (uint)index, (uint)((ulong)index >> 32));
        return new RandomKey(Philox4x32.Block(counter, Key0, Key1)) { IsApproximate = IsApproximate };
    }

    /// <summary>
    /// The same address, from which on normal numbers are had several times as fast, each within 1e-6 of the exact one. For training, which goes on in single precision: they are the
    /// same for any number of threads, but not always on a processor without fused multiply-add.
    /// </summary>
    public RandomKey Approximate() => this with { IsApproximate = true };

    /// <summary>The same address with exact numbers.</summary>
    public RandomKey Exact() => this with { IsApproximate = false };

    /// <summary>128 random bits: block <paramref name="index"/> of this stream.</summary>
    public PhiloxBlock Block(long index) =>
        Philox4x32.Block(new PhiloxBlock((uint)index, (uint)((ulong)index >> 32), Stream0, Stream1), Key0, Key1);

    /// <summary>Standard normal numbers, four to a block, each from 32 random bits through the inverse distribution.</summary>
    /// <param name="destination">Receives numbers of mean 0 and variance 1, within ±6.4.</param>
    /// <param name="start">Where in the stream the first of them stands; any split of a range gives the same numbers.</param>
    public void FillNormal(Span<double> destination, long start = 0)
    {
        if (IsApproximate)
        {
            ApproximateNormals.Fill(this, destination, start, RegisterWidths.Best);
        }
        else
        {
            ExactNormals.Fill(this, destination, start, RegisterWidths.Best);
        }
    }

    /// <summary>Uniform numbers in [0, 1), two to a block, each from 53 random bits.</summary>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="start">Where in the stream the first of them stands.</param>
    public void FillUniform(Span<double> destination, long start = 0) =>
        Uniforms.Fill(this, destination, start, RegisterWidths.Best);

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in random order (Fisher-Yates, unbiased).</summary>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        for (int i = count - 1; i > 0; i--)
        {
            int j = Below(i + 1, i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), from the draw numbered <paramref name="index"/>.</summary>
    private int Below(int bound, long index)
    {
        // 64 bits against a bound of at most 31: the bias of the plain product is below 2^-33.
        PhiloxBlock block = Block(index);
        ulong bits = block.W0 | ((ulong)block.W1 << 32);
        return (int)Math.BigMul(bits, (ulong)bound, out _);
    }

    /// <summary>FNV-1a over UTF-8: a fixed hash of the name, the same in every process.</summary>
    private static ulong Fnv1A(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return hash;
    }
}
