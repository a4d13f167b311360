using CrossbarSim.Devices.Randomness;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Tests.Devices.Randomness;

/// <summary>Numbers made many at a time have the very bits of those made one by one.</summary>
[TestFixture]
internal sealed class UniformsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(23).For("faults");

    [Test]
    public void Fill_LongStream_HasTheBitsOfTheReference([Values] RegisterWidth width)
    {
        double[] numbers = new double[1 << 18];
        Uniforms.Fill(Key, numbers, (1L << 33) - 77, width); // across a carry of the counter's first word

        Assert.That(numbers.SequenceEqual(OneByOne(numbers.Length, (1L << 33) - 77)));
    }

    [Test]
    public void Fill_AnyStartAndLength_HasTheBitsOfTheReferenceAndWritesNothingBeyond([Values] RegisterWidth width)
    {
        double[] all = OneByOne(900, 0);
        foreach (int length in Enumerable.Range(0, 70).Concat([254, 255, 256, 257, 512, 513, 800]))
        {
            for (int start = 0; start < 5; start++)
            {
                double[] numbers = new double[length + 16];
                Array.Fill(numbers, 42);
                Uniforms.Fill(Key, numbers.AsSpan(0, length), start, width);

                Assert.That(numbers.Take(length).SequenceEqual(all.Skip(start).Take(length)), $"{length} from {start}");
                Assert.That(numbers.Skip(length), Is.All.EqualTo(42));
            }
        }
    }

    [Test]
    public void Fill_BeyondTheEndOfTheStream_IsRefused() => Assert.That(
        () => Key.FillUniform(new double[4], long.MaxValue - 3), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static double[] OneByOne(int count, long start)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            PhiloxBlock block = Key.Block((start + i) >> 1);
            (uint low, uint high) = ((start + i) & 1) == 0 ? (block.W0, block.W1) : (block.W2, block.W3);
            numbers[i] = ((((ulong)high << 32) | low) >> 11) / 9007199254740992.0;
        }

        return numbers;
    }
}
