using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Mapping;

/// <summary>What every mapping owes, for every mapping in the catalog.</summary>
public sealed class MappingContractTests
{
    private static readonly MappingOptions _usual = new();

    /// <summary>Every mapping as it usually is, and with every other option that it has.</summary>
    private static IEnumerable<TestCaseData> All => MappingCatalog.Standard.Kinds.Values.OrderBy(kind => kind.Name).SelectMany(kind => Options(kind)
        .Select(options => new TestCaseData(kind.Name, options).SetArgDisplayNames($"{kind.Name} {options}")));

    private static IEnumerable<MappingOptions> Options(MappingKind kind)
    {
        yield return _usual;
        if (kind.UsesBalance)
        {
            yield return new MappingOptions(Balance: PairBalance.TwoSided);
        }

        if (kind.UsesSubtraction)
        {
            yield return new MappingOptions(Subtraction: Subtraction.AfterAdc);
        }

        if (kind.UsesReference)
        {
            yield return _usual with { Reference = OffsetReference.Digital };
        }

        if (kind.UsesMagnitude)
        {
            yield return _usual with { Magnitude = WeightMagnitude.Largest };
        }

        if (kind.UsesArrays)
        {
            yield return _usual with { Arrays = ArrayLayout.Separate };
        }

        if (kind.SlicedBits is not null)
        {
            yield return _usual with { Slices = new WeightSlices(1), Arrays = ArrayLayout.Separate };
            yield return _usual with { Slices = new WeightSlices(1) };
            yield return new MappingOptions(Subtraction: Subtraction.AfterAdc) { Slices = new WeightSlices(1, 5) };
            yield return _usual with { Slices = new WeightSlices(5, 6), Reference = OffsetReference.Digital };
        }
    }

    private static readonly LevelTableDevice _fineLevels = new(
        "fine", ConductanceLevels.Equidistant(Conductance.FromMicrosiemens(2), Conductance.FromMicrosiemens(50), 32));

    [TestCaseSource(nameof(All))]
    public void Map_AnyWeights_AimsOnlyAtLevelsOfTheDevice(string name, MappingOptions options)
    {
        MappedMatrix mapped = Map(name, SimulatorSamples.Weights(70, 150), options: options);

        Assert.That(mapped.Tiles.SelectMany(tile => tile.Targets).Except(_fineLevels.Levels.Means.ToArray()), Is.Empty);
    }

    /// <summary>Trap 4: a table of n levels gives at most n distinct conductances and, mirrored, 2n + 1 distinct weights.</summary>
    [TestCaseSource(nameof(All))]
    public void EffectiveWeights_TableOfLevels_AreNoMoreThanTheLevelsAllow(string name, MappingOptions options)
    {
        MappedMatrix mapped = Map(name, SimulatorSamples.Weights(70, 150), options: options);

        int cells = mapped.Tiles.SelectMany(tile => tile.Targets).Distinct().Count();
        int weights = mapped.ProgramIdeally().EffectiveWeights().Select(w => Math.Round(w, 9)).Distinct().Count();
        Assert.That(cells, Is.InRange(2, 32));
        Assert.That(weights, Is.InRange(2, options.Slices is WeightSlices slices
            ? (2 * slices.HighestCode) + 1
            : name is "raw-levels" or "shifted-levels" or "offset" ? 32 : 65));
    }

    [TestCaseSource(nameof(All))]
    public void EffectiveWeights_WeightsInReach_AreTheNearestRepresentableOnes(string name, MappingOptions options)
    {
        // Weights that lie exactly on representable values must come back as they were.
        double[] representable = [.. Map(name, SimulatorSamples.Weights(70, 150), options: options).ProgramIdeally().EffectiveWeights()];
        WeightMatrix weights = new(70, 150, representable);
        MappedMatrix mapped = Map(name, weights, SiemensPerWeight(name, options, SimulatorSamples.Weights(70, 150)), options);

        Assert.That(mapped.ProgramIdeally().EffectiveWeights(), Is.EqualTo(representable).Within(1e-9));
        Assert.That(mapped.Tiles.Sum(tile => tile.ClippedWeights), Is.Zero);
    }

    /// <summary>Mappings for signed weights represent negative ones, they do not clip them.</summary>
    [TestCase("offset")]
    [TestCase("differential")]
    [TestCase("mirrored-levels")]
    public void EffectiveWeights_NegativeWeights_StayNegative(string name)
    {
        WeightMatrix weights = new(1, 4, [-1.0, -0.9, 0.0, 1.0]);

        double[] effective = Map(name, weights).ProgramIdeally().EffectiveWeights();

        // 15.5 steps to a side at the coarsest: within one step of the wanted weight.
        Assert.That(effective, Is.EqualTo(new[] { -1.0, -0.9, 0.0, 1.0 }).Within(1.0 / 15.5));
        Assert.That(effective[2], Is.Zero);
    }

    [TestCase("raw-levels", 2)]
    [TestCase("shifted-levels", 2)]
    public void Map_NegativeWeightsOnUnsignedLevels_CountsThemAsClipped(string name, int clipped)
    {
        MappedMatrix mapped = Map(name, new WeightMatrix(1, 4, [-1.0, -0.5, 0.5, 1.0]));

        Assert.That(mapped.Tiles.Sum(tile => tile.ClippedWeights), Is.EqualTo(clipped));
    }

    [TestCase("mirrored-levels", "mapping 'mirrored-levels' needs a device with a table of levels; 'ideal' has none. Use 'differential' or 'offset', or give it 'levels'.")]
    [TestCase("differential", null)]
    [TestCase("offset", null)]
    public void Refusal_DeviceWithoutLevels_SaysWhy(string name, string? message)
    {
        Assert.That(Mapping(name).Refusal(SimulatorSamples.IdealDevice), Is.EqualTo(message));
    }

    private static IWeightMapping Mapping(string name, MappingOptions? options = null) => MappingCatalog.Standard.Kinds[name].Create(options ?? _usual);

    private static MappedMatrix Map(string name, WeightMatrix weights, WeightScale? scale = null, MappingOptions? options = null) => new(
        weights,
        SimulatorSamples.Hardware with
        {
            Device = _fineLevels,
            Mapping = Mapping(name, options),
            Scale = scale ?? new WeightScale(ScaleReach.Layer),
        });

    /// <summary>The given scale that amounts to that of a layer. Slices add up to more conductance a weight than one cell would have.</summary>
    private static WeightScale SiemensPerWeight(string name, MappingOptions options, WeightMatrix weights)
    {
        double perUnit = PerWeight(new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(1)));
        return new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(PerWeight(new WeightScale(ScaleReach.Layer)) / perUnit));

        double PerWeight(WeightScale scale) => Map(name, weights, scale, options).Tiles[0].Outputs[0].SiemensPerWeight;
    }
}
