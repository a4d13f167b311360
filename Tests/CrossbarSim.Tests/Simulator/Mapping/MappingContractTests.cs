using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Mapping;

/// <summary>What every mapping owes, for every mapping in the catalog.</summary>
public sealed class MappingContractTests
{
    private static IEnumerable<string> All => MappingCatalog.Standard.Kinds.Keys.Order();

    private static readonly LevelTableDevice _fineLevels = new(
        "fine", ConductanceLevels.Equidistant(Conductance.FromMicrosiemens(2), Conductance.FromMicrosiemens(50), 32));

    [Test]
    public void Map_AnyWeights_AimsOnlyAtLevelsOfTheDevice([ValueSource(nameof(All))] string name)
    {
        MappedMatrix mapped = Map(name, SimulatorSamples.Weights(70, 150));

        Assert.That(mapped.Tiles.SelectMany(tile => tile.Targets).Except(_fineLevels.Levels.Means.ToArray()), Is.Empty);
    }

    /// <summary>Trap 4: a table of n levels gives at most n distinct conductances and, mirrored, 2n + 1 distinct weights.</summary>
    [Test]
    public void EffectiveWeights_TableOfLevels_AreNoMoreThanTheLevelsAllow([ValueSource(nameof(All))] string name)
    {
        MappedMatrix mapped = Map(name, SimulatorSamples.Weights(70, 150));

        int cells = mapped.Tiles.SelectMany(tile => tile.Targets).Distinct().Count();
        int weights = mapped.ProgramIdeally().EffectiveWeights().Select(w => Math.Round(w, 9)).Distinct().Count();
        Assert.That(cells, Is.InRange(2, 32));
        Assert.That(weights, Is.InRange(2, name is "raw-levels" or "shifted-levels" or "offset" ? 32 : 65));
    }

    [Test]
    public void EffectiveWeights_WeightsInReach_AreTheNearestRepresentableOnes([ValueSource(nameof(All))] string name)
    {
        // Weights that lie exactly on representable values must come back as they were.
        double[] representable = [.. Map(name, SimulatorSamples.Weights(70, 150)).ProgramIdeally().EffectiveWeights()];
        WeightMatrix weights = new(70, 150, representable);
        MappedMatrix mapped = Map(name, weights, SiemensPerWeight(name, SimulatorSamples.Weights(70, 150)));

        Assert.That(mapped.ProgramIdeally().EffectiveWeights(), Is.EqualTo(representable).Within(1e-9));
        Assert.That(mapped.Tiles.Sum(tile => tile.ClippedWeights), Is.Zero);
    }

    /// <summary>Trap 9: a single-column mapping represents negative weights, it does not clip them.</summary>
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

    private static IWeightMapping Mapping(string name) => MappingCatalog.Standard.Kinds[name].Create(new MappingOptions());

    private static MappedMatrix Map(string name, WeightMatrix weights, WeightScale? scale = null) => new(
        weights,
        SimulatorSamples.Hardware with
        {
            Device = _fineLevels,
            Mapping = Mapping(name),
            Scale = scale ?? new WeightScale(ScaleReach.Layer),
        });

    private static WeightScale SiemensPerWeight(string name, WeightMatrix weights) => new(
        ScaleReach.Fixed, Conductance.FromSiemens(Map(name, weights).Tiles[0].Outputs[0].SiemensPerWeight));
}
