using CrossbarSim.Devices.Randomness;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Tests.Devices.Randomness;

[TestFixture]
internal sealed unsafe class ApproximateNormalsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(24).For("read", 5);

    [Test]
    public void FromWords_EveryNinetySeventhWord_IsWithinTheError() => AssertErrors(step: 97);

    [Test]
    [Explicit("Takes a minute: this is where the bound is from.")]
    public void FromWords_EveryWord_IsWithinTheError() => AssertErrors(step: 1);

    [Test]
    public void FromWords_EndsAndBordersOfRegions_AreWithinTheError([Values] RegisterWidth width)
    {
        // The ends; where the polynomial takes over; where the reference has its own regions meet; the middle.
        uint[] borders = [1000, 1u << 21, 322_122_547, (1u << 31) - 1000];
        uint[] words = [.. borders.SelectMany(border => Enumerable.Range(-1000, 2000).Select(i => (uint)(border + i)))];

        Assert.That(LargestError(words, width), Is.LessThanOrEqualTo(ApproximateNormals.MaximumError));
        Assert.That(LargestError([.. words.Select(word => ~word)], width), Is.LessThanOrEqualTo(ApproximateNormals.MaximumError));
    }

    [Test]
    public void FromWords_EveryWidth_GivesTheSameBits([Values] RegisterWidth width)
    {
        uint[] words = new uint[1 << 18];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = (uint)i << 14;
        }

        Assert.That(FromWords(words, width).SequenceEqual(FromWords(words, RegisterWidth.Scalar)));
    }

    [Test]
    public void Fill_AnyBlocks_ApproximatesTheNumbersOfTheirPlacesAndWritesNothingBeyond(
        [Values] RegisterWidth width, [Values(0, 1L, 33L, (1L << 32) - 50)] long first)
    {
        double[] exact = new double[4 * 100];
        Key.FillNormal(exact, 4 * first);
        for (int blocks = 0; blocks <= 100; blocks++)
        {
            float[] numbers = new float[(4 * blocks) + 64];
            Array.Fill(numbers, 42);
            fixed (float* start = numbers)
            {
                ApproximateNormals.Fill(Key, first, blocks, start, width);
            }

            double largest = numbers.Take(4 * blocks).Zip(exact, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
            Assert.That(largest, Is.LessThanOrEqualTo(ApproximateNormals.MaximumError), $"{blocks}");
            Assert.That(numbers.Skip(4 * blocks), Is.All.EqualTo(42), $"{blocks}");
        }
    }

    [Test]
    public void Fill_InPieces_GivesTheSameBits()
    {
        float[] whole = new float[4 * 96];
        float[] pieces = new float[4 * 96];
        fixed (float* w = whole, p = pieces)
        {
            ApproximateNormals.Fill(Key, 7, 96, w);
            for (int block = 0, blocks = 1; block < 96; block += blocks, blocks = Math.Min(blocks + 2, 96 - block))
            {
                ApproximateNormals.Fill(Key, 7 + block, blocks, p + (4 * block));
            }
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [TestCase(-1L, 1)]
    [TestCase(0L, -1)]
    public void Fill_NegativePlaceOrCount_IsRefused(long first, int blocks) => Assert.That(
        () => ApproximateNormals.Fill(Key, first, blocks, null), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static void AssertErrors(long step)
    {
        uint[] words = new uint[1 << 16];
        double largest = 0;
        for (long first = 0; first < 1L << 32; first += step * words.Length)
        {
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = (uint)Math.Min(first + (step * i), uint.MaxValue);
            }

            largest = Math.Max(largest, LargestError(words, RegisterWidths.Best));
        }

        TestContext.Out.WriteLine($"Largest error: {largest}.");
        Assert.That(largest, Is.LessThanOrEqualTo(ApproximateNormals.MaximumError));
    }

    private static double LargestError(uint[] words, RegisterWidth width)
    {
        float[] numbers = FromWords(words, width);
        double largest = 0;
        for (int i = 0; i < words.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(numbers[i] - ExactNormals.FromWord(words[i])));
        }

        return largest;
    }

    private static float[] FromWords(uint[] words, RegisterWidth width)
    {
        float[] numbers = new float[words.Length];
        fixed (uint* from = words)
        {
            fixed (float* to = numbers)
            {
                ApproximateNormals.FromWords(from, to, words.Length, width);
            }
        }

        return numbers;
    }
}
