using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Tests.Simulator.Mapping;

public sealed class WeightScaleTests
{
    // Two outputs on two row tiles of two inputs; the second tile is rows 2 and 3.
    private static readonly WeightMatrix _weights = new(2, 4, [1.0, -8.0, 0.5, 2.0, 0.0, 0.0, -4.0, 1.0]);

    private static readonly TileRegion _second = new(1, 2, 2, 0, 2);

    // By hand, span 16 S: layer 16/8; tile 16/4; columns 16/2 and 16/4; fixed 3.
    [TestCase(ScaleReach.Layer, 2.0, 2.0)]
    [TestCase(ScaleReach.Tile, 4.0, 4.0)]
    [TestCase(ScaleReach.Column, 8.0, 4.0)]
    [TestCase(ScaleReach.Fixed, 3.0, 3.0)]
    public void SiemensPerWeight_Reach_TakesTheLargestWithinIt(ScaleReach reach, double first, double second)
    {
        double[] factors = new WeightScale(reach, Conductance.FromSiemens(3)).SiemensPerWeight(_weights, _second, 16);

        Assert.That(factors, Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public void SiemensPerWeight_AllWeightsZero_StaysFinite()
    {
        double[] factors = new WeightScale(ScaleReach.Layer).SiemensPerWeight(new WeightMatrix(1, 2, [0, 0]), new TileRegion(0, 0, 2, 0, 1), 5);

        Assert.That(factors, Is.EqualTo(new[] { 5.0 }));
    }
}
