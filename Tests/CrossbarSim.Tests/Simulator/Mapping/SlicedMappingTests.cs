using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Mapping;

/// <summary>Weights cut into slices: the codes they stand for, and where their digits are.</summary>
public sealed class SlicedMappingTests
{
    // Bits of a cell and of a weight; those of a magnitude, or of a weight, do and do not divide evenly.
    private static readonly WeightSlices[] _slices = [new(1), new(2), new(3), new(4), new(7), new(2, 5), new(1, 2), new(5, 16)];

    private static IEnumerable<IWeightMapping> Mappings => _slices.SelectMany(slices => new IWeightMapping[]
    {
        new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, slices),
        new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc, slices),
        new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, slices),
        new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Column, slices),
        new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital, slices),
    });

    private static IEnumerable<TestCaseData> Cases => Mappings.Select((mapping, i) =>
        new TestCaseData(mapping, _slices[i / 5]).SetArgDisplayNames($"{mapping.Name} {i % 5}", $"{_slices[i / 5].CellBits} of {_slices[i / 5].WeightBits} bits"));

    /// <summary>By definition: round(M·w/s)·s/M, half to even, M = 2^(B-1) - 1.</summary>
    private static double[] Rounded(WeightMatrix weights, WeightSlices slices)
    {
        double largest = weights.Values.ToArray().Max(Math.Abs);
        double steps = Math.Pow(2, slices.WeightBits - 1) - 1;
        return [.. weights.Values.ToArray().Select(w => Math.Round(w / largest * steps) / steps * largest)];
    }

    [TestCaseSource(nameof(Cases))]
    public void EffectiveWeights_Sliced_AreTheWeightsRoundedToTheirBits(IWeightMapping mapping, WeightSlices slices)
    {
        WeightMatrix weights = SimulatorSamples.Weights(30, 150);

        MappedMatrix mapped = new(weights, SimulatorSamples.Hardware with { Mapping = mapping });

        Assert.That(mapped.ProgramIdeally().EffectiveWeights(), Is.EqualTo(Rounded(weights, slices)).Within(1e-10));
        Assert.That(mapped.Tiles.Sum(tile => tile.ClippedWeights), Is.Zero);
    }

    [TestCaseSource(nameof(Cases))]
    public void Multiply_SlicedAndOtherwiseIdeal_IsTheProductOfTheRoundedWeights(IWeightMapping mapping, WeightSlices slices)
    {
        WeightMatrix weights = SimulatorSamples.Weights(20, 150);
        double[] inputs = SimulatorSamples.Inputs(4, 150);
        WeightMatrix rounded = new(20, 150, Rounded(weights, slices));

        (double[] outputs, _) = SimulatorSamples.Multiply(
            new MappedMatrix(weights, SimulatorSamples.Hardware with { Mapping = mapping }).ProgramIdeally(), inputs);

        // Up to 2^15 steps of a line's offset are subtracted again, in double precision.
        Assert.That(outputs, Is.EqualTo(SimulatorSamples.Product(rounded, inputs)).Within(1e-8));
    }

    /// <summary>A cell of b bits has 2^b levels and needs no more.</summary>
    [TestCaseSource(nameof(Cases))]
    public void Map_DeviceWithAsManyLevelsAsDigits_RoundsNothingMore(IWeightMapping mapping, WeightSlices slices)
    {
        WeightMatrix weights = SimulatorSamples.Weights(30, 150);
        LevelTableDevice device = new("digits", ConductanceLevels.Equidistant(
            Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100), 1 << slices.CellBits));

        MappedMatrix mapped = new(weights, SimulatorSamples.Hardware with { Mapping = mapping, Device = device });

        Assert.That(mapped.ProgramIdeally().EffectiveWeights(), Is.EqualTo(Rounded(weights, slices)).Within(1e-10));
        Assert.That(mapped.Tiles.SelectMany(tile => tile.Targets).Except(device.Levels.Means.ToArray()), Is.Empty);
    }

    /// <summary>What kernels and converters rely on: the same terms for every output, no tile wider than its array, one slice a line.</summary>
    [TestCaseSource(nameof(Cases))]
    public void Map_Sliced_KeepsAnOutputOnOneArrayWithTheSameTermsForAll(IWeightMapping mapping, WeightSlices slices)
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(70, 130), SimulatorSamples.Hardware with { Mapping = mapping });

        foreach (MappedTile tile in mapped.Tiles)
        {
            Assert.That(tile.Columns, Is.AtMost(128));
            Assert.That(tile.Targets, Has.Length.EqualTo(tile.Columns * tile.Region.Inputs));
            double[] factors = [.. tile.Outputs[0].Terms.Select(term => term.Factor)];
            foreach (MappedTile.Output output in tile.Outputs)
            {
                Assert.That(output.Terms.Select(term => term.Factor), Is.EqualTo(factors));
                Assert.That(output.Terms.Select(term => Math.Pow(2, tile.Lines[term.Line].Slice * slices.CellBits)), Is.EqualTo(factors.Select(Math.Abs)));
            }

            // Every column is sensed, by one line or as the reference of many.
            int[] sensed = [.. tile.Lines.SelectMany(line => new[] { line.Plus, line.Minus }).Where(column => column >= 0).Distinct().Order()];
            Assert.That(sensed, Is.EqualTo(Enumerable.Range(0, tile.Columns)));
        }

        Assert.That(mapped.Tiles[0].Region.Outputs, Is.EqualTo(Math.Min(70, mapping.OutputsPerTile(128))));
    }

    // By hand, 8 bits: magnitudes of 7 bits are 7, 4, 3, 2, 1 digits on pairs; offset codes of 8 bits 8, 4, 3, 2, 1 digits, and as many references.
    [TestCase(1, 128 / 14, 120 / 8, 16)]
    [TestCase(2, 16, 31, 32)]
    [TestCase(3, 128 / 6, 125 / 3, 128 / 3)]
    [TestCase(4, 32, 63, 64)]
    [TestCase(7, 64, 63, 64)]
    public void OutputsPerTile_Sliced_CountsEveryColumn(int cellBits, int differential, int offset, int digital)
    {
        WeightSlices slices = new(cellBits);

        Assert.That(new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, slices).OutputsPerTile(128), Is.EqualTo(differential));
        Assert.That(new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, slices).OutputsPerTile(128), Is.EqualTo(offset));
        Assert.That(new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital, slices).OutputsPerTile(128), Is.EqualTo(digital));
        Assert.That(new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, slices).OutputsPerTile(1), Is.Zero);
    }

    /// <summary>By hand: 5 bits, M = 15; -0.8 of the largest is code -12, digits 0 and 3 of base 4. Window 1..100 uS, steps of 33 uS.</summary>
    [Test]
    public void Map_Differential_PutsTheDigitsOfTheMagnitudeOnPairs()
    {
        DifferentialMapping mapping = new(PairBalance.OneSided, Subtraction.AfterAdc, new WeightSlices(2, 5));

        MappedTile tile = new MappedMatrix(new WeightMatrix(2, 1, [-0.8, 1.0]), SimulatorSamples.Hardware with { Mapping = mapping }).Tiles.Single();

        Assert.That(tile.Targets.Select(g => Math.Round(g * 1e6, 6)), Is.EqualTo(new double[] { 1, 1, 1, 100, 100, 1, 100, 1 }));
        Assert.That(tile.Outputs[1].Terms, Is.EqualTo(new MappedTile.Term[] { new(4, 1), new(5, -1), new(6, 4), new(7, -4) }));

        // A weight of 1 is the code 15, 15 steps of 33 uS.
        Assert.That(tile.Outputs[0].SiemensPerWeight, Is.EqualTo(15 * 33e-6).Within(1e-12));
    }

    /// <summary>By hand: 4 bits, M = 7; -1, 0, 1 are 1, 8, 15, digits (1, 0), (0, 2), (3, 3); the references stand at those of 8.</summary>
    [Test]
    public void Map_Offset_PutsTheDigitsOfTheRaisedCodeOnColumns()
    {
        OffsetMapping mapping = new(Subtraction.BeforeAdc, OffsetReference.Column, new WeightSlices(2, 4));

        MappedTile tile = new MappedMatrix(new WeightMatrix(3, 1, [-1.0, 0.0, 1.0]), SimulatorSamples.Hardware with { Mapping = mapping }).Tiles.Single();

        Assert.That(tile.Targets.Select(g => Math.Round(g * 1e6, 6)), Is.EqualTo(new double[] { 1, 67, 34, 1, 1, 67, 100, 100 }));
        Assert.That(tile.Lines[..2], Is.EqualTo(new MappedTile.Line[] { new(2, 0, 0), new(3, 1, 1) }));
        Assert.That(tile.Outputs[2].Terms, Is.EqualTo(new MappedTile.Term[] { new(4, 1), new(5, 4) }));
        Assert.That(tile.Outputs[2].SiemensPerWeight, Is.EqualTo(7 * 33e-6).Within(1e-12));

        // From 1 uS against 67 uS to 100 uS against 1 uS.
        Assert.That((tile.LowestPerRow * 1e6, tile.HighestPerRow * 1e6), Is.EqualTo((-66.0, 99.0)).Using<double>((a, b) => Math.Abs(a - b) < 1e-6));
    }

    /// <summary>By hand: a weight of zero stands at (1 + 1·4) uS plus 8 steps of 33 uS, taken off the digital sum.</summary>
    [Test]
    public void Map_DigitalReference_SaysWhatAWeightOfZeroStandsAt()
    {
        OffsetMapping sliced = new(Subtraction.AfterAdc, OffsetReference.Digital, new WeightSlices(2, 4));
        OffsetMapping whole = new(Subtraction.AfterAdc, OffsetReference.Digital);
        WeightMatrix weights = new(1, 2, [-1.0, 0.5]);

        Assert.That(Offset(sliced), Is.EqualTo(5e-6 + (8 * 33e-6)).Within(1e-15));
        Assert.That(Offset(whole), Is.EqualTo(50.5e-6).Within(1e-15));

        double Offset(IWeightMapping mapping) => new MappedMatrix(weights, SimulatorSamples.Hardware with { Mapping = mapping }).Tiles[0].Outputs[0].OffsetSiemens;
    }

    [Test]
    public void Multiply_DigitalReferenceWithoutSlices_IsTheMatrixProduct([Values] ScaleReach reach)
    {
        WeightMatrix weights = SimulatorSamples.Weights(140, 200);
        double[] inputs = SimulatorSamples.Inputs(5, 200);
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Mapping = new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital),
            Scale = new WeightScale(reach, Conductance.FromMicrosiemens(10)), // weights here are below 4.95
        };
        MappedMatrix mapped = new(weights, hardware);

        (double[] outputs, _) = SimulatorSamples.Multiply(mapped.ProgramIdeally(), inputs);

        Assert.That(outputs, Is.EqualTo(SimulatorSamples.Product(weights, inputs)).Within(1e-10));
        Assert.That(mapped.Tiles[0].Region.Outputs, Is.EqualTo(128), "no column is spent on a reference");
    }

    /// <summary>A given conductance per weight leaves the same room with and without slices.</summary>
    [Test]
    public void RepresentableWeights_GivenScale_ReachAsFarWithSlices([ValueSource(nameof(_slices))] WeightSlices slices)
    {
        WeightScale scale = new(ScaleReach.Fixed, Conductance.FromMicrosiemens(33));
        IWeightMapping differential = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, slices);
        IWeightMapping offset = new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, slices);

        (double low, double high) = differential.RepresentableWeights(SimulatorSamples.IdealDevice, scale);
        (double lower, double higher) = offset.RepresentableWeights(SimulatorSamples.IdealDevice, scale);

        // By hand: 99 uS of window are 3 weights of 33 uS; half of it, less the code that is never used, M/(2M + 1), for the offset.
        double half = (double)slices.HighestCode / ((2 * slices.HighestCode) + 1);
        Assert.That((low, high), Is.EqualTo((-3.0, 3.0)).Using<double>((a, b) => Math.Abs(a - b) < 1e-9));
        Assert.That((lower, higher), Is.EqualTo((-3.0 * half, 3.0 * half)).Using<double>((a, b) => Math.Abs(a - b) < 1e-9));
    }

    [Test]
    public void Map_WeightsBeyondAGivenScale_CountsEachOnce()
    {
        MappedMatrix mapped = new(new WeightMatrix(1, 4, [-2.0, -0.5, 0.5, 1.5]), SimulatorSamples.Hardware with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(2)),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromMicrosiemens(99)),
        });

        Assert.That(mapped.Tiles[0].ClippedWeights, Is.EqualTo(2));
    }

    [Test]
    public void Freeze_CalibratedSlices_GivesEachSliceARangeOfItsOwn()
    {
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc, new WeightSlices(2)),
            Dac = new DacSettings(),
            Adc = new AdcSettings(),
        };

        FrozenConverters converters = Calibration.Freeze(
            new MappedMatrix(SimulatorSamples.Weights(16, 100), hardware).ProgramIdeally(), SimulatorSamples.Inputs(20, 100, signed: false));

        AdcRange[] ranges = [.. Enumerable.Range(0, 128).Select(line => converters.Adc(0, line)!.Range)];
        Assert.That(ranges.Distinct().Count(), Is.EqualTo(4));
        Assert.That(ranges.Chunk(8).Select(output => output.Distinct().Count()), Is.All.EqualTo(4), "both columns of a slice share one");
    }

    [Test]
    public void Refusal_TooFewLevelsForTheDigits_SaysHowManyThereAre()
    {
        WeightSlices slices = new(3);

        string complaint = "with cells of 3 bits needs 8 conductances; the levels of 'five-levels' tell 5 of them apart.";
        Assert.That(
            new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, slices).Refusal(SimulatorSamples.FiveLevels),
            Is.EqualTo($"mapping 'differential' {complaint}"));
        Assert.That(
            new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Digital, slices).Refusal(SimulatorSamples.FiveLevels),
            Is.EqualTo($"mapping 'offset' {complaint}"));
        Assert.That(new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Digital, slices).Refusal(SimulatorSamples.IdealDevice), Is.Null);
    }

    [TestCase(0, 8)]
    [TestCase(17, 8)]
    [TestCase(2, 1)]
    [TestCase(2, 17)]
    public void Constructor_BitsThatAreNone_Throws(int cellBits, int weightBits) =>
        Assert.That(() => new WeightSlices(cellBits, weightBits), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Constructor_CellsThatWeightsDoNotFill_Throws()
    {
        Assert.That(() => new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(8)), Throws.ArgumentException);
        Assert.That(() => new DifferentialMapping(PairBalance.TwoSided, Subtraction.BeforeAdc, new WeightSlices(2)), Throws.ArgumentException);
        Assert.That(() => new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, new WeightSlices(9)), Throws.ArgumentException);
    }
}
