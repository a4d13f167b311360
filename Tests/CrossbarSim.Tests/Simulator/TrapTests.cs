using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator;

/// <summary>Mistakes that well-known simulators make, each through the whole chain. Single parts are tested where they are.</summary>
public sealed class TrapTests
{
    private static readonly LayerAddress _address = LayerAddress.Of(RandomKey.FromSeed(7).For("trial", 0), 0);

    private static readonly GaussianDevice _noisy = new(
        Conductance.FromMicrosiemens(20), Conductance.FromMicrosiemens(100), Conductance.FromMicrosiemens(0.5), 0);

    /// <summary>1 % stuck low and 1 % stuck high are 1 % and 1 %, disjoint, per physical cell.</summary>
    [TestCase(0.01, 0.01)]
    [TestCase(0.3, 0.7)]
    [TestCase(0.0, 0.05)]
    [TestCase(0.05, 0.0)]
    public void Trap03_StuckAtRates_AreTheRatesAskedFor(double low, double high)
    {
        const int Cells = 4 * 128 * 128; // 128 outputs and 256 inputs on pairs
        WeightMatrix weights = new(128, 256, [1.0, .. Enumerable.Repeat(0.5, (128 * 256) - 1)]);

        // Conductances that no target has tell stuck cells from others.
        StuckCells stuck = new(low, high, Conductance.FromMicrosiemens(0.5), Conductance.FromMicrosiemens(200));

        double[] cells = AllCells(new MappedMatrix(weights, SimulatorSamples.Hardware with { Imperfections = [stuck] }).Program(_address));

        // Binomial: sd √(N·p·(1 - p)); allow five.
        Assert.That(cells, Has.Length.EqualTo(Cells));
        Assert.That(cells.Count(cell => cell == 0.5e-6), Is.EqualTo(Cells * low).Within(Spread(low)));
        Assert.That(cells.Count(cell => cell == 200e-6), Is.EqualTo(Cells * high).Within(Spread(high)));
        Assert.That(cells.Count(cell => cell is not (0.5e-6 or 200e-6)), Is.EqualTo(Cells * (1 - low - high)).Within(Spread(low + high)));

        static double Spread(double rate) => 5 * Math.Sqrt(Cells * rate * (1 - rate));
    }

    /// <summary>n levels are at most n conductances and, mirrored, 2n + 1 weights; fewer of them move the results further.</summary>
    [Test]
    public void Trap04_FiniteLevels_ChangeTheMatrix()
    {
        WeightMatrix weights = SimulatorSamples.Weights(40, 150);
        double[] inputs = SimulatorSamples.Inputs(5, 150);
        double[] exact = SimulatorSamples.Product(weights, inputs);
        List<double> errors = [];
        foreach (int levels in new[] { 64, 16, 4, 2 })
        {
            LevelTableDevice device = new("levels", ConductanceLevels.Equidistant(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100), levels));
            MappedMatrix mapped = new(weights, SimulatorSamples.Hardware with { Device = device, Mapping = new LevelMapping(LevelMeaning.Mirrored) });

            Assert.That(mapped.Tiles.SelectMany(tile => tile.Targets).Distinct().Count(), Is.InRange(2, levels));
            Assert.That(mapped.ProgramIdeally().EffectiveWeights().Select(w => Math.Round(w, 9)).Distinct().Count(), Is.InRange(3, (2 * levels) + 1));
            double[] outputs = SimulatorSamples.Multiply(mapped.ProgramIdeally(), inputs).Outputs;
            errors.Add(Math.Sqrt(outputs.Zip(exact, (a, b) => (a - b) * (a - b)).Average()));
        }

        Assert.That(errors, Is.Ordered.Ascending.And.All.Positive);
    }

    /// <summary>Variation is drawn per cell: not per level, tile or column, and not per slice of a weight.</summary>
    [TestCase(0, 64, 2)]
    [TestCase(2, 16, 2)]
    public void Trap05_Variation_IsDrawnForEveryCell(int cellBits, int outputs, int tiles)
    {
        WeightMatrix weights = new(outputs, 256, [.. Enumerable.Repeat(1.0, outputs * 256)]);
        MappedMatrix mapped = new(weights, SimulatorSamples.Hardware with
        {
            Device = _noisy,
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, cellBits == 0 ? null : new WeightSlices(cellBits)),
        });

        double[] cells = AllCells(mapped.Program(_address));

        Assert.That(cells, Has.Length.EqualTo(tiles * 128 * 128));
        Assert.That(cells.Distinct().Count(), Is.EqualTo(cells.Length).Within(20)); // 32 random bits a draw: few coincide
    }

    /// <summary>192 channels on 128 rows leave 64 rows, windows of 3x3 leave channels, 65 outputs leave one: all of them are there.</summary>
    [Test]
    public void Trap06_LeftoverRowsAndChannels_AreMapped([Values] TileSplit split, [Values(1, 9)] int inputsPerChannel, [Values(1, 65)] int outputs)
    {
        WeightMatrix random = SimulatorSamples.Weights(outputs, 192 * inputsPerChannel);
        WeightMatrix weights = new(outputs, random.Inputs, random.Values, inputsPerChannel);
        double[] inputs = SimulatorSamples.Inputs(3, weights.Inputs);

        ProgrammedMatrix programmed = new MappedMatrix(weights, SimulatorSamples.Hardware with { Split = split }).ProgramIdeally();

        Assert.That(programmed.EffectiveWeights(), Is.EqualTo(weights.Values.ToArray()).Within(1e-12));
        Assert.That(SimulatorSamples.Multiply(programmed, inputs).Outputs, Is.EqualTo(SimulatorSamples.Product(weights, inputs)).Within(1e-9));
    }

    /// <summary>Ranges are frozen by calibration, never fitted to the tensor at hand: neither batches nor threads leave a trace.</summary>
    [Test]
    public void Trap07_BatchesAndThreads_LeaveNoTrace([Values(1, 7, 64, 100)] int batch, [Values(1, 2, 3)] int threads)
    {
        double[] inputs = SimulatorSamples.Inputs(100, 300);
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new GaussianDevice(Conductance.Zero, Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(1), 0.05),
            Dac = new DacSettings(),
            Adc = new AdcSettings { Bits = 6 },
        };
        MappedMatrix mapped = new(SimulatorSamples.Weights(70, 300), hardware);
        double[] whole = new double[100 * 70];
        new CrossbarProduct(mapped.Program(_address), Calibration.Freeze(mapped.ProgramIdeally(), inputs)).Multiply(inputs, whole);

        CrossbarProduct product = new(mapped.Program(_address), Calibration.Freeze(mapped.ProgramIdeally(), inputs, threads));
        double[] pieces = new double[whole.Length];
        for (int first = 0; first < 100; first += batch)
        {
            int count = Math.Min(batch, 100 - first);
            product.Multiply(inputs.AsMemory(first * 300, count * 300), pieces.AsMemory(first * 70, count * 70), threads);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    /// <summary>A b-bit ADC gives 2^b values or, symmetric and mid-tread, 2^b - 1; one too many is a bug.</summary>
    [TestCase("uniform", 1, 2)]
    [TestCase("uniform", 3, 8)]
    [TestCase("uniform", 8, 256)]
    [TestCase("symmetric", 2, 3)]
    [TestCase("symmetric", 8, 255)]
    public void Trap08_BitsOfAnAdc_GiveSoManyValuesAndNoneMore(string kind, int bits, int values)
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Adc = new AdcSettings { Bits = bits, Kind = ConverterCatalog.Standard.Kinds[kind], Range = RangeRule.FullScale },
        };
        double[] inputs = [.. Enumerable.Range(-10_000, 20_001).Select(i => i / 8_000.0)]; // beyond both ends

        double[] outputs = SimulatorSamples.Multiply(new MappedMatrix(new WeightMatrix(1, 1, [1.0]), hardware).ProgramIdeally(), inputs).Outputs;

        Assert.That(outputs.Distinct().Count(), Is.EqualTo(values));
        Assert.That((outputs.Min(), outputs.Max()), Is.EqualTo((-1.0, 1.0)).Using<double>((a, b) => Math.Abs(a - b) < 1e-9));
    }

    /// <summary>A single column an output represents negative weights; they are not all clipped to the lowest conductance.</summary>
    [TestCase(OffsetReference.Column, 0)]
    [TestCase(OffsetReference.Digital, 0)]
    [TestCase(OffsetReference.Column, 2)]
    [TestCase(OffsetReference.Digital, 2)]
    public void Trap09_SingleColumns_RepresentNegativeWeights(OffsetReference reference, int cellBits)
    {
        WeightMatrix weights = new(1, 4, [-1.0, -0.9, 0.0, 1.0]);
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new LevelTableDevice("fine", ConductanceLevels.Equidistant(Conductance.FromMicrosiemens(2), Conductance.FromMicrosiemens(50), 64)),
            Mapping = new OffsetMapping(Subtraction.AfterAdc, reference, cellBits == 0 ? null : new WeightSlices(cellBits)),
        };

        ProgrammedMatrix programmed = new MappedMatrix(weights, hardware).ProgramIdeally();

        // 31.5 steps to a side at the coarsest: within one step of the wanted weight.
        Assert.That(programmed.EffectiveWeights(), Is.EqualTo(new[] { -1.0, -0.9, 0.0, 1.0 }).Within(1.0 / 31.5));
        Assert.That(programmed.EffectiveWeights()[2], Is.Zero.Within(1e-12));
        Assert.That(programmed.Mapped.Tiles[0].ClippedWeights, Is.Zero);
        Assert.That(SimulatorSamples.Multiply(programmed, [1, 0, 0, 0, 0, 0, 0, 1]).Outputs, Is.EqualTo(new[] { -1.0, 1.0 }).Within(1.0 / 31.5));
    }

    /// <summary>128 rows of 1 bit by 1 bit have 129 sums: 8 bits in steps of one row lose none of them, 7 lose only the top one.</summary>
    [TestCase(8, 0)]
    [TestCase(7, 1)]
    public void Trap10_OneBitCells_LoseOnlyWhatTheAdcCannotTell(int bits, int lost)
    {
        const double Siemens = 1.0 / 131_072; // powers of two: sums at the end of the range are exactly there
        const double Volts = 0.25;
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new LevelTableDevice("bit", new ConductanceLevels([0, Siemens], [0, 0])),
            Mapping = new LevelMapping(LevelMeaning.Shifted),
            Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = 0, High = 1, ReadVoltage = Voltage.FromVolts(Volts) },
            Adc = new AdcSettings { Bits = bits, Range = RangeRule.Fixed, Fixed = new AdcRange(0, ((1 << bits) - 1) * Siemens * Volts) },
        };
        WeightMatrix ones = new(1, 128, [.. Enumerable.Repeat(1.0, 128)]);
        double[] inputs = [.. Enumerable.Range(0, 129).SelectMany(sum => Enumerable.Range(0, 128).Select(row => row < sum ? 1.0 : 0.0))];

        (double[] outputs, ConversionCounts counts) = SimulatorSamples.Multiply(new MappedMatrix(ones, hardware).ProgramIdeally(), inputs);

        int[] wrong = [.. Enumerable.Range(0, 129).Where(sum => Math.Abs(outputs[sum] - sum) > 1e-9)];
        Assert.That(wrong, Is.EqualTo(lost == 0 ? Array.Empty<int>() : [128]));
        Assert.That(counts.ClippedConversions, Is.EqualTo(lost));
    }

    /// <summary>
    /// 8-bit inputs bit by bit on 8-bit weights in cells of 2 bits: a column carries up to 128·3 = 384 units a pass. In steps of one unit 9 bits
    /// reach 511 and give the integer product exactly; 8 bits reach 255 and clip.
    /// </summary>
    [TestCase(9, true)]
    [TestCase(8, false)]
    public void Trap10_TwoBitCells_AreLosslessWithNineBits(int bits, bool lossless)
    {
        double[] weights = Integers("weights", 31 * 128, -127, 127);
        weights.AsSpan(0, 128).Fill(127); // code 255: every digit a 3
        double[] inputs = [.. Enumerable.Repeat(255.0, 128), .. Integers("inputs", 4 * 128, 0, 255)];
        WeightMatrix matrix = new(31, 128, weights);

        (double[] outputs, ConversionCounts counts) = SimulatorSamples.Multiply(
            new MappedMatrix(matrix, BitSerial(2, new AdcSettings { Bits = bits, Range = RangeRule.Fixed, Fixed = new AdcRange(0, ((1 << bits) - 1) * Unit) })).ProgramIdeally(),
            inputs);

        double[] exact = SimulatorSamples.Product(matrix, inputs);
        Assert.That(counts.Conversions, Is.EqualTo(5 * 31 * 4 * 8));
        Assert.That(counts.ClippedConversions == 0, Is.EqualTo(lossless));
        if (lossless)
        {
            Assert.That(outputs, Is.EqualTo(exact).Within(1e-6));
        }
        else
        {
            // By hand: each of 4 slices and 8 passes lacks 384 - 255 units of its worst column: 129·(1 + 4 + 16 + 64)·255.
            Assert.That(outputs[0], Is.EqualTo(exact[0] - (129.0 * 85 * 255)).Within(1e-6));
        }
    }

    /// <summary>Over its full scale a uniform ADC tells all sums of a column apart when it has as many codes: 385 or 129 sums.</summary>
    [TestCase(2, 9, 385, 385)]
    [TestCase(2, 8, 385, 256)]
    [TestCase(1, 8, 129, 129)]
    [TestCase(1, 7, 129, 128)]
    public void Trap10_FullScale_TellsAsManySumsApartAsItHasCodes(int cellBits, int bits, int sums, int told)
    {
        WeightMatrix matrix = new(1, 128, Integers("weights", 128, -127, 127));
        MappedMatrix mapped = new(matrix, BitSerial(cellBits, new AdcSettings { Bits = bits, Range = RangeRule.FullScale }));

        IAdc adc = Calibration.Freeze(mapped.ProgramIdeally(), default(ReadOnlyMemory<double>)).Adc(0, 0)!;

        double step = cellBits == 2 ? Unit : 3 * Unit;
        Assert.That(adc.Range.High, Is.EqualTo((sums - 1) * step).Within(1e-15));
        Assert.That(Enumerable.Range(0, sums).Select(sum => adc.Code(sum * step)).Distinct().Count(), Is.EqualTo(told));
    }

    /// <summary>Current of one step of a 2-bit cell on one row that is driven: 10 uS at 0.25 V.</summary>
    private const double Unit = 1e-5 * 0.25;

    private static CrossbarSettings BitSerial(int cellBits, AdcSettings adc) => SimulatorSamples.Hardware with
    {
        Device = new IdealDevice(Conductance.Zero, Conductance.FromSiemens(3e-5)),
        Mapping = new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital, new WeightSlices(cellBits)),
        Dac = new DacSettings { Bits = 1, InputBits = 8, Range = RangeRule.Fixed, Low = 0, High = 255, ReadVoltage = Voltage.FromVolts(0.25) },
        Adc = adc,
    };

    private static double[] Integers(string name, int count, int low, int high)
    {
        double[] draws = new double[count];
        RandomKey.FromSeed(3).For(name).FillUniform(draws);
        return [.. draws.Select(u => Math.Floor(low + (u * (high - low + 1))))];
    }

    private static double[] AllCells(ProgrammedMatrix programmed) =>
        [.. Enumerable.Range(0, programmed.Tiles.Count).SelectMany(tile => programmed.Cells(tile).ToArray())];
}
