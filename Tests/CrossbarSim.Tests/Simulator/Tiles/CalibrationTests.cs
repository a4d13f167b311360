using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Tiles;

public sealed class CalibrationTests
{
    private static readonly WeightMatrix _weights = SimulatorSamples.Weights(70, 200);

    private static readonly double[] _inputs = SimulatorSamples.Inputs(30, 200, signed: false);

    private static FrozenConverters Freeze(AdcSettings adc, double[]? inputs = null) => Calibration.Freeze(
        new MappedMatrix(_weights, SimulatorSamples.Hardware with { Dac = new DacSettings(), Adc = adc }).ProgramIdeally(), inputs ?? _inputs);

    [Test]
    public void Freeze_CalibratedAdc_ClipsNothingOfTheCalibrationSetAndTouchesBothEnds()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with { Dac = new DacSettings(), Adc = new AdcSettings() };
        ProgrammedMatrix programmed = new MappedMatrix(_weights, hardware).ProgramIdeally();

        (_, ConversionCounts counts) = SimulatorSamples.Multiply(programmed, _inputs);
        (_, ConversionCounts beyond) = SimulatorSamples.Multiply(programmed, [.. _inputs.Select(x => Math.Min(1, 1.2 * x))], _inputs);

        Assert.That(counts.ClippedConversions, Is.Zero);
        Assert.That(counts.Conversions, Is.EqualTo(30 * 70 * 2));
        Assert.That(beyond.ClippedConversions, Is.Positive);
    }

    [Test]
    public void Freeze_CalibratedAdc_GivesEachTileARangeOfItsOwn()
    {
        FrozenConverters converters = Freeze(new AdcSettings());

        Assert.That(converters.Adc(0, 0)!.Range, Is.EqualTo(converters.Adc(0, 63)!.Range));
        Assert.That(converters.Adc(0, 0)!.Range, Is.Not.EqualTo(converters.Adc(1, 0)!.Range));
    }

    [Test]
    public void Freeze_GroupsOfLines_GivesEachGroupARangeOfItsOwn()
    {
        FrozenConverters converters = Freeze(new AdcSettings { LinesPerRange = 16 });

        AdcRange[] ranges = [.. Enumerable.Range(0, 64).Select(line => converters.Adc(0, line)!.Range)];
        Assert.That(ranges.Distinct().Count(), Is.EqualTo(4));
        Assert.That(ranges.Chunk(16).Select(group => group.Distinct().Count()), Is.All.EqualTo(1));
        AdcRange whole = Freeze(new AdcSettings()).Adc(0, 0)!.Range;
        Assert.That(ranges.Aggregate((a, b) => a.Union(b)), Is.EqualTo(whole));
    }

    [Test]
    public void Freeze_SymmetricKind_WidensTheRangeAboutZero()
    {
        AdcRange uniform = Freeze(new AdcSettings()).Adc(0, 0)!.Range;

        AdcRange symmetric = Freeze(new AdcSettings { Kind = ConverterCatalog.Symmetric }).Adc(0, 0)!.Range;

        Assert.That(symmetric.High, Is.EqualTo(Math.Max(-uniform.Low, uniform.High)));
        Assert.That(symmetric.Low, Is.EqualTo(-symmetric.High));
    }

    // By hand: 128 or 72 rows, window 1..100 uS, 0.2 V, inputs not negative. Analog difference: ±99 uS a row; single lines: 1..100 uS, from 0 when rows rest.
    [TestCase(Subtraction.BeforeAdc, 0, -128 * 99e-6 * 0.2, 128 * 99e-6 * 0.2)]
    [TestCase(Subtraction.BeforeAdc, 1, -72 * 99e-6 * 0.2, 72 * 99e-6 * 0.2)]
    [TestCase(Subtraction.AfterAdc, 0, 0, 128 * 100e-6 * 0.2)]
    public void Freeze_FullScale_IsTheLargestCurrentRowsAllow(Subtraction subtraction, int tile, double low, double high)
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, subtraction),
            Dac = new DacSettings { Range = RangeRule.Fixed, High = 1 },
            Adc = new AdcSettings { Range = RangeRule.FullScale },
        };

        AdcRange range = Calibration.Freeze(new MappedMatrix(_weights, hardware).ProgramIdeally(), default(ReadOnlyMemory<double>)).Adc(tile, 0)!.Range;

        Assert.That(range.Low, Is.EqualTo(low).Within(1e-15));
        Assert.That(range.High, Is.EqualTo(high).Within(1e-15));
    }

    [Test]
    public void Freeze_CalibratedDac_TakesTheLargestInputAndItsSign()
    {
        Dac unsigned = Freeze(new AdcSettings(), _inputs).Dac;
        Dac signed = Freeze(new AdcSettings(), [.. _inputs.Select(x => -3 * x)]).Dac;

        Assert.That((unsigned.Low, unsigned.High), Is.EqualTo((0.0, _inputs.Max())));
        Assert.That((signed.Low, signed.High), Is.EqualTo((-3 * _inputs.Max(), 3 * _inputs.Max())));
    }

    [Test]
    public void Freeze_AllInputsZero_StillGivesWorkingConverters()
    {
        FrozenConverters converters = Freeze(new AdcSettings(), new double[400]);

        Assert.That(converters.Dac.High, Is.EqualTo(1));
        Assert.That(converters.Adc(0, 0)!.Range.IsEmpty, Is.False);
    }

    [Test]
    public void Freeze_CalibratedWithoutInputs_SaysWhatIsMissing()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Freeze(new AdcSettings(), []))!;

        Assert.That(error.Message, Is.EqualTo("Calibrated ranges need calibration inputs. (Parameter 'inputs')"));
    }
}
