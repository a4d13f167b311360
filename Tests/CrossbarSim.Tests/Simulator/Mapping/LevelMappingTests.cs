using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Mapping;

/// <summary>Level tables as weights against Golden/methods/15_conductance_levels.json (independent re-computation).</summary>
public sealed class LevelMappingTests
{
    [TestCase("conductance_mode1", "raw-levels")]
    [TestCase("conductance_mode2", "shifted-levels")]
    [TestCase("conductance_mode3", "mirrored-levels")]
    public void Map_MeasuredTable_GivesTheReferenceWeights(string golden, string mapping)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(GoldenFile.Path("methods", "15_conductance_levels.json")));
        JsonElement test = document.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == golden);
        double[][] readings = [.. test.GetProperty("inputs").GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Skip(1).Select(v => v.GetDouble()).ToArray())];
        double[] weights = Numbers(test.GetProperty("inputs").GetProperty("W"));
        double[] order = [.. readings.Select(row => row.Average())];
        double[] sigmas = [.. readings.Select(row => Math.Sqrt(row.Average(v => (v - row.Average()) * (v - row.Average()))))];
        Array.Sort(order, sigmas);
        LevelTableDevice device = new("golden", new ConductanceLevels(order, sigmas));
        double perWeight = 1.0 / test.GetProperty("params").GetProperty("scaling_factor").GetDouble();

        MappedMatrix mapped = new(new WeightMatrix(1, weights.Length, weights), SimulatorSamples.Hardware with
        {
            Device = device,
            Mapping = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions()),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(perWeight)),
        });

        Assert.That(mapped.ProgramIdeally().EffectiveWeights(), Is.EqualTo(Numbers(test.GetProperty("expected").GetProperty("mapped"))).Within(1e-12));
    }

    [TestCase(0.02, 0.0)] // halfway between 0 and the lowest level, 0.04: down to 0
    [TestCase(-0.02, -0.04)] // halfway between -0.04 and 0: down to -0.04
    [TestCase(0.045, 0.04)]
    [TestCase(-0.045, -0.05)]
    public void Map_HalfwayBetweenTwoLevels_TakesTheLower(double weight, double expected)
    {
        // 2^-n levels, so that halfway is exact.
        double unit = Math.Pow(2, -18);
        LevelTableDevice device = new("exact", new ConductanceLevels([4 * unit, 5 * unit], [0, 0]));
        MappedMatrix mapped = new(new WeightMatrix(1, 1, [weight * 100]), SimulatorSamples.Hardware with
        {
            Device = device,
            Mapping = new LevelMapping(LevelMeaning.Mirrored),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(unit)),
        });

        Assert.That(mapped.ProgramIdeally().EffectiveWeights()[0] / 100, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void Program_NoisyLevels_SpreadsEachWeightAsItsLevelDoes()
    {
        const int Draws = 20_000;
        foreach ((double weight, double sigma) in new[] { (9e-6, 2e-7), (-9e-6, 2e-7), (5e-6, 1e-7), (0.0, 1e-7) })
        {
            MappedMatrix mapped = new(new WeightMatrix(100, 200, [.. Enumerable.Repeat(weight, Draws)]), SimulatorSamples.Hardware with
            {
                Device = SimulatorSamples.FiveLevels,
                Mapping = new LevelMapping(LevelMeaning.Mirrored),
                Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(1)),
                NoiseScale = 3,
            });

            double[] drawn = mapped.Program(LayerAddress.Of(CrossbarSim.Devices.Randomness.RandomKey.FromSeed(5), 0)).EffectiveWeights();

            // Sigma of N samples has standard error sigma/sqrt(2N), the mean sigma/sqrt(N); allow five. Zero: the steadiest level's.
            double mean = drawn.Average();
            double spread = Math.Sqrt(drawn.Average(v => (v - mean) * (v - mean)));
            Assert.That(mean, Is.EqualTo(weight).Within(5 * 3 * sigma / Math.Sqrt(Draws)));
            Assert.That(spread, Is.EqualTo(3 * sigma).Within(5 * 3 * sigma / Math.Sqrt(2 * Draws)));
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
