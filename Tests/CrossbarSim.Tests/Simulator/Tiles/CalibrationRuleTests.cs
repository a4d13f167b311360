using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Tiles;

/// <summary>What rules of calibration make of the currents of a layer, beside the same currents counted here one by one.</summary>
public sealed class CalibrationRuleTests
{
    private const int Samples = 40;

    private static readonly WeightMatrix _weights = SimulatorSamples.Weights(30, 200);

    private static readonly double[] _inputs = HeavyTailed();

    private static readonly CalibrationRule[] _rules = [CalibrationRule.AtPercentile(0.99), CalibrationRule.Mse, CalibrationRule.Kl];

    private static CrossbarSettings Hardware(AdcSettings adc, DacSettings? dac = null) =>
        SimulatorSamples.Hardware with { Dac = dac ?? new DacSettings(), Adc = adc };

    private static FrozenConverters Freeze(AdcSettings adc, DacSettings? dac = null, double[]? inputs = null, int threads = 1) =>
        Calibration.Freeze(new MappedMatrix(_weights, Hardware(adc, dac)).ProgramIdeally(), inputs ?? _inputs, threads);

    /// <summary>All currents of the lines of a tile.</summary>
    private static double[] Currents(AdcSettings adc, int tile)
    {
        ProgrammedMatrix matrix = new MappedMatrix(_weights, Hardware(adc)).ProgramIdeally();
        Dac dac = Freeze(adc).Dac;
        ProgrammedTile programmed = matrix.Tiles[tile];
        TileRegion region = programmed.Mapped.Region;
        List<double> all = [];
        for (int sample = 0; sample < Samples; sample++)
        {
            double[] codes = new double[200];
            dac.Convert(_inputs.AsSpan(sample * 200, 200), codes);
            double[] currents = new double[programmed.Mapped.Lines.Length];
            programmed.Read([.. codes[region.FirstInput..(region.FirstInput + region.Inputs)].Select(code => dac.Passes[0].Volts(code))], currents);
            all.AddRange(currents);
        }

        return [.. all];
    }

    [Test]
    public void Freeze_Percentile_ClipsTheShareAskedForOnEitherSide()
    {
        AdcSettings adc = new() { Rule = CalibrationRule.AtPercentile(0.98) };
        AdcRange range = Freeze(adc).Adc(0, 0)!.Range;
        double[] currents = Currents(adc, 0);

        // 1200 currents: 2 % are 24, give or take those of one bin.
        Assert.That(currents.Count(current => current > range.High), Is.EqualTo(24).Within(2));
        Assert.That(currents.Count(current => current < range.Low), Is.EqualTo(24).Within(2));
        AdcRange symmetric = Freeze(adc with { Kind = ConverterCatalog.Symmetric }).Adc(0, 0)!.Range;
        Assert.That(currents.Count(current => Math.Abs(current) > symmetric.High), Is.EqualTo(24).Within(2));
        Assert.That(symmetric.Low, Is.EqualTo(-symmetric.High));
    }

    /// <summary>Beside a plain search over every pair of ends of the same grid, with the currents themselves instead of a histogram.</summary>
    [Test]
    public void Freeze_Mse_ErrsHardlyMoreThanTheBestOfAllRanges([Values("uniform", "symmetric", "ramp", "sense-amplifier", "ternary", "sar")] string kind, [Values(2, 4)] int bits)
    {
        AdcSettings adc = new() { Kind = ConverterCatalog.Standard.Kinds[kind], Bits = bits, Rule = CalibrationRule.Mse };
        double[] currents = Currents(adc, 0);
        long[] ones = [.. currents.Select(_ => 1L)];
        AdcRange all = new(currents.Min(), currents.Max());
        double best = double.PositiveInfinity;
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 40; j++)
            {
                double step = (all.High - all.Low) / 40;
                AdcRange range = adc.Kind.NeedsSymmetricRange ? new AdcRange(all.Low + (i * step), 0).Symmetric() : new AdcRange(all.Low + (i * step), all.High - (j * step));
                best = range.IsEmpty ? best : Math.Min(best, RangeSearch.SquaredError(adc.Kind.Create(bits, range), currents, ones));
            }
        }

        double found = RangeSearch.SquaredError(Freeze(adc).Adc(0, 0)!, currents, ones);
        double widest = RangeSearch.SquaredError(Freeze(adc with { Rule = CalibrationRule.Max }).Adc(0, 0)!, currents, ones);

        // A grid five times finer for one end at a time against both at once: within a few percent of it, and better than no search.
        Assert.That(found, Is.LessThan(best * 1.05));
        Assert.That(found, Is.LessThan(widest));
    }

    [Test]
    public void Freeze_Kl_KeepsTheBinsOfLeastDivergence([Values] bool symmetric)
    {
        AdcSettings adc = new() { Kind = symmetric ? ConverterCatalog.Symmetric : ConverterCatalog.Uniform, Bits = 5, Rule = CalibrationRule.Kl };
        double[] currents = Currents(adc, 1);
        double highest = currents.Max(Math.Abs);
        long[] counts = new long[2048];
        foreach (double current in currents)
        {
            counts[Math.Min(2047, (int)(Math.Abs(current) / highest * 2048))]++;
        }

        // By hand: 16 levels on either side for 32 codes, and for 31 with the zero in the middle.
        double threshold = Enumerable.Range(16, 2033).Where(kept => counts[..kept].Sum() >= 0.9 * counts.Sum()).MinBy(kept => RangeSearch.Divergence(counts, kept, 16)) * highest / 2048;

        AdcRange range = Freeze(adc).Adc(1, 0)!.Range;
        Assert.That(range.High, Is.EqualTo(symmetric ? threshold : Math.Min(threshold, currents.Max())).Within(1e-9).Percent);
        Assert.That(range.Low, Is.EqualTo(symmetric ? -threshold : Math.Max(-threshold, currents.Min())).Within(1e-9).Percent);
        Assert.That(threshold, Is.LessThan(highest));
    }

    /// <summary>Nine samples of ten at rest: they say nothing about a range, of ADCs or DACs.</summary>
    [Test]
    public void Freeze_KlWithManyRowsAtRest_FindsTheRangesItFindsWithout()
    {
        AdcSettings adc = new() { Bits = 5, Rule = CalibrationRule.Kl };
        DacSettings dac = new() { Rule = CalibrationRule.Kl };
        double[] resting = new double[_inputs.Length * 10];
        _inputs.CopyTo(resting, 0);

        FrozenConverters without = Freeze(adc, dac);
        FrozenConverters with = Freeze(adc, dac, resting);

        Assert.That(with.Dac.High, Is.EqualTo(without.Dac.High));
        Assert.That(with.Ranges.Select(range => range.Adc.Range), Is.EqualTo(without.Ranges.Select(range => range.Adc.Range)));
    }

    /// <summary>Columns by themselves carry currents of one sign: all codes are for that side.</summary>
    [Test]
    public void Freeze_KlOfCurrentsOfOneSign_StartsAtTheirLowEnd()
    {
        AdcSettings adc = new() { Bits = 5, Rule = CalibrationRule.Kl };
        CrossbarSettings hardware = Hardware(adc) with { Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc) };
        double[] inputs = [.. _inputs.Select(Math.Abs)];
        ProgrammedMatrix matrix = new MappedMatrix(_weights, hardware).ProgramIdeally();
        AdcRange widest = Calibration.Freeze(new MappedMatrix(_weights, hardware with { Adc = adc with { Rule = CalibrationRule.Max } }).ProgramIdeally(), inputs).Adc(0, 0)!.Range;

        AdcRange range = Calibration.Freeze(matrix, inputs).Adc(0, 0)!.Range;

        Assert.That(widest.Low, Is.Positive);
        Assert.That(range.Low, Is.EqualTo(widest.Low));
        Assert.That(range.High, Is.GreaterThan(widest.Low).And.LessThan(widest.High));
    }

    [Test]
    public void Freeze_AnyRule_LiesWithinTheExtremesAndHasRangesOfItsOwnPerGroup([ValueSource(nameof(_rules))] CalibrationRule rule, [Values] bool symmetric)
    {
        AdcSettings adc = new() { Kind = symmetric ? ConverterCatalog.Symmetric : ConverterCatalog.Uniform, Bits = 4, LinesPerRange = 7, Rule = rule };
        FrozenConverters widest = Freeze(adc with { Rule = CalibrationRule.Max });

        FrozenConverters converters = Freeze(adc);

        Assert.That(converters.Ranges.Select(range => range.Lines.Count), Is.EqualTo(new[] { 7, 7, 7, 7, 2, 7, 7, 7, 7, 2 }));
        Assert.That(converters.Ranges.Select(range => range.Adc.Range).Distinct().Count(), Is.EqualTo(10));
        foreach ((SharedRange found, SharedRange most) in converters.Ranges.Zip(widest.Ranges))
        {
            Assert.That(found.Adc.Range.Low, Is.GreaterThanOrEqualTo(most.Adc.Range.Low));
            Assert.That(found.Adc.Range.High, Is.LessThanOrEqualTo(most.Adc.Range.High));
        }
    }

    [Test]
    public void Freeze_OtherOrderOfSamplesAndThreads_FindsTheSameRanges([ValueSource(nameof(_rules))] CalibrationRule rule, [Values(1, 3)] int threads)
    {
        AdcSettings adc = new() { Bits = 6, Rule = rule };
        DacSettings dac = new() { Rule = rule };
        double[] shuffled = [.. RandomKey.FromSeed(8).Permutation(Samples).SelectMany(sample => _inputs[(sample * 200)..((sample + 1) * 200)])];

        FrozenConverters once = Freeze(adc, dac);
        FrozenConverters again = Freeze(adc, dac, shuffled, threads);

        Assert.That(again.Dac.High, Is.EqualTo(once.Dac.High));
        Assert.That(again.Ranges.Select(range => range.Adc.Range), Is.EqualTo(once.Ranges.Select(range => range.Adc.Range)));
    }

    [Test]
    public void Freeze_AllInputsZero_StillGivesWorkingConverters([ValueSource(nameof(_rules))] CalibrationRule rule, [Values("uniform", "symmetric", "sar")] string kind, [Values] Subtraction subtraction)
    {
        CrossbarSettings hardware = Hardware(new AdcSettings { Kind = ConverterCatalog.Standard.Kinds[kind], Rule = rule }, new DacSettings { Rule = rule }) with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, subtraction),
        };

        FrozenConverters converters = Calibration.Freeze(new MappedMatrix(_weights, hardware).ProgramIdeally(), new double[400]);

        Assert.That(converters.Dac.High, Is.EqualTo(1));
        Assert.That(converters.Adc(0, 0)!.Range.IsEmpty, Is.False);
    }

    [Test]
    public void Freeze_DacPercentile_ClipsTheShareOfMagnitudesAskedFor()
    {
        Dac dac = Freeze(new AdcSettings(), new DacSettings { Rule = CalibrationRule.AtPercentile(0.99) }).Dac;

        // 8000 inputs: 1 % are 80, give or take those of one bin.
        Assert.That(_inputs.Count(input => Math.Abs(input) > dac.High), Is.EqualTo(80).Within(3));
        Assert.That(dac.Low, Is.EqualTo(-dac.High));
    }

    /// <summary>Beside all 200 ends, with the inputs themselves instead of a histogram.</summary>
    [TestCase(3, false)]
    [TestCase(3, true)]
    [TestCase(5, false)]
    public void Freeze_DacMse_ErrsHardlyMoreThanTheBestOfAllRanges(int bits, bool bothSigns)
    {
        double[] inputs = bothSigns ? _inputs : [.. _inputs.Select(Math.Abs)];
        double highest = inputs.Max(Math.Abs);
        double best = Enumerable.Range(1, 200).Min(i => Error(new Dac(new DacSettings { Bits = bits }, bothSigns ? -i * highest / 200 : 0, i * highest / 200)));

        double found = Error(Freeze(new AdcSettings(), new DacSettings { Bits = bits, Rule = CalibrationRule.Mse }, inputs).Dac);

        Assert.That(found, Is.LessThan(best * 1.01));
        Assert.That(found, Is.LessThan(Error(Freeze(new AdcSettings(), new DacSettings { Bits = bits }, inputs).Dac)));

        double Error(Dac dac)
        {
            double[] codes = new double[inputs.Length];
            dac.Convert(inputs, codes);
            return codes.Zip(inputs, (code, input) => Math.Pow((code * dac.High / dac.Steps!.Value) - input, 2)).Sum();
        }
    }

    [Test]
    public void Freeze_DacKl_ClipsTheTail()
    {
        Dac dac = Freeze(new AdcSettings(), new DacSettings { Bits = 6, Rule = CalibrationRule.Kl }).Dac;

        Assert.That(dac.High, Is.LessThan(_inputs.Max(Math.Abs)).And.GreaterThan(_inputs.Max(Math.Abs) / 20));
    }

    /// <summary>Of images only the channels of a group count, each pixel once however many windows it is in, beside the same pixels as samples.</summary>
    [Test]
    public void Freeze_DacOfOneGroupOfAConvolution_SeesItsPixelsAlone([ValueSource(nameof(_rules))] CalibrationRule rule)
    {
        const int Pixels = 20 * 20;
        ConvolutionShape shape = new(2, 2, 3, 3, 1, 1, 1, 1, 1, 1, 2);
        float[] images = [.. _inputs[..(6 * Pixels)].Select(input => (float)input)];
        double[] second = [.. Enumerable.Range(0, 3).SelectMany(image => images[(((2 * image) + 1) * Pixels)..(((2 * image) + 2) * Pixels)]).Select(pixel => (double)pixel)];
        CrossbarSettings hardware = Hardware(new AdcSettings { Bits = null }, new DacSettings { Rule = rule });
        ProgrammedMatrix window = new MappedMatrix(SimulatorSamples.Weights(1, 9), hardware).ProgramIdeally();
        ProgrammedMatrix row = new MappedMatrix(SimulatorSamples.Weights(1, 20), hardware).ProgramIdeally();

        Dac found = Calibration.Freeze(window, new WindowInputs(images, new ImageWindows(shape, 20, 20, 1))).Dac;

        Assert.That(found.High, Is.EqualTo(Calibration.Freeze(row, second).Dac.High));
        Assert.That(found.High, Is.Not.EqualTo(Calibration.Freeze(window, new WindowInputs(images, new ImageWindows(shape, 20, 20))).Dac.High));
    }

    [Test]
    public void Freeze_RuleForAnIdealDac_Throws() => Assert.That(
        () => Freeze(new AdcSettings(), new DacSettings { Bits = null, Rule = CalibrationRule.Mse }),
        Throws.ArgumentException.With.Message.StartWith("An ideal DAC clips nothing: its range can only be the largest."));

    [Test]
    public void Freeze_KindWithARangeOfItsOwn_NeedsNoCalibration()
    {
        AdcTable table = new(false, [-4e-5, -1e-5, 1e-5], [-3e-5, 0, 3e-5], [0, 0, 0]);
        AdcKind kind = new("table", "three codes", 1, false, (_, range) => new TableAdc(table, range)) { HasBits = false, Range = table.Range };
        CrossbarSettings hardware = Hardware(new AdcSettings { Kind = kind }, new DacSettings { Range = RangeRule.Fixed, Low = -1, High = 1 });

        FrozenConverters converters = Calibration.Freeze(new MappedMatrix(_weights, hardware).ProgramIdeally(), default(ReadOnlyMemory<double>));

        // By hand: the last code as wide as the one before, 2e-5 A.
        Assert.That(converters.Adc(1, 3)!.Range, Is.EqualTo(table.Range));
        Assert.That(table.Range!.Value.High, Is.EqualTo(3e-5).Within(1e-18));
    }

    [Test]
    public void CountCodes_ThreeSumsOnOneLine_AreThreeOfItsCodes()
    {
        CrossbarSettings hardware = Hardware(
            new AdcSettings { Bits = 4, Range = RangeRule.FullScale }, new DacSettings { Bits = 8, Range = RangeRule.Fixed, High = 1 });
        ProgrammedMatrix matrix = new MappedMatrix(new WeightMatrix(1, 2, [1.0, 1.0]), hardware).ProgramIdeally();
        double[] inputs = [0, 0, 1, 0, 0, 1, 1, 1];
        FrozenConverters converters = Calibration.Freeze(matrix, default(ReadOnlyMemory<double>));

        Assert.That(Calibration.CountCodes(matrix, converters, new MatrixInputs(inputs)), Is.EqualTo((3, 16)));
        Assert.That(Calibration.CountCodes(matrix, converters, new MatrixInputs(inputs.AsMemory(0, 2)), 2), Is.EqualTo((1, 16)));
    }

    [Test]
    public void CountCodes_IdealAdcs_AreNone()
    {
        ProgrammedMatrix matrix = new MappedMatrix(_weights, Hardware(new AdcSettings { Bits = null })).ProgramIdeally();

        Assert.That(Calibration.CountCodes(matrix, Calibration.Freeze(matrix, _inputs), new MatrixInputs(_inputs)), Is.EqualTo((0, 0)));
    }

    /// <summary>Cubes of normal numbers: a few are far away from all others.</summary>
    private static double[] HeavyTailed()
    {
        double[] draws = new double[Samples * 200];
        RandomKey.FromSeed(12).For("heavy").FillNormal(draws);
        return [.. draws.Select(draw => draw * draw * draw)];
    }
}
