using CrossbarSim.Devices.Randomness;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Tests.Devices.Randomness;

/// <summary>Many blocks at a time against one block at a time, which is checked against the published vectors.</summary>
[TestFixture]
internal sealed unsafe class PhiloxWordsTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(21).For("tile", 3);

    [Test]
    public void Fill_AnyNumberOfBlocks_WritesTheWordsOfEachAndNothingBeyond(
        [Values] RegisterWidth width, [Values(0, 1L, 7L, (1L << 32) - 5, (1L << 61) - 200)] long first)
    {
        const uint Untouched = 0xDEADBEEF;
        for (int blocks = 0; blocks < 100; blocks++)
        {
            uint[] words = new uint[(4 * blocks) + 64];
            Array.Fill(words, Untouched);
            fixed (uint* start = words)
            {
                PhiloxWords.Fill(Key, first, blocks, start, width);
            }

            Assert.That(words.Take(4 * blocks), Is.EqualTo(Enumerable.Range(0, blocks).SelectMany(block => Words(first + block))), $"{blocks}");
            Assert.That(words.Skip(4 * blocks), Is.All.EqualTo(Untouched), $"{blocks}");
        }
    }

    private static uint[] Words(long index)
    {
        PhiloxBlock block = Key.Block(index);
        return [block.W0, block.W1, block.W2, block.W3];
    }
}
