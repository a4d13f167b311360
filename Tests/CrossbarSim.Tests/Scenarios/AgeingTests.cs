namespace CrossbarSim.Tests.Scenarios;

/// <summary>Time in scenarios. Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class AgeingTests
{
    private const string Device = "device: { name: synthetic-100-levels, levels: 16 }\n  programming: { noise-scale: 5 }\n  mapping: { kind: mirrored-levels, scale: layer }";

    private static string Scenario(string device, string more = "") =>
        SampleScenario.With(Device, $"device: {device}\n  mapping: {{ kind: differential, scale: layer }}{more}");

    [TestCase("ageing: { time: 1 d }", "ageing: { time: 1 h }")]
    [TestCase("ageing: { time: 1 d, compensation: global }", "ageing: { time: 1 d }")]
    [TestCase("ageing: { time: 1 d, compensation: per-column }", "ageing: { time: 1 d, compensation: global }")]
    [TestCase("ageing: { time: 1 d, compensation: global, reference: exact }", "ageing: { time: 1 d, compensation: global }")]
    [TestCase("ageing: { time: 2 y, extrapolate: true }", "ageing: { time: 1 y }")]
    [TestCase("read-noise: none", "")]
    public async Task Run_SettingOfTime_ChangesResults(string changed, string unchanged)
    {
        using TemporaryFolder folder = new();
        string[] results = [await Results(folder, "a", unchanged), await Results(folder, "b", changed)];

        Assert.That(results[1], Is.Not.EqualTo(results[0]));
        Assert.That(await Results(folder, "c", changed), Is.EqualTo(results[1]));
    }

    [TestCase("ideal, lowest: 1 uS, highest: 9 uS", "ageing: { time: 1 d }", "sample.yaml(11,11): hardware.ageing: device 'ideal' has no drift: this would change nothing.")]
    [TestCase("ideal, lowest: 1 uS, highest: 9 uS", "read-noise: none", "sample.yaml(11,15): hardware.read-noise: device 'ideal' has no noise of reads of its own: this would change nothing.")]
    [TestCase("pcm", "ageing: { time: 2 y }", "sample.yaml(11,19): hardware.ageing.time: the data of device 'pcm' end at 1 y; 'extrapolate: true' goes on from there.")]
    [TestCase("pcm", "ageing: { time: 1 y, extrapolate: true }", "sample.yaml(11,37): hardware.ageing.extrapolate: the data of device 'pcm' go on to 1 y: this would change nothing.")]
    [TestCase("pcm", "ageing: { time: 1 d, reference: exact }", "sample.yaml(11,35): hardware.ageing.reference: means nothing without 'compensation'.")]
    [TestCase("pcm", "ageing: { time: -1 d }", "sample.yaml(11,19): hardware.ageing.time: -1 d is not between 0 s and 20000 y.")]
    [TestCase("reram-cmo-hfox-2-percent", "ageing: { time: 0.5 s }", "sample.yaml(11,19): hardware.ageing.time: device 'reram-cmo-hfox-2-percent' is known from 1 s on, and not before.")]
    public async Task Check_WrongTime_SaysWhereAndWhat(string device, string more, string complaint)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", Scenario($"{{ name: {device} }}", $"\n  {more}"));

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.ComplaintsIn(folder), Is.EqualTo(new[] { complaint }));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task Check_TimeBeyondTheDataAskedFor_IsFine()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", Scenario("pcm", "\n  ageing: { time: 2 y, extrapolate: true }"));

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
    }

    /// <summary>Noise of reads knows the time too: of cells that do not drift it is all that changes.</summary>
    [Test]
    public async Task Run_NoiseThatGrowsWithTime_ChangesResults()
    {
        const string Steady = "{ kind: state-dependent, lowest: 1 uS, highest: 25 uS, programming: { unit: uS, sigma: 0 }, "
            + "drift: { law: power, reference-time: 1 s, from: reference, nu: { mean: 0, std: 0 } }, read-noise: { unit: relative, read-time: 1 us, amplitude: 0.02 } }";
        using TemporaryFolder folder = new();
        string soon = await Results(folder, "a", "ageing: { time: 1 s }", Steady);

        Assert.That(await Results(folder, "b", "ageing: { time: 1 y }", Steady), Is.Not.EqualTo(soon));
        Assert.That(await Results(folder, "c", "ageing: { time: 1 s }", Steady), Is.EqualTo(soon));
    }

    private static async Task<string> Results(TemporaryFolder folder, string name, string more, string device = "pcm")
    {
        string scenario = folder.Write($"{name}.yaml", Scenario(device, more.Length == 0 ? "" : $"\n  {more}"));
        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File(name));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        return await File.ReadAllTextAsync(folder.File($"{name}/results.csv"));
    }
}
