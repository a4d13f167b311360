using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>What runs measured.</summary>
internal static class Measurements
{
    /// <summary>All that a run measured, less what merely repeats its settings.</summary>
    public static string Of(string results) => string.Join('\n', OfPoints(results));

    /// <summary>The same point by point.</summary>
    public static string[] OfPoints(string results)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(results));
        return [.. json.RootElement.GetProperty("points").EnumerateArray().Select(point =>
            point.GetProperty("baseline").GetRawText() + point.GetProperty("layers").GetRawText() + point.GetProperty("trials").GetRawText())];
    }

    /// <summary>Runs a scenario with one list of settings and with another, and sees to it that something else is measured.</summary>
    public static async Task AssertDiffer(string text, string[] settings, string[] others)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", text);

        ProgramRun usual = await ProgramRun.Of(["run", scenario, "--out", folder.File("usual"), .. settings.SelectMany(Set)]);
        ProgramRun changed = await ProgramRun.Of(["run", scenario, "--out", folder.File("changed"), .. others.SelectMany(Set)]);

        Assert.That((usual.ExitCode, changed.ExitCode), Is.EqualTo((0, 0)), usual.Errors + changed.Errors);
        Assert.That(Of(folder.File("changed/results.json")), Is.Not.EqualTo(Of(folder.File("usual/results.json"))));

        static string[] Set(string setting) => ["--set", setting];
    }
}
