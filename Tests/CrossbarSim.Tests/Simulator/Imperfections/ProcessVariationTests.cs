using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Imperfections;

/// <summary>Mismatch, corners, and the independent numbers of Golden/methods/16_nonidealities.json.</summary>
public sealed class ProcessVariationTests
{
    private static readonly LayerAddress _address = LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 0), 0);

    // Weights 1, 0.5, 0 and -0.5 of the largest on a window of 1 to 100 uS.
    private static readonly WeightMatrix _weights = new(1, 4, [1.0, 0.5, 0.0, -0.5]);

    private static double[] Weights(ICellImperfection imperfection, IWeightMapping? mapping = null, IDeviceModel? device = null) =>
        new MappedMatrix(_weights, SimulatorSamples.Hardware with
        {
            Device = device ?? SimulatorSamples.IdealDevice,
            Mapping = mapping ?? new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
            NoiseScale = 0,
            Imperfections = [imperfection],
        }).Program(_address).EffectiveWeights();

    /// <summary>By hand: 3.5 %·um on 0.5 um by 0.1 um is 3.5 % / √0.05 = 15.65 %; four times the area, half of that.</summary>
    [TestCase(0.5, 0.1, 0.035 / 0.22360679774997896)]
    [TestCase(1.0, 0.2, 0.035 / 0.22360679774997896 / 2)]
    public void Pelgrom_SizeOfACell_GivesItsSpread(double width, double length, double expected)
    {
        WeightMatrix weights = new(64, 128, [.. Enumerable.Repeat(1.0, 64 * 128)]);
        PelgromMismatch mismatch = new(0.035e-6, Length.FromMicrometres(width), Length.FromMicrometres(length));
        CrossbarSettings hardware = SimulatorSamples.Hardware with { Imperfections = [mismatch] };

        double[] cells = new MappedMatrix(weights, hardware).Program(_address).Cells(0).ToArray();

        // Every other cell is at 100 uS, the others at 1 uS. Sigma of N samples has standard error sigma/√(2N); allow five.
        double[] parts = [.. cells.Select((cell, i) => (cell / (i % 2 == 0 ? 100e-6 : 1e-6)) - 1)];
        double sigma = Math.Sqrt(parts.Average(part => part * part));
        Assert.That(mismatch.Sigma, Is.EqualTo(expected).Within(1e-12));
        Assert.That(sigma, Is.EqualTo(expected).Within(5 * expected / Math.Sqrt(2.0 * parts.Length)));
        Assert.That(parts.Distinct().Count(), Is.EqualTo(parts.Length).Within(20));
    }

    [TestCase(0, 1, 1)]
    [TestCase(1, 0, 1)]
    [TestCase(1, 1, double.NaN)]
    public void Pelgrom_SizeThatIsNone_Throws(double coefficient, double width, double length) => Assert.That(
        () => new PelgromMismatch(coefficient, Length.FromMetres(width), Length.FromMetres(length)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    // By hand: every conductance and so every weight by the same part; n devices only.
    [TestCase(CornerKind.Ff, 1.1)]
    [TestCase(CornerKind.Ss, 0.9)]
    public void Corner_OnlyNDevices_ScalesEveryWeight(CornerKind corner, double factor)
    {
        double[] weights = Weights(new ProcessCorner(corner, 0.1));

        Assert.That(weights, Is.EqualTo(new[] { factor, 0.5 * factor, 0, -0.5 * factor }).Within(1e-12));
    }

    // By hand: G+ is a p device, G- an n device. Weight 0.5 is 50.5 uS against 1 uS; (p·50.5 - n·1)/99 and so on.
    [TestCase(CornerKind.Ff, 1.1, 1.2)]
    [TestCase(CornerKind.Ss, 0.9, 0.8)]
    [TestCase(CornerKind.Fs, 1.1, 0.8)]
    [TestCase(CornerKind.Sf, 0.9, 1.2)]
    public void Corner_PushPullPairs_ShiftsTheTwoSidesByThemselves(CornerKind corner, double n, double p)
    {
        double[] before = Weights(new ProcessCorner(corner, 0.1, 0.2));
        double[] after = Weights(new ProcessCorner(corner, 0.1, 0.2), new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc));

        Assert.That(before, Is.EqualTo(new[] { ((p * 100) - n) / 99, ((p * 50.5) - n) / 99, (p - n) / 99, (p - (n * 50.5)) / 99 }).Within(1e-12));
        Assert.That(after, Is.EqualTo(before).Within(1e-15));
    }

    /// <summary>A zero of mirrored levels is two cells at one level, of which one is taken for granted: both shift.</summary>
    [TestCase(CornerKind.Ff, 1.1, 1.1, null)]
    [TestCase(CornerKind.Sf, 0.9, 1.2, 0.2)]
    public void Corner_MirroredLevels_ShiftsThePartnersToo(CornerKind corner, double n, double p, double? shift)
    {
        LevelTableDevice device = new("two", new ConductanceLevels([20e-6, 40e-6], [1e-7, 2e-7])); // the steadiest is at 20 uS

        double[] weights = Weights(new ProcessCorner(corner, 0.1, shift), new LevelMapping(LevelMeaning.Mirrored), device);

        Assert.That(weights, Is.EqualTo(new[] { p, p / 2, (p - n) / 2, -n / 2 }).Within(1e-12));
    }

    [Test]
    public void Corner_EveryChip_IsTheSame()
    {
        ProcessCorner corner = new(CornerKind.Ff, 0.1);
        CrossbarSettings hardware = SimulatorSamples.Hardware with { Imperfections = [corner] };

        Assert.That(hardware.IsRandom, Is.False);
        Assert.That((hardware with { Imperfections = [corner, new StuckCells(0.1, 0)] }).IsRandom, Is.True);
        Assert.That((hardware with { ReadNoise = new ReadNoise(0.1, DeviationScale.Level, SimulatorSamples.IdealDevice) }).IsRandom, Is.True);
    }

    [TestCase(CornerKind.Tt, 0.1, null)]
    [TestCase(CornerKind.Ff, 0.0, null)]
    [TestCase(CornerKind.Ff, 1.0, null)]
    [TestCase(CornerKind.Fs, 0.1, 0.0)]
    [TestCase(CornerKind.Fs, double.NaN, 0.1)]
    public void Corner_ThatChangesNothingOrTooMuch_Throws(CornerKind corner, double n, double? p) =>
        Assert.That(() => new ProcessCorner(corner, n, p), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void SubtractedCells_Mappings_AreThoseThatCountAgainstTheirOutputs()
    {
        Assert.That(Of(new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc)), Is.EqualTo("+-+-+-+-"));
        Assert.That(Of(new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc, new WeightSlices(4))), Is.EqualTo("+-+-+-+-+-+-+-+-"));
        Assert.That(Of(new OffsetMapping(Subtraction.BeforeAdc)), Is.EqualTo("-+-+-+-+"));
        Assert.That(Of(new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital)), Is.EqualTo("++++"));
        Assert.That(Of(new BinaryMapping(WeightMagnitude.Mean)), Is.EqualTo("+-+-+-+-"));
        Assert.That(Of(new LevelMapping(LevelMeaning.Mirrored), SimulatorSamples.FiveLevels), Is.EqualTo("+++-"));

        static string Of(IWeightMapping mapping, IDeviceModel? device = null) => string.Concat(new MappedMatrix(_weights, SimulatorSamples.Hardware with
        {
            Device = device ?? SimulatorSamples.IdealDevice,
            Mapping = mapping,
        }).Tiles.Single().SubtractedCells().Select(subtracted => subtracted ? '-' : '+'));
    }

    /// <summary>w(1 + σz), w + σ·max|w|·z and w·e^(σz); a weight below zero is the conductance of the subtracted cell.</summary>
    [TestCase("multiplicative", DeviationLaw.Gaussian, DeviationScale.Level)]
    [TestCase("additive_maxabs", DeviationLaw.Gaussian, DeviationScale.FullScale)]
    [TestCase("lognormal", DeviationLaw.Lognormal, DeviationScale.Level)]
    public void Deviated_GivenDraws_AreTheReferenceWeights(string kind, DeviationLaw law, DeviationScale scale)
    {
        JsonElement test = Case("process_variation");
        double sigma = test.GetProperty("params").GetProperty("sigma").GetDouble();
        double[] weights = Numbers(test, "inputs", "w");
        double[] draws = Numbers(test, "inputs", "z");
        bool isAbsolute = scale == DeviationScale.FullScale;

        double[] changed = [.. weights.Zip(draws, (w, z) => w < 0
            ? -Deviation.Deviated(-w, sigma * (isAbsolute ? -z : z), law, scale, weights.Max(Math.Abs))
            : Deviation.Deviated(w, sigma * z, law, scale, weights.Max(Math.Abs)))];

        Assert.That(changed, Is.EqualTo(Numbers(test, "expected", kind)).Within(1e-9));
    }

    /// <summary>Saturation at 0 and 255, rounded, is what an 8-bit converter does; without rounding, what the limit of a column does.</summary>
    [Test]
    public void Saturation_AtZeroAnd255_IsThatOfTheConverters()
    {
        JsonElement test = Case("saturation_0_255");
        double[] values = Numbers(test, "inputs", "x");
        double[] rounded = Numbers(test, "expected", "saturate_rounded");
        UniformAdc adc = new(8, new AdcRange(0, 255));
        Dac dac = new(8, 0, 255, Voltage.FromVolts(1));
        double[] codes = new double[values.Length];

        int clipped = dac.Convert(values, codes);

        Assert.That(values.Select(x => adc.Value(adc.Code(x))), Is.EqualTo(rounded).Within(1e-9));
        Assert.That(codes, Is.EqualTo(rounded).Within(1e-9));
        Assert.That(clipped, Is.EqualTo(values.Count(x => x is < 0 or > 255)));
    }

    [Test]
    public void Saturation_ColumnLimit_IsThatOfTheReferenceAndCounted()
    {
        JsonElement test = Case("saturation_0_255");
        (double Value, double Expected)[] pairs = [.. Numbers(test, "inputs", "x").Zip(Numbers(test, "expected", "saturate")).Where(pair => pair.First >= 0)];
        double unit = 99e-6 * 0.2 / 300; // a cell of 99 uS, an input of 300 is 0.2 V
        CrossbarSettings hardware = SimulatorSamples.Hardware with
        {
            Device = new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(99)),
            Dac = new DacSettings { Bits = null, Range = RangeRule.Fixed, High = 300 },
            ColumnLimit = Current.FromAmperes(255 * unit),
        };

        (double[] outputs, ConversionCounts counts) = SimulatorSamples.Multiply(
            new MappedMatrix(new WeightMatrix(1, 1, [1.0]), hardware).ProgramIdeally(), [.. pairs.Select(pair => pair.Value)]);

        Assert.That(outputs, Is.EqualTo(pairs.Select(pair => pair.Expected)).Within(1e-9));
        Assert.That(counts.LimitedCurrents, Is.EqualTo(2), "255.4 and 300");
    }

    private static JsonElement Case(string name)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("methods", "16_nonidealities.json")));
        return golden.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name).Clone();
    }

    private static double[] Numbers(JsonElement test, string part, string key) =>
        [.. test.GetProperty(part).GetProperty(key).EnumerateArray().Select(v => v.GetDouble())];
}
