using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Kernels;

/// <summary>The expected numbers are always those of <see cref="CrossbarProduct"/>, to the last bit.</summary>
internal sealed class FusedProductTests
{
    private static IEnumerable<string> Mappings => MappingCatalog.Standard.Kinds.Keys.Order();

    [Test]
    public void Multiply_AnyMappingAdcAndBits_EqualsTheReference(
        [ValueSource(nameof(Mappings))] string mapping, [Values] Subtraction subtraction, [Values] PairBalance balance, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(14, 150);
        for (int bits = 1; bits <= 12; bits++)
        {
            foreach (AdcKind kind in ConverterCatalog.Standard.Kinds.Values.Where(kind => kind.FewestBits <= bits))
            {
                CrossbarSettings hardware = KernelSamples.Hardware with
                {
                    Device = KernelSamples.NoisyLevels,
                    Mapping = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions(balance, subtraction)),
                    Adc = new AdcSettings { Bits = bits, Kind = kind },
                };
                (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);

                KernelSamples.AssertEqual(matrix, converters, inputs, path);
            }
        }
    }

    [Test]
    public void Multiply_AnySizeAndInputs_EqualsTheReference(
        [Values(1, 63, 192)] int outputs, [Values(1, 129, 300)] int inputs, [Values] bool signed, [Values(1, 7, 64)] int batch, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(batch, inputs, signed);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, outputs, inputs, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_LargeBatchOnAnyThreads_EqualsTheReference([Values(1, 2, 3)] int threads, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(1000, 130);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 20, 130, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path, threads);
    }

    [Test]
    public void Clips_OnAnyThreads_ComeInTheSameOrder()
    {
        double[] samples = SimulatorSamples.Inputs(1000, 130);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 200, 130, samples);
        ClippedConversion[][] clips = [.. new[] { 1, 4 }.Select(threads =>
        {
            FusedProduct product = new(matrix, converters) { Clips = new ClipRecord() };
            product.Multiply(samples, new double[1000 * 200], threads);
            return product.Clips.All();
        })];

        Assert.That(clips[1], Is.EqualTo(clips[0]));
        Assert.That(clips[0], Has.Length.GreaterThan(100));
    }

    [Test]
    public void Multiply_IdealConverters_EqualsTheReference(
        [Values(null, 8)] int? dacBits, [Values(null, 8)] int? adcBits, [Values] Subtraction subtraction, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(30, 140);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, subtraction),
            Dac = new DacSettings { Bits = dacBits },
            Adc = new AdcSettings { Bits = adcBits },
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 70, 140, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_RangesPerGroupAndScalesPerColumn_EqualsTheReference([Values(1, 5)] int group, [Values] Subtraction subtraction, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(30, 140);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Mapping = new OffsetMapping(subtraction),
            Scale = new WeightScale(ScaleReach.Column),
            Split = TileSplit.Balanced,
            Tile = new TileShape(50, 30),
            Adc = new AdcSettings { Bits = 7, LinesPerRange = group },
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 70, 140, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    /// <summary>
    /// Powers of two for every unit make every sum exact, and a step of 2 puts every odd sum exactly on a threshold; ranges that sums
    /// reach put many exactly on their ends.
    /// </summary>
    [Test]
    public void Multiply_SumsExactlyOnThresholds_EqualsTheReference(
        [Values(2.0, 8.0)] double unitsPerCode, [Values(6, 8)] int bits, [Values] bool symmetric, [Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, double[] codes) = Integers(unitsPerCode, bits, symmetric, 64, 128, 40);

        KernelSamples.AssertEqual(matrix, converters, codes, path, 2);
    }

    [Test]
    public void Multiply_RowsAtRest_EqualsTheReference([Values] bool signed, [Values] bool calibrated, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(26, 300, signed);
        Array.Clear(samples, 300 * 4, 300 * 3); // nothing at all
        Array.Clear(samples, (300 * 9) + 128, 128); // nothing on the second row tile
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Adc = new AdcSettings { Bits = 8, Range = calibrated ? RangeRule.Calibrated : RangeRule.Fixed, Fixed = new AdcRange(1e-7, 3e-4) },
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 70, 300, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_InputsFarBeyondTheRanges_ClipsAsTheReferenceDoes([Values(null, 6)] int? dacBits, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(26, 140);
        CrossbarSettings hardware = KernelSamples.Hardware with { Dac = new DacSettings { Bits = dacBits } };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 70, 140, samples);
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] *= i % 17 == 0 ? 1e30 : i % 5 == 0 ? 4 : 1;
        }

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    /// <summary>Shapes, converters, scales and inputs drawn at random; the seed of a case is its number.</summary>
    [Test]
    public void Multiply_RandomCase_EqualsTheReference([Range(1, 60)] int seed, [Values] VectorPath path)
    {
        double[] u = new double[16];
        RandomKey.FromSeed((ulong)seed).For("case").FillUniform(u);
        (int outputs, int inputs, int batch) = (1 + (int)(u[0] * 140), 1 + (int)(u[1] * 280), 1 + (int)(u[2] * 60));
        string mapping = Mappings.ElementAt((int)(u[3] * Mappings.Count()));
        bool signed = u[4] < 0.5;
        int bits = 2 + (int)(u[7] * 13);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Device = KernelSamples.NoisyLevels,
            Mapping = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions((PairBalance)(u[5] * 2), (Subtraction)(u[6] * 2))),
            Scale = new WeightScale((ScaleReach)(u[8] * 3)),
            Tile = new TileShape(1 + (int)(u[9] * 200), 2 + (int)(u[10] * 150)),
            Split = (TileSplit)(u[11] * 2),
            Dac = new DacSettings { Bits = u[12] < 0.2 ? null : 2 + (int)(u[12] * 12) },
            Adc = new AdcSettings
            {
                Bits = bits,
                Kind = u[13] < 0.5 ? ConverterCatalog.Uniform : ConverterCatalog.Symmetric,
                Range = u[14] < 0.3 ? RangeRule.FullScale : RangeRule.Calibrated,
                LinesPerRange = u[15] < 0.7 ? null : 1 + (int)((u[15] - 0.7) * 30),
            },
        };
        double[] samples = SimulatorSamples.Inputs(batch, inputs, signed);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, outputs, inputs, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path, 1 + (seed % 3));
    }

    [Test]
    public void Multiply_SinglePrecisionWithBias_EqualsTheReferenceRoundedOnce(
        [Values] VectorPath path, [Values(1, 2)] int threads, [Values] bool biased, [Values(null, 2, 8, 12, 16)] int? dacBits, [Values] bool ties)
    {
        // Ties: multiples of half a step of an 8-bit DAC over [-1, 1], or nearly so.
        float[] inputs = [.. SimulatorSamples.Inputs(100, 140).Select(value => (float)(ties ? Math.Round(value * 254) / 254 : value))];
        double[] bias = biased ? [.. Enumerable.Range(0, 70).Select(o => 0.1 * o)] : [];
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(
            KernelSamples.Hardware with { Dac = new DacSettings { Bits = dacBits } }, 70, 140, [.. inputs.Select(value => (double)value)]);
        inputs[3] = MathF.BitIncrement((float)converters.Dac.High);
        inputs[200] = -1e30f;
        float[] wanted = new float[100 * 70];
        float[] found = new float[100 * 70];
        ICrossbarProduct reference = CrossbarProducts.Reference(matrix, converters);
        ConversionCounts wantedCounts = reference.Multiply(inputs, bias, wanted);

        ConversionCounts foundCounts = new FusedProduct(matrix, converters, path).Multiply(inputs, bias, found, threads);

        Assert.That(found, Is.EqualTo(wanted));
        Assert.That(foundCounts, Is.EqualTo(wantedCounts));
    }

    /// <summary>0.1 and 0.7 are no single-precision numbers: one has its neighbour above, the other below.</summary>
    [Test]
    public void Multiply_SinglePrecisionAtTheEndOfTheRange_ClipsAsTheReferenceDoes(
        [Values(0.1, 0.7)] double high, [Values] bool signed, [Values] VectorPath path)
    {
        float[] ends = [(float)high, MathF.BitIncrement((float)high), MathF.BitDecrement((float)high), 0f, -0f, float.Epsilon, -float.Epsilon];
        float[] inputs = [.. Enumerable.Range(0, 40 * 33).Select(i => i % 3 == 1 ? -ends[i % 7] : ends[i % 7])];
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Dac = new DacSettings { Range = RangeRule.Fixed, Low = signed ? -high : 0, High = high },
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 9, 33, SimulatorSamples.Inputs(5, 33, signed));
        float[] wanted = new float[40 * 9];
        float[] found = new float[40 * 9];
        ConversionCounts wantedCounts = CrossbarProducts.Reference(matrix, converters).Multiply(inputs, default(Epilogue), wanted);

        ConversionCounts foundCounts = new FusedProduct(matrix, converters, path).Multiply(inputs, default(Epilogue), found);

        Assert.That(found, Is.EqualTo(wanted));
        Assert.That(foundCounts, Is.EqualTo(wantedCounts));
    }

    [Test]
    public void Multiply_InputsNotFinite_SaysWhatTheReferenceSaysOfTheFirst(
        [Values(null, 8)] int? dacBits, [Values(double.NaN, double.PositiveInfinity)] double bad, [Values(1, 2, 3)] int threads, [Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(400, 30);
        CrossbarSettings hardware = KernelSamples.Hardware with { Dac = new DacSettings { Bits = dacBits } };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 3, 30, samples);
        (samples[(30 * 60) + 5], samples[(30 * 399) + 1]) = (bad, bad);
        FusedProduct product = new(matrix, converters, path);

        ArgumentException error = Assert.Throws<ArgumentException>(() => product.Multiply(samples, new double[1200], threads))!;

        Assert.That(error.Message, Is.EqualTo($"Input 5 is {bad}; only finite inputs can be converted. (Parameter 'inputs')"));
        samples = SimulatorSamples.Inputs(400, 30);
        Assert.That(product.Multiply(samples, new double[1200], threads).Inputs, Is.EqualTo(12000)); // and goes on working
    }

    [Test]
    public void Multiply_OtherBatches_GivesTheSameBytes([Values(1, 7, 50)] int batch, [Values(1, 3)] int threads)
    {
        double[] samples = SimulatorSamples.Inputs(100, 300);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 70, 300, samples);
        FusedProduct product = new(matrix, converters);
        double[] whole = new double[7000];
        double[] pieces = new double[7000];
        product.Multiply(samples, whole);

        for (int first = 0; first < 100; first += batch)
        {
            int count = Math.Min(batch, 100 - first);
            product.Multiply(samples.AsMemory(first * 300, count * 300), pieces.AsMemory(first * 70, count * 70), threads);
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void Multiply_CalledAgain_AllocatesNothing([Values(1, 2)] int threads, [Values] bool doubtful)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, double[] samples) = doubtful
            ? Integers(2, 8, false, 64, 128, 200)
            : Frozen();
        FusedProduct product = new(matrix, converters);
        double[] outputs = new double[samples.Length / matrix.Mapped.Weights.Inputs * matrix.Mapped.Weights.Outputs];
        product.Multiply(samples, outputs, threads);

        // Another thread may have done all of the first call, so that this one makes its room in a later one: once.
        long allocated = long.MaxValue;
        for (int call = 0; call < 5; call++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            product.Multiply(samples, outputs, threads);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // The thread pool's queue grows now and then; a call that allocated a sample's worth of anything would show.
        Assert.That(allocated, Is.LessThanOrEqualTo(threads == 1 ? 0 : 512));

        static (ProgrammedMatrix, FrozenConverters, double[]) Frozen()
        {
            double[] samples = SimulatorSamples.Inputs(200, 128);
            (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 64, 128, samples);
            return (matrix, converters, samples);
        }
    }

    [Test]
    public void Multiply_CalledByManyAtOnce_EqualsTheReference()
    {
        double[] samples = SimulatorSamples.Inputs(200, 130);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 20, 130, samples);
        double[] wanted = new double[4000];
        new CrossbarProduct(matrix, converters).Multiply(samples, wanted);
        FusedProduct product = new(matrix, converters);
        double[][] found = [.. Enumerable.Range(0, 40).Select(_ => new double[4000])];

        Parallel.For(0, found.Length, i => product.Multiply(samples, found[i], 1 + (i % 3)));

        Assert.That(found.Count(result => !result.AsSpan().SequenceEqual(wanted)), Is.Zero);
    }

    [Test]
    public void Multiply_LengthsThatDoNotFit_AreRefused()
    {
        double[] samples = SimulatorSamples.Inputs(4, 30);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 3, 30, samples);
        FusedProduct product = new(matrix, converters);

        Assert.That(() => product.Multiply(new double[31], new double[3]), Throws.ArgumentException.With.Message.EqualTo("Expected samples of 30 inputs, got 31 numbers."));
        Assert.That(() => product.Multiply(new double[60], new double[5]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(product.Multiply(Array.Empty<double>(), Array.Empty<double>()), Is.EqualTo(ConversionCounts.None));
    }

    [Test]
    public void Multiply_AdcThatIsNotLinear_EqualsTheReference([Values] VectorPath path)
    {
        double[] samples = SimulatorSamples.Inputs(40, 30);
        AdcKind squares = new("squares", "codes that are no line", 1, false, (bits, range) => new SquareRootAdc(range));
        CrossbarSettings hardware = KernelSamples.Hardware with { Adc = new AdcSettings { Kind = squares } };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 3, 30, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Fastest_ColumnsWithALimit_FallsBackToTheReference()
    {
        double[] samples = SimulatorSamples.Inputs(4, 30);
        CrossbarSettings hardware = KernelSamples.Hardware with { ColumnLimit = Current.FromAmperes(1e-5) };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 3, 30, samples);

        Assert.That(CrossbarProducts.Fastest(matrix, converters), Is.TypeOf<CrossbarProduct>());
        Assert.That(() => new FusedProduct(matrix, converters), Throws.ArgumentException);
        (matrix, converters) = KernelSamples.Program(KernelSamples.Hardware, 3, 30, samples);
        Assert.That(CrossbarProducts.Fastest(matrix, converters), Is.TypeOf<FusedProduct>());
    }

    /// <summary>As in the reference's own test: sums of whole numbers, a code worth <paramref name="unitsPerCode"/> of them.</summary>
    private static (ProgrammedMatrix Matrix, FrozenConverters Converters, double[] Codes) Integers(
        double unitsPerCode, int bits, bool symmetric, int outputs, int inputs, int samples)
    {
        double unit = Math.Pow(2, -24);
        double amperes = unit * unitsPerCode / 1024;
        int codes = (1 << bits) - 1;
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new IdealDevice(Conductance.FromSiemens(unit), Conductance.FromSiemens(129 * unit)),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(unit)),
            Dac = new DacSettings { Bits = 8, Range = RangeRule.Fixed, Low = 0, High = 255, ReadVoltage = Voltage.FromVolts(255.0 / 1024) },
            Adc = new AdcSettings
            {
                Bits = bits,
                Kind = symmetric ? ConverterCatalog.Symmetric : ConverterCatalog.Uniform,
                Range = RangeRule.Fixed,
                Fixed = symmetric ? new AdcRange(-(codes / 2) * amperes, codes / 2 * amperes) : new AdcRange(-16 * amperes, (codes - 16) * amperes),
            },
        };
        double[] weights = Whole("w", outputs * inputs, -1, 1);
        double[] values = Whole("x", samples * inputs, 0, 3);
        MappedMatrix mapped = new(new WeightMatrix(outputs, inputs, weights), hardware);
        return (mapped.ProgramIdeally(), Calibration.Freeze(mapped.ProgramIdeally(), values), values);
    }

    private static double[] Whole(string name, int count, int low, int high)
    {
        double[] draws = new double[count];
        RandomKey.FromSeed(3).For(name).FillUniform(draws);
        return [.. draws.Select(u => Math.Floor(low + (u * (high - low + 1))))];
    }

    private sealed class SquareRootAdc(AdcRange range) : IAdc
    {
        public AdcRange Range => range;

        public int Codes => 4;

        public double Lsb => (range.High - range.Low) / 9;

        public int Code(double amperes) => (int)Math.Sqrt((Math.Clamp(amperes, range.Low, range.High) - range.Low) / Lsb);

        public double Value(int code) => range.Low + (code * code * Lsb);
    }
}
