using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Tests.Simulator.Mapping;

public sealed class TilePlanTests
{
    [TestCase(TileSplit.FillFirst, 300, "128,128,44")]
    [TestCase(TileSplit.Balanced, 300, "100,100,100")]
    [TestCase(TileSplit.FillFirst, 129, "128,1")]
    [TestCase(TileSplit.Balanced, 129, "65,64")]
    [TestCase(TileSplit.FillFirst, 128, "128")]
    [TestCase(TileSplit.Balanced, 784, "112,112,112,112,112,112,112")]
    [TestCase(TileSplit.FillFirst, 1, "1")]
    public void Cut_LengthOfRows_GivesTheseRowTiles(TileSplit split, int inputs, string expected)
    {
        IReadOnlyList<TileRegion> tiles = TilePlan.Cut(outputs: 1, inputs, rows: 128, outputsPerTile: 64, split);

        Assert.That(string.Join(",", tiles.Select(tile => tile.Inputs)), Is.EqualTo(expected));
    }

    /// <summary>Trap 6: leftover channels and rows are mapped, not dropped.</summary>
    [Test]
    public void Cut_AnySize_HoldsEveryWeightExactlyOnce(
        [Values] TileSplit split, [Values(1, 63, 64, 65, 192, 200)] int outputs, [Values(1, 127, 128, 129, 192, 300)] int inputs)
    {
        int[,] held = new int[outputs, inputs];

        foreach (TileRegion tile in TilePlan.Cut(outputs, inputs, 128, 64, split))
        {
            Assert.That(tile.Inputs, Is.InRange(1, 128));
            Assert.That(tile.Outputs, Is.InRange(1, 64));
            for (int o = 0; o < tile.Outputs; o++)
            {
                for (int i = 0; i < tile.Inputs; i++)
                {
                    held[tile.FirstOutput + o, tile.FirstInput + i]++;
                }
            }
        }

        Assert.That(held.Cast<int>(), Is.All.EqualTo(1));
    }
}
