using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Tiles;

public sealed class CrossbarProductTests
{
    [Test]
    public void Multiply_EveryStageIdeal_IsTheMatrixProduct(
        [Values("differential", "offset")] string mapping,
        [Values] Subtraction subtraction,
        [Values] PairBalance balance,
        [Values] TileSplit split,
        [Values(ScaleReach.Layer, ScaleReach.Tile, ScaleReach.Column)] ScaleReach reach)
    {
        WeightMatrix weights = SimulatorSamples.Weights(70, 300);
        double[] inputs = SimulatorSamples.Inputs(5, 300);
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Mapping = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions(balance, subtraction)),
            Split = split,
            Scale = new WeightScale(reach),
        };

        (double[] outputs, _) = SimulatorSamples.Multiply(new MappedMatrix(weights, hardware).ProgramIdeally(), inputs);

        // Sums of 300 terms of size 1 in double precision, through conductances a hundred times their differences.
        Assert.That(outputs, Is.EqualTo(SimulatorSamples.Product(weights, inputs)).Within(1e-10));
    }

    /// <summary>Powers of two for every unit: then each step of the chain is exact, and so must be the integers.</summary>
    [TestCase(1, 1)]
    [TestCase(1, 129)]
    [TestCase(65, 300)]
    [TestCase(192, 128)]
    public void Multiply_IntegerCodes_IsTheIntegerProductExactly(int outputs, int inputs)
    {
        double unit = Math.Pow(2, -24);
        RandomKey key = RandomKey.FromSeed(3);
        double[] weights = [.. Integers(key.For("w"), outputs * inputs, -127, 127)];
        double[] codes = [.. Integers(key.For("x"), 7 * inputs, 0, 255)];
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new IdealDevice(Conductance.FromSiemens(unit), Conductance.FromSiemens(129 * unit)),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(unit)),
            Dac = new DacSettings { Bits = 8, Range = RangeRule.Fixed, Low = 0, High = 255, ReadVoltage = Voltage.FromVolts(255.0 / 1024) },
        };
        WeightMatrix matrix = new(outputs, inputs, weights);

        (double[] results, _) = SimulatorSamples.Multiply(new MappedMatrix(matrix, hardware).ProgramIdeally(), codes);

        Assert.That(results, Is.EqualTo(SimulatorSamples.Product(matrix, codes)));
    }

    /// <summary>Each partial sum is converted by itself: two row tiles of a 1-bit ADC give sums that one could not.</summary>
    [Test]
    public void Multiply_TwoRowTiles_ConvertsEachBeforeTheyAreAdded()
    {
        // By hand: 1 V·S a row and weight 1; each tile of two rows reads 2 or 0, a 1-bit ADC over [0, 1.5] gives 1.5 or 0.
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new LevelTableDevice("bit", new CrossbarSim.Devices.Behaviours.ConductanceLevels([0, 1], [0, 0])),
            Mapping = new LevelMapping(LevelMeaning.Shifted),
            Tile = new TileShape(2, 1),
            Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = 0, High = 1, ReadVoltage = Voltage.FromVolts(1) },
            Adc = new AdcSettings { Bits = 1, Range = RangeRule.Fixed, Fixed = new AdcRange(0, 1.5) },
        };
        WeightMatrix ones = new(1, 4, [1, 1, 1, 1]);

        (double[] outputs, ConversionCounts counts) = SimulatorSamples.Multiply(
            new MappedMatrix(ones, hardware).ProgramIdeally(), [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);

        Assert.That(outputs, Is.EqualTo(new[] { 3.0, 1.5, 0.0 }).Within(1e-12));
        Assert.That(counts, Is.EqualTo(new ConversionCounts(12, 0, 6, 3)));
    }

    [Test]
    public void Multiply_InputNotFinite_SaysSoOnAnyThread([Values(1, 2)] int threads)
    {
        double[] inputs = SimulatorSamples.Inputs(40, 10);
        ProgrammedMatrix programmed = new MappedMatrix(SimulatorSamples.Weights(3, 10), SimulatorSamples.Hardware).ProgramIdeally();
        CrossbarProduct product = new(programmed, Calibration.Freeze(programmed, inputs));
        inputs[25] = double.NaN;

        ArgumentException error = Assert.Throws<ArgumentException>(() => product.Multiply(inputs, new double[120], threads))!;

        Assert.That(error.Message, Is.EqualTo("Input 5 is NaN; only finite inputs can be converted. (Parameter 'inputs')"));
    }

    private static IEnumerable<double> Integers(RandomKey key, int count, int low, int high)
    {
        double[] draws = new double[count];
        key.FillUniform(draws);
        return draws.Select(u => Math.Floor(low + (u * (high - low + 1))));
    }
}
