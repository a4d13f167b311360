using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Mapping;

public sealed class BinaryMappingTests
{
    private static MappedMatrix Map(WeightMatrix weights, WeightMagnitude magnitude, WeightScale scale, TileShape? tile = null) => new(
        weights, SimulatorSamples.Hardware with { Mapping = new BinaryMapping(magnitude), Scale = scale, Tile = tile ?? new TileShape(128, 128) });

    /// <summary>A zero is no weight above zero: -1, as everything that is not above.</summary>
    [Test]
    public void Map_Weights_PutsACellAndItsComplementByTheirSign()
    {
        MappedTile tile = Map(new WeightMatrix(1, 4, [0.3, -0.1, 0.0, 7.0]), WeightMagnitude.Mean, new WeightScale(ScaleReach.Layer)).Tiles.Single();

        Assert.That(tile.Targets.Select(g => Math.Round(g * 1e6, 6)), Is.EqualTo(new double[] { 100, 1, 1, 100, 1, 100, 100, 1 }));
        Assert.That(tile.Lines, Is.EqualTo(new MappedTile.Line[] { new(0, 1) }));
        Assert.That(tile.ClippedWeights, Is.Zero);
    }

    // Two outputs on tiles of two rows: [1, -2 | 3, 0] and [-4, 1 | 1, 0]. By hand, for the first output's first tile.
    [TestCase(ScaleReach.Layer, WeightMagnitude.Mean, 12.0 / 8)]
    [TestCase(ScaleReach.Tile, WeightMagnitude.Mean, 8.0 / 4)]
    [TestCase(ScaleReach.Column, WeightMagnitude.Mean, 3.0 / 2)]
    [TestCase(ScaleReach.Layer, WeightMagnitude.Largest, 4.0)]
    [TestCase(ScaleReach.Tile, WeightMagnitude.Largest, 4.0)]
    [TestCase(ScaleReach.Column, WeightMagnitude.Largest, 2.0)]
    [TestCase(ScaleReach.Fixed, WeightMagnitude.Mean, 99.0 / 33)]
    public void EffectiveWeights_ScaleAndMagnitude_SayWhatPlusMinusOneIs(ScaleReach reach, WeightMagnitude magnitude, double expected)
    {
        WeightMatrix weights = new(2, 4, [1, -2, 3, 0, -4, 1, 1, 0]);

        double[] effective = Map(weights, magnitude, new WeightScale(reach, Conductance.FromMicrosiemens(33)), new TileShape(2, 4)).ProgramIdeally().EffectiveWeights();

        Assert.That(effective[..2], Is.EqualTo(new[] { expected, -expected }).Within(1e-12));
        Assert.That(effective.Select(Math.Sign), Is.EqualTo(new[] { 1, -1, 1, -1, -1, 1, 1, -1 }));
    }

    [Test]
    public void EffectiveWeights_AllWeightsZero_AreNothing()
    {
        double[] inputs = [1, -1, 1];
        ProgrammedMatrix programmed = Map(new WeightMatrix(1, 3, [0, 0, 0]), WeightMagnitude.Mean, new WeightScale(ScaleReach.Layer)).ProgramIdeally();

        Assert.That(programmed.EffectiveWeights(), Is.All.EqualTo(0).Within(1e-90));
        Assert.That(SimulatorSamples.Multiply(programmed, inputs).Outputs[0], Is.Zero.Within(1e-90));
    }

    /// <summary>A tile of n rows, inputs and weights of ±1: the line carries -n to n units, and a 1-bit ADC about zero gives its sign.</summary>
    [TestCase(128)]
    [TestCase(5)]
    public void Multiply_BinaryInputs_ReadsSumsOfPlusAndMinusOne(int rows)
    {
        double[] signs = [.. Enumerable.Range(0, rows).Select(row => row % 3 == 0 ? -1.0 : 1.0)];
        WeightMatrix weights = new(1, rows, signs);
        double[] inputs = [.. signs, .. signs.Select(s => -s), .. Enumerable.Repeat(1.0, rows)];
        double unit = 99e-6 * 0.2;
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Mapping = new BinaryMapping(WeightMagnitude.Mean),
            Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = -1, High = 1 },
            Adc = new AdcSettings { Bits = 1, Range = RangeRule.FullScale },
        };

        ProgrammedMatrix programmed = new MappedMatrix(weights, hardware).ProgramIdeally();
        double[] sums = SimulatorSamples.Multiply(new MappedMatrix(weights, hardware with { Adc = new AdcSettings { Bits = null } }).ProgramIdeally(), inputs).Outputs;
        (double[] outputs, _) = SimulatorSamples.Multiply(programmed, inputs);

        Assert.That(sums, Is.EqualTo(new[] { rows, -rows, signs.Sum() }).Within(1e-9));
        Assert.That(outputs, Is.EqualTo(new[] { rows, -rows, Math.Sign(signs.Sum()) * (double)rows }).Within(1e-9));
        AdcRange range = Calibration.Freeze(programmed, default(ReadOnlyMemory<double>)).Adc(0, 0)!.Range;
        Assert.That((range.Low / unit, range.High / unit), Is.EqualTo(((double)-rows, (double)rows)).Using<double>((a, b) => Math.Abs(a - b) < 1e-9));
    }
}
