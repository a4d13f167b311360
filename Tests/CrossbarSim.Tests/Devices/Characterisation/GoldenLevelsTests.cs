using System.Text.Json;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;

namespace CrossbarSim.Tests.Devices.Characterisation;

/// <summary>
/// Level construction against <c>Golden/methods/15_conductance_levels.json</c>: an independent Python reference of the
/// published method (means and population sigmas of repeated readings, sorting, uniform sampling, nearest level).
/// </summary>
[TestFixture]
public sealed class GoldenLevelsTests
{
    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Golden", "methods", "15_conductance_levels.json")))
        .RootElement.GetProperty("cases").EnumerateArray()];

    private static IEnumerable<string> SamplingCases =>
        Cases.Select(NameOf).Where(name => name.StartsWith("uniform_interval", StringComparison.Ordinal));

    [Test]
    public void From_GoldenReadings_GivesTheGoldenLevels()
    {
        JsonElement golden = Case("conductance_mode1");
        ConductanceLevels levels = Levels(golden);
        double scaling = golden.GetProperty("params").GetProperty("scaling_factor").GetDouble();
        JsonElement expected = golden.GetProperty("expected");

        Assert.That(levels.Means.ToArray().Select(mean => mean * scaling), Is.EqualTo(Numbers(expected, "levels")).Within(1e-12));
        Assert.That(levels.Sigmas.ToArray().Select(sigma => sigma * scaling), Is.EqualTo(Numbers(expected, "std")).Within(1e-12));
    }

    [Test]
    public void Nearest_GoldenWeights_GivesTheGoldenIndices()
    {
        JsonElement golden = Case("conductance_mode1");
        ConductanceLevels levels = Levels(golden);
        double scaling = golden.GetProperty("params").GetProperty("scaling_factor").GetDouble();

        IEnumerable<int> indices = Numbers(golden.GetProperty("inputs"), "W").Select(weight => levels.Nearest(weight / scaling));

        Assert.That(indices, Is.EqualTo(Numbers(golden.GetProperty("expected"), "index").Select(index => (int)index)));
    }

    [TestCaseSource(nameof(SamplingCases))]
    public void UniformIndices_GoldenCount_GivesTheGoldenIndices(string name)
    {
        JsonElement golden = Case(name).GetProperty("inputs").ValueKind == JsonValueKind.Object
            ? Case(name).GetProperty("inputs")
            : Case(name).GetProperty("params");

        int[] indices = ConductanceLevels.UniformIndices(
            golden.GetProperty("available").GetInt32(), golden.GetProperty("num_of_G").GetInt32());

        Assert.That(indices, Is.EqualTo(Numbers(Case(name).GetProperty("expected"), "indices").Select(index => (int)index)));
    }

    private static ConductanceLevels Levels(JsonElement golden)
    {
        double[][] rows = [.. golden.GetProperty("inputs").GetProperty("rows").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(number => number.GetDouble()).ToArray())];
        ReadingsTable table = new("golden", [.. rows.Select((row, i) => new ReadingsRow(i + 1, 1, row[1..]))], false);
        return MeasuredLevels.From(table, 1, Monotone.Any, _ => 0);
    }

    private static JsonElement Case(string name) => Cases.Single(each => NameOf(each) == name);

    private static string NameOf(JsonElement each) => each.GetProperty("name").GetString()!;

    private static double[] Numbers(JsonElement parent, string name) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
