using CrossbarSim.Devices.Randomness;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Tests.Devices.Randomness;

/// <summary>Numbers made many at a time have the very bits of those made one by one.</summary>
[TestFixture]
internal sealed unsafe class ExactNormalsTests
{
    /// <summary>The first word whose probability is 0.075 or more: there the central region begins.</summary>
    private const uint CentralFrom = 322_122_547;

    private static readonly RandomKey Key = RandomKey.FromSeed(22).For("programming");

    [Test]
    public void Fill_LongStream_HasTheBitsOfTheReference([Values] RegisterWidth width)
    {
        double[] numbers = new double[1 << 20];
        ExactNormals.Fill(Key, numbers, (1L << 34) - 77, width); // across a carry of the counter's first word

        Assert.That(Bits(numbers).SequenceEqual(Bits(OneByOne(numbers.Length, (1L << 34) - 77))));
    }

    [Test]
    public void Fill_AnyStartAndLength_HasTheBitsOfTheReferenceAndWritesNothingBeyond([Values] RegisterWidth width)
    {
        double[] all = OneByOne(1700, 0);
        foreach (int length in Enumerable.Range(0, 140).Concat([509, 510, 511, 512, 513, 1023, 1024, 1025, 1600]))
        {
            for (int start = 0; start < 9; start++)
            {
                double[] numbers = new double[length + 16];
                Array.Fill(numbers, 42);
                ExactNormals.Fill(Key, numbers.AsSpan(0, length), start, width);

                Assert.That(Bits(numbers).Take(length).SequenceEqual(Bits(all).Skip(start).Take(length)), $"{length} from {start}");
                Assert.That(numbers.Skip(length), Is.All.EqualTo(42));
            }
        }
    }

    [Test]
    public void FromWords_AroundTheBordersOfTheRegions_HasTheBitsOfTheReference([Values] RegisterWidth width)
    {
        uint[] wanted = [.. Borders().SelectMany(word => new[] { word, ~word })];
        uint[] words = [.. wanted, .. new uint[ExactNormals.Together]];
        double[] numbers = new double[wanted.Length];
        fixed (uint* from = words)
        {
            fixed (double* to = numbers)
            {
                ExactNormals.FromWords(from, to, wanted.Length, width);
            }
        }

        Assert.That(Bits(numbers), Is.EqualTo(Bits([.. wanted.Select(ExactNormals.FromWord)])));
    }

    [Test]
    public void FromWord_Complement_IsTheNegative() =>
        Assert.That(Borders().Select(word => -ExactNormals.FromWord(~word)), Is.EqualTo(Borders().Select(ExactNormals.FromWord)));

    [Test]
    public void FromWord_FirstWord_IsTheQuantileOfHalfAStep() => Assert.That(

        // sqrt(2)·erfinv(2^-32 - 1) with mpmath at 50 digits.
        ExactNormals.FromWord(0), Is.EqualTo(-6.3379577545537892525).Within(1e-13).Percent);

    [Test]
    public void Fill_BeyondTheEndOfTheStream_IsRefused() => Assert.That(
        () => Key.FillNormal(new double[4], long.MaxValue - 3), Throws.TypeOf<ArgumentOutOfRangeException>());

    /// <summary>The ends, where the regions meet, and the middle; complements give the other half.</summary>
    private static IEnumerable<uint> Borders() =>
        new uint[] { 0, CentralFrom - 10, (1u << 31) - 10 }.SelectMany(first => Enumerable.Range(0, 20).Select(i => first + (uint)i));

    private static double[] OneByOne(int count, long start)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            PhiloxBlock block = Key.Block((start + i) >> 2);
            uint word = ((start + i) & 3) switch { 0 => block.W0, 1 => block.W1, 2 => block.W2, _ => block.W3 };
            numbers[i] = NormalDistribution.Quantile((word + 0.5) / 4294967296.0);
        }

        return numbers;
    }

    private static IEnumerable<long> Bits(double[] numbers) => numbers.Select(BitConverter.DoubleToInt64Bits);
}
