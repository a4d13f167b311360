using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class CurrentLawTests
{
    [Test]
    public async Task Run_AnotherLawOfCurrent_IsAnotherDevice()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of(
            "run", scenario, "--out", folder.File("run"), "--set", "sweep.hardware.device.current=[ohmic, {law: sinh, v0: 0.3 V}, {law: sinh, v0: 0.4 V}]");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        using JsonDocument results = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("run/results.json")));
        string?[] hashes = [.. results.RootElement.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("hash").GetString())];
        Assert.That(hashes, Has.Length.EqualTo(3).And.Unique);
    }
}
