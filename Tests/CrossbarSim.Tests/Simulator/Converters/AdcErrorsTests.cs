using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Converters;

public sealed class AdcErrorsTests
{
    private const int Lines = 4000;

    private static readonly RandomKey _key = RandomKey.FromSeed(21).For("adc");

    private static readonly AdcRange _range = new(-3e-5, 3e-5);

    private static (IAdc?[] Adcs, LineErrors? Errors) Draw(AdcErrors errors, AdcKind kind, int bits = 6, int lines = Lines, AdcRange? range = null)
    {
        IAdc shared = kind.Create(bits, range ?? _range);
        return errors.Draw([.. Enumerable.Repeat(shared, lines)], _key);
    }

    /// <summary>Standard errors of N draws: σ/√N of a mean, σ/√(2N) of a standard deviation; five of each.</summary>
    private static void AssertNormal(IEnumerable<double> values, double mean, double sigma)
    {
        double[] all = [.. values];
        double average = all.Average();
        double spread = Math.Sqrt(all.Average(value => (value - average) * (value - average)));
        Assert.That(average, Is.EqualTo(mean).Within(5 * sigma / Math.Sqrt(all.Length)));
        Assert.That(spread, Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2.0 * all.Length)));
    }

    [Test]
    public void Draw_GainOffsetAndNoise_HaveTheSpreadAskedForInLsbOfEachLine()
    {
        IAdc wide = new UniformAdc(6, _range);
        IAdc narrow = new UniformAdc(6, new AdcRange(-1e-5, 1e-5));
        IAdc?[] adcs = [.. Enumerable.Range(0, Lines).Select(line => line % 2 == 0 ? wide : narrow)];

        (IAdc?[] same, LineErrors? errors) = new AdcErrors { Gain = 0.02, Offset = 0.5, Noise = 0.3 }.Draw(adcs, _key);

        Assert.That(same, Is.SameAs(adcs));
        AssertNormal(errors!.Gains, 1, 0.02);
        AssertNormal(errors.Offsets.Select((offset, line) => offset / adcs[line]!.Lsb), 0, 0.5);
        Assert.That(errors.Noise.Select((noise, line) => noise / adcs[line]!.Lsb), Is.All.EqualTo(0.3).Within(1e-12));
    }

    [Test]
    public void Draw_OneErrorOfThree_LeavesTheOthersPerfect()
    {
        LineErrors gain = Draw(new AdcErrors { Gain = 0.02 }, ConverterCatalog.Uniform).Errors!;
        LineErrors offset = Draw(new AdcErrors { Offset = 1 }, ConverterCatalog.Uniform).Errors!;

        Assert.That(gain.Offsets.Concat(gain.Noise), Is.All.Zero);
        Assert.That(offset.Gains, Is.All.EqualTo(1.0));
        Assert.That(Draw(new AdcErrors { Inl = 1, Dnl = 1 }, ConverterCatalog.Uniform, lines: 3).Errors, Is.Null);
    }

    [Test]
    public void Draw_LineByItself_HasTheErrorsItHasAmongOthers()
    {
        AdcErrors errors = new() { Gain = 0.02, Offset = 1, Dnl = 0.3, Inl = 0.5 };

        (IAdc?[] few, LineErrors? fewErrors) = Draw(errors, ConverterCatalog.Uniform, lines: 3);
        (IAdc?[] many, LineErrors? manyErrors) = Draw(errors, ConverterCatalog.Uniform, lines: 9);

        Assert.That(manyErrors!.Gains[..3], Is.EqualTo(fewErrors!.Gains));
        Assert.That(manyErrors.Offsets[..3], Is.EqualTo(fewErrors.Offsets));
        Assert.That(many.Take(3).Select(adc => AdcThresholds.Of(adc!)), Is.EqualTo(few.Select(adc => AdcThresholds.Of(adc!))));
        Assert.That(many.Select(adc => AdcThresholds.Of(adc!)[20]).Distinct().Count(), Is.EqualTo(9));
    }

    /// <summary>64 codes have 62 steps between thresholds; scaled to one sum, a step keeps 1 - 1/62 of its variance: σ·√(61/62).</summary>
    [Test]
    public void Draw_DnlOfIndependentSteps_HasTheSpreadAskedFor()
    {
        (IAdc?[] adcs, _) = Draw(new AdcErrors { Dnl = 0.1 }, ConverterCatalog.Uniform, lines: 400);
        double lsb = adcs[0]!.Lsb;
        double[] ideal = AdcThresholds.Of(new UniformAdc(6, _range));

        double[][] thresholds = [.. adcs.Select(adc => AdcThresholds.Of(adc!))];

        foreach (int step in new[] { 0, 30, 61 })
        {
            AssertNormal(thresholds.Select(each => (each[step + 1] - each[step]) / lsb), 1, 0.1 * Math.Sqrt(61.0 / 62));
        }

        Assert.That(thresholds.Select(each => each[0]), Is.All.EqualTo(ideal[0]).Within(1e-12).Percent);
        Assert.That(thresholds.Select(each => each[^1]), Is.All.EqualTo(ideal[^1]).Within(1e-12).Percent);
    }

    [Test]
    public void Draw_Inl_IsABowWithTheSpreadAskedForInTheMiddle()
    {
        (IAdc?[] adcs, _) = Draw(new AdcErrors { Inl = 0.5 }, ConverterCatalog.Uniform);
        double lsb = adcs[0]!.Lsb;
        double[] ideal = AdcThresholds.Of(new UniformAdc(6, _range));

        double[][] errors = [.. adcs.Select(adc => AdcThresholds.Of(adc!).Zip(ideal, (a, b) => (a - b) / lsb).ToArray())];

        // By hand: 63 thresholds, the middle one is number 31, a quarter of the way number 15.5.
        AssertNormal(errors.Select(each => each[31]), 0, 0.5);
        Assert.That(errors.Select(each => each[0]).Concat(errors.Select(each => each[62])), Is.All.EqualTo(0).Within(1e-9));
        foreach (double[] each in errors.Take(20))
        {
            Assert.That(each.Select((error, i) => error - (each[31] * Math.Sin(Math.PI * i / 62))), Is.All.EqualTo(0).Within(1e-9));
        }
    }

    /// <summary>All capacitors change over in the middle: a variance of 2^b - 1 units; at a quarter half as many do.</summary>
    [Test]
    public void Draw_DnlOfSar_IsThatOfBinaryWeightedCapacitors()
    {
        const double Sigma = 0.05; // so small that no step is near zero
        (IAdc?[] adcs, _) = Draw(new AdcErrors { Dnl = Sigma }, ConverterCatalog.Sar, bits: 8);
        double lsb = adcs[0]!.Lsb;

        double[][] thresholds = [.. adcs.Select(adc => AdcThresholds.Of(adc!))];

        // Threshold i is where code i + 1 begins. Code 128: 128 units against 127. Code 64: 64 against 63. All odd codes: one unit.
        AssertNormal(thresholds.Select(each => (each[127] - each[126]) / lsb), 1, Sigma);
        AssertNormal(thresholds.Select(each => (each[63] - each[62]) / lsb), 1, Sigma * Math.Sqrt(127.0 / 255));
        AssertNormal(thresholds.Select(each => (each[200] - each[199]) / lsb), 1, Sigma * Math.Sqrt(1.0 / 255));
        foreach (double[] each in thresholds.Take(20))
        {
            Assert.That(each[200] - each[199], Is.EqualTo(each[100] - each[99]).Within(1e-9).Percent, "steps to odd codes are the same capacitor");
            Assert.That(each[^1], Is.EqualTo((1 - (2.0 / 256)) * 3e-5).Within(1e-9).Percent);
        }
    }

    /// <summary>The search, step by step, beside the thresholds it amounts to: with capacitors so bad that codes are missing.</summary>
    [Test]
    public void Draw_SarWithMissingCodes_IsWhatTheSearchFinds()
    {
        const int Bits = 5;
        SarAdc ideal = new(Bits, _range);
        int missing = 0;
        for (int line = 0; line < 20; line++)
        {
            double[] thresholds = AdcThresholds.Of(ideal);
            ideal.Displace(thresholds, 3.0, _key.For("dnl", line));
            DistortedAdc adc = new(ideal, thresholds);
            double[] units = new double[Bits];
            _key.For("dnl", line).FillNormal(units);
            double[] capacitors = [.. units.Select((z, bit) => Math.Max(0, (1 << bit) + (3.0 / Math.Sqrt(31) * Math.Sqrt(1 << bit) * z)))];
            List<int> found = [];
            for (int i = -1000; i <= 1000; i++)
            {
                double current = i * 3.1e-8;
                int code = 0;
                for (int bit = Bits - 1; bit >= 0; bit--)
                {
                    int trial = code | (1 << bit);
                    double share = capacitors.Where((_, each) => (trial >> each & 1) != 0).Sum() / capacitors.Sum();
                    code = current > -3e-5 + (share * 31 * ideal.Lsb) ? trial : code;
                }

                Assert.That(adc.Code(current), Is.EqualTo(code), $"line {line}, {current} A");
                found.Add(code);
            }

            missing += 32 - found.Distinct().Count();
        }

        Assert.That(missing, Is.Positive);
    }

    [Test]
    public void Draw_HugeErrors_LeaveThresholdsInOrderAndValuesIdeal([Values("uniform", "symmetric", "sar", "ramp")] string kind, [Values(2, 5)] int bits)
    {
        AdcKind adcKind = ConverterCatalog.Standard.Kinds[kind];
        IAdc ideal = adcKind.Create(bits, _range);

        (IAdc?[] adcs, _) = Draw(new AdcErrors { Inl = 20, Dnl = 20 }, adcKind, bits, 50);

        foreach (IAdc? adc in adcs)
        {
            Assert.That(AdcThresholds.Of(adc!), Is.Ordered);
            Assert.That(Enumerable.Range(0, ideal.Codes).Select(adc!.Value), Is.EqualTo(Enumerable.Range(0, ideal.Codes).Select(ideal.Value)));
            Assert.That((adc.Range, adc.Lsb, adc.Codes), Is.EqualTo((ideal.Range, ideal.Lsb, ideal.Codes)));
            Assert.That(adc.Code(-1), Is.Zero);
            Assert.That(adc.Code(1), Is.EqualTo(ideal.Codes - 1));
        }
    }

    /// <summary>Next to no error: the same codes as the ideal one, but for currents on a threshold.</summary>
    [Test]
    public void Draw_TinyErrors_GiveTheCodesOfTheIdealOne([ValueSource(nameof(Kinds))] string kind)
    {
        AdcKind adcKind = ConverterCatalog.Standard.Kinds[kind];
        IAdc ideal = adcKind.Create(6, _range);

        IAdc adc = Draw(new AdcErrors { Inl = 1e-9, Dnl = 1e-9 }, adcKind, 6, 1).Adcs[0]!;

        Assert.That(Enumerable.Range(-4000, 8001).Select(i => adc.Code((i + 0.37) * 1.003e-8)), Is.EqualTo(Enumerable.Range(-4000, 8001).Select(i => ideal.Code((i + 0.37) * 1.003e-8))));
    }

    private static IEnumerable<string> Kinds => ConverterCatalog.Standard.Kinds.Keys.Order();

    [Test]
    public void Of_ConverterThatOnlySaysCodes_FindsItsThresholds()
    {
        double[] thresholds = AdcThresholds.Of(new Opaque(new SymmetricAdc(4, _range)));

        Assert.That(thresholds, Is.EqualTo(AdcThresholds.Of(new SymmetricAdc(4, _range))).Within(new SymmetricAdc(4, _range).Lsb / CodePosition.PerStep));
    }

    [Test]
    public void Construct_OutOfRange_Throws()
    {
        Assert.That(() => new AdcErrors { Gain = 0.16 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdcErrors { Noise = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdcErrors { Dnl = double.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That((AdcErrors.None.IsNone, new AdcErrors { Inl = 1 }.IsNone), Is.EqualTo((true, false)));
    }

    [Test]
    public void OnChip_NoErrors_IsTheSameObject()
    {
        (_, FrozenConverters converters) = Layer(AdcErrors.None);

        Assert.That(converters.OnChip(Chip(0)), Is.SameAs(converters));
    }

    [Test]
    public void OnChip_Errors_DifferFromChipToChipAndTileToTileAndNowhereElse()
    {
        (MappedMatrix mapped, FrozenConverters converters) = Layer(new AdcErrors { Offset = 1 });

        FrozenConverters chip = converters.OnChip(Chip(0));

        Assert.That(chip.Errors[0]!.Offsets, Is.EqualTo(converters.OnChip(Chip(0)).Errors[0]!.Offsets));
        Assert.That(chip.Errors[0]!.Offsets, Is.Not.EqualTo(converters.OnChip(Chip(1)).Errors[0]!.Offsets));
        Assert.That(chip.Errors[0]!.Offsets, Is.Not.EqualTo(chip.Errors[1]!.Offsets));
        Assert.That(converters.Errors, Is.All.Null);
        Assert.That(chip.Adc(0, 0), Is.SameAs(converters.Adc(0, 0)));
        Assert.That(mapped.Settings.IsRandom, Is.True);
        Assert.That((mapped.Settings with { Adc = new AdcSettings() }).IsRandom, Is.False);
    }

    /// <summary>An offset of d LSB on the only line moves what it reads by d, give or take the rounding.</summary>
    [Test]
    public void Multiply_OnAChip_ReadsWithItsErrors()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Dac = new DacSettings { Bits = 8 },
            Adc = new AdcSettings { Bits = 12, Range = RangeRule.FullScale, Errors = new AdcErrors { Offset = 40 } },
        };
        MappedMatrix mapped = new(SimulatorSamples.Weights(1, 100), hardware);
        double[] inputs = SimulatorSamples.Inputs(20, 100);
        ProgrammedMatrix ideal = mapped.ProgramIdeally();
        FrozenConverters converters = Calibration.Freeze(ideal, inputs);
        FrozenConverters chip = converters.OnChip(Chip(0));
        double lsb = converters.Adc(0, 0)!.Lsb;
        double perAmpere = 1 / (mapped.Tiles[0].Outputs[0].SiemensPerWeight * converters.Dac.VoltsPerUnit);

        double[] without = Multiply(ideal, converters, inputs);
        double[] with = Multiply(mapped.Program(Chip(0)), chip, inputs);

        double offset = chip.Errors[0]!.Offsets[0];
        Assert.That(Math.Abs(offset), Is.GreaterThan(2 * lsb));
        Assert.That(with.Zip(without, (a, b) => a - b), Is.All.EqualTo(offset * perAmpere).Within(1.0001 * lsb * perAmpere));
    }

    /// <summary>What a code of a table stands for has a spread of its own: by hand 5 % of the range on code 1, nothing on code 0; five standard errors.</summary>
    [Test]
    public void Multiply_TableWithSigma_SpreadsTheValuesOfItsCodes()
    {
        AdcTable table = new(true, [0, 0.5], [0.25, 0.75], [0, 0.05]);
        AdcKind kind = new("table", "two codes", 1, false, (_, range) => new TableAdc(table, range)) { HasBits = false, IsNoisy = true };
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Dac = new DacSettings { Bits = null, Range = RangeRule.Fixed, Low = -1, High = 1 },
            Adc = new AdcSettings { Kind = kind, Range = RangeRule.Fixed, Fixed = new AdcRange(-2e-5, 2e-5) },
        };
        MappedMatrix mapped = new(new WeightMatrix(1, 1, [1.0]), hardware);
        ProgrammedMatrix chip = mapped.Program(Chip(0));
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), default(ReadOnlyMemory<double>));
        double perAmpere = 1 / (mapped.Tiles[0].Outputs[0].SiemensPerWeight * converters.Dac.VoltsPerUnit);

        double[] outputs = Multiply(chip, converters, [.. Enumerable.Range(0, 4000).Select(i => i % 2 == 0 ? -0.5 : 0.5)]);

        Assert.That(outputs.Where((_, i) => i % 2 == 0), Is.All.EqualTo(-1e-5 * perAmpere).Within(1e-12).Percent);
        AssertNormal(outputs.Where((_, i) => i % 2 == 1).Select(output => output / perAmpere), 1e-5, 0.05 * 4e-5);
        Assert.That(Multiply(mapped.ProgramIdeally(), converters, [0.5, 0.5]), Is.All.EqualTo(1e-5 * perAmpere).Within(1e-12).Percent, "no chip, no draws");
        Assert.That(mapped.Settings.IsRandom, Is.True);
    }

    /// <summary>Read n of a chip is the same in whatever batch it stands.</summary>
    [Test]
    public void Multiply_TableWithSigma_AddressesReadsByTheirNumber()
    {
        AdcTable table = new(true, [0, 0.3, 0.5, 0.6], [0.2, 0.4, 0.5, 0.8], [0.01, 0.02, 0.03, 0.04]);
        AdcKind kind = new("table", "four codes", 1, false, (_, range) => new TableAdc(table, range)) { HasBits = false, IsNoisy = true };
        MappedMatrix mapped = new(SimulatorSamples.Weights(7, 200), SimulatorSamples.Hardware with { Adc = new AdcSettings { Kind = kind } });
        double[] inputs = SimulatorSamples.Inputs(40, 200);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), inputs);
        ICrossbarProduct product = CrossbarProducts.Fastest(mapped.Program(Chip(0)), converters);
        double[] whole = new double[40 * 7];
        product.Multiply(inputs, whole, threads: 2);

        double[] later = new double[11 * 7];
        product.Multiply(inputs.AsMemory(29 * 200), later, firstRead: 29);

        Assert.That(later, Is.EqualTo(whole[(29 * 7)..]));
        Assert.That(Multiply(mapped.Program(Chip(1)), converters, inputs), Is.Not.EqualTo(whole));
    }

    /// <summary>Whatever computes it: with errors of every sort the fast product still gives the reference's bits.</summary>
    [Test]
    public void Multiply_EveryErrorAtOnce_IsTheSameOnTheFastestProduct([ValueSource(nameof(Kinds))] string kind)
    {
        AdcErrors errors = new() { Gain = 0.02, Offset = 0.5, Noise = 0.3, Inl = 0.4, Dnl = 0.3 };
        MappedMatrix mapped = new(SimulatorSamples.Weights(20, 150), SimulatorSamples.Hardware with
        {
            Dac = new DacSettings(),
            Adc = new AdcSettings { Bits = 5, Kind = ConverterCatalog.Standard.Kinds[kind], Errors = errors },
        });
        double[] inputs = SimulatorSamples.Inputs(50, 150);
        FrozenConverters chip = Calibration.Freeze(mapped.ProgramIdeally(), inputs).OnChip(Chip(0));
        ProgrammedMatrix matrix = mapped.Program(Chip(0));
        double[] reference = new double[50 * 20];

        ConversionCounts counts = CrossbarProducts.Reference(matrix, chip).Multiply(inputs, reference);

        double[] fastest = new double[reference.Length];
        Assert.That(CrossbarProducts.Fastest(matrix, chip).Multiply(inputs, fastest, threads: 2), Is.EqualTo(counts));
        Assert.That(fastest, Is.EqualTo(reference));
        Assert.That(counts.ClippedConversions, Is.Positive, "an offset leads out of a range that just fits");
    }

    [Test]
    public void Freeze_ErrorsOfAnIdealAdc_Throws()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with { Adc = new AdcSettings { Bits = null, Errors = new AdcErrors { Noise = 1 } } };

        Assert.That(
            () => Calibration.Freeze(new MappedMatrix(SimulatorSamples.Weights(1, 3), hardware).ProgramIdeally(), default(ReadOnlyMemory<double>)),
            Throws.ArgumentException.With.Message.StartWith("An ideal ADC has no errors."));
    }

    private static double[] Multiply(ProgrammedMatrix matrix, FrozenConverters converters, double[] inputs)
    {
        double[] outputs = new double[inputs.Length / matrix.Mapped.Weights.Inputs * matrix.Mapped.Weights.Outputs];
        CrossbarProducts.Fastest(matrix, converters).Multiply(inputs, outputs);
        return outputs;
    }

    private static LayerAddress Chip(int trial) => LayerAddress.Of(RandomKey.FromSeed(4).For("trial", trial), 0);

    private static (MappedMatrix Mapped, FrozenConverters Converters) Layer(AdcErrors errors)
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(9, 200), SimulatorSamples.Hardware with { Adc = new AdcSettings { Errors = errors } });
        return (mapped, Calibration.Freeze(mapped.ProgramIdeally(), SimulatorSamples.Inputs(9, 200)));
    }

    /// <summary>A converter of which nothing is known but what it does.</summary>
    private sealed class Opaque(IAdc adc) : IAdc
    {
        public AdcRange Range => adc.Range;

        public int Codes => adc.Codes;

        public double Lsb => adc.Lsb;

        public int Code(double amperes) => adc.Code(amperes);

        public double Value(int code) => adc.Value(code);
    }
}
