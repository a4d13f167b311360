using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Tiles;

public sealed class AccumulatorTests
{
    /// <summary>By hand: two row tiles of eight rows, steps of one row; 4 bits, sign included, hold 7 steps.</summary>
    [Test]
    public void Multiply_SumsBeyondTheAccumulator_StopAtItsEndAndAreCounted()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new LevelTableDevice("bit", new ConductanceLevels([0, 1], [0, 0])),
            Mapping = new LevelMapping(LevelMeaning.Shifted),
            Tile = new TileShape(8, 1),
            Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = 0, High = 1, ReadVoltage = Voltage.FromVolts(1) },
            Adc = new AdcSettings { Bits = 4, Range = RangeRule.Fixed, Fixed = new AdcRange(0, 15) },
            AccumulatorBits = 4,
        };
        WeightMatrix ones = new(1, 16, [.. Enumerable.Repeat(1.0, 16)]);
        double[] inputs = [.. Rows(5), .. Rows(5), .. Rows(3), .. Rows(3), .. Rows(8), .. Rows(0)];

        (double[] outputs, ConversionCounts counts) = SimulatorSamples.Multiply(new MappedMatrix(ones, hardware).ProgramIdeally(), inputs);

        Assert.That(outputs, Is.EqualTo(new[] { 7.0, 6.0, 7.0 }).Within(1e-9));
        Assert.That(counts.ClippedSums, Is.EqualTo(2));

        static IEnumerable<double> Rows(int driven) => Enumerable.Range(0, 8).Select(row => row < driven ? 1.0 : 0.0);
    }

    [Test]
    public void Freeze_CalibratedRanges_AreFoundBeforeThereIsAnythingToAdd()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with { Adc = new AdcSettings(), AccumulatorBits = 8 };
        ProgrammedMatrix programmed = new MappedMatrix(SimulatorSamples.Weights(3, 200), hardware).ProgramIdeally();
        double[] inputs = SimulatorSamples.Inputs(5, 200);

        FrozenConverters limited = Calibration.Freeze(programmed, inputs);
        FrozenConverters usual = Calibration.Freeze(
            new MappedMatrix(programmed.Mapped.Weights, hardware with { AccumulatorBits = null }).ProgramIdeally(), inputs);

        Assert.That(limited.Adc(1, 2)!.Range, Is.EqualTo(usual.Adc(1, 2)!.Range));
    }

    [Test]
    public void Freeze_IdealAdc_RefusesAnAccumulatorOfSoManyBits()
    {
        ProgrammedMatrix programmed = new MappedMatrix(SimulatorSamples.Weights(3, 20), SimulatorSamples.Hardware with { AccumulatorBits = 8 }).ProgramIdeally();

        ArgumentException error = Assert.Throws<ArgumentException>(() => Calibration.Freeze(programmed, SimulatorSamples.Inputs(5, 20)))!;

        Assert.That(error.Message, Is.EqualTo("An accumulator of so many bits adds codes: its ADCs cannot be ideal. (Parameter 'matrix')"));
    }
}
