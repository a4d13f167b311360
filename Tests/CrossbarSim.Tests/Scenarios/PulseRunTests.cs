using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary><c>hardware.programming.by</c>: scenarios whose cells pulses program.</summary>
[TestFixture]
public sealed class PulseRunTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Run_WriteVerifyAndPulses_ReportPulsesAndCells()
    {
        ProgramRun verified = await Run(Pulsed("aihwkit-ecram", "by: write-verify, tolerance: 1 %, max-pulses: 2000"), "verified");
        ProgramRun blind = await Run(Pulsed("aihwkit-ecram", "by: pulses"), "blind");

        Assert.That(verified.ExitCode, Is.Zero, verified.Errors);
        Assert.That(blind.ExitCode, Is.Zero, blind.Errors);
        Assert.That(verified.Output, Does.Match(@"\nPulses: [\d.]+ for a cell on average and 2000 at most \(point 0, \w+, the worst layer\); [\d.]+ % of its cells are not within the tolerance after them\.\n"));
        Assert.That(blind.Output, Does.Match(@"\nPulses: [\d.]+ for a cell on average and \d+ at most \(point 0, \w+, which takes most\)\.\n"));
        JsonElement effect = Point("verified").GetProperty("layers").EnumerateArray().First(layer => layer.GetProperty("tiles").GetInt32() > 0).GetProperty("effects")[0];
        Assert.That(effect.GetProperty("imperfection").GetString(), Is.EqualTo("programming"));
        Assert.That(effect.GetProperty("pulses").GetProperty("mean").GetDouble(), Is.Positive);
        Assert.That(effect.GetProperty("pulses").GetProperty("notConverged").GetDouble(), Is.InRange(0, 0.2));
        Assert.That(Error("verified"), Is.Positive.And.LessThan(Error("blind")));
        string[] header = (await File.ReadAllLinesAsync(Path.Combine(_folder.File("verified"), "results.csv")))[0].Split(',');
        Assert.That(header[^3..], Is.EqualTo(new[] { "pulses_mean", "pulses_max", "pulses_not_converged" }));
    }

    [Test]
    public async Task Run_DeviceThatPulsesProgram_IsVerifiedUnlessSaidOtherwise()
    {
        string usual = Pulsed("aihwkit-ecram", "noise-scale: 1");
        ProgramRun said = await Run(Pulsed("aihwkit-ecram", "by: write-verify, tolerance: 1 %, max-pulses: 1000, start: lowest"), "said");
        ProgramRun unsaid = await Run(usual, "unsaid");
        ProgramRun exact = await Run(Pulsed("aihwkit-ecram", "by: target"), "exact");

        Assert.That(unsaid.ExitCode, Is.Zero, unsaid.Errors);
        Assert.That(Point("unsaid").GetProperty("hash").GetString(), Is.EqualTo(Point("said").GetProperty("hash").GetString()), said.Errors);
        Assert.That(Error("exact"), Is.Zero, exact.Errors);
    }

    [TestCase("by: pulses", "by: write-verify")]
    [TestCase("by: target", "by: pulses")]
    [TestCase("tolerance: 5 %", "tolerance: 1 %")]
    [TestCase("tolerance: 0.1 uS", "tolerance: 1 %")]
    [TestCase("max-pulses: 10", "max-pulses: 1000")]
    [TestCase("start: highest", "start: lowest")]
    [TestCase("noise-scale: 0", "noise-scale: 1")]
    [TestCase("noise-scale: 2", "noise-scale: 1")]
    public Task Run_SettingOfPulsesChanged_ChangesResults(string changed, string usual) =>
        Measurements.AssertDiffer(Pulsed("aihwkit-ecram", usual), [], [$"hardware.programming={{{changed}}}"]);

    [Test]
    public async Task Run_OtherThreads_GivesTheSameBytes()
    {
        string scenario = _folder.Write("s.yaml", Pulsed("aihwkit-reram-es", "by: write-verify, tolerance: 2 %, max-pulses: 100"));

        foreach (string threads in new[] { "1", "4" })
        {
            ProgramRun run = await ProgramRun.Of("run", scenario, "--out", _folder.File(threads), "--threads", threads);
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
        }

        Assert.That(
            await File.ReadAllBytesAsync(Path.Combine(_folder.File("4"), "results.json")),
            Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(_folder.File("1"), "results.json"))));
    }

    [Test]
    public async Task Run_MeasuredPulsesOfADeviceFile_AreUsed()
    {
        ProgramRun run = await Run(Pulsed("gong-reram", "by: pulses"), "gong");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Errors, Does.Not.Contain("pulses is read and checked"));
        Assert.That(Error("gong"), Is.Positive);
    }

    [TestCase("ideal", "by: pulses", "by: nothing is known of pulses on device 'ideal': it is of no kind that pulses program, and its file has no section 'pulses'.")]
    [TestCase("ideal", "by: pulse", "by: 'pulse' is not known here. Did you mean 'pulses'? Known: target, pulses, write-verify.")]
    [TestCase("ideal", "tolerance: 1 %", "tolerance: means nothing where cells are not verified, as they are with 'by: write-verify'.")]
    [TestCase("ideal", "max-pulses: 10", "max-pulses: means nothing where cells are not programmed by pulses.")]
    [TestCase("ideal", "start: lowest", "start: means nothing where cells are not programmed by pulses.")]
    [TestCase("aihwkit-pcm", "by: write-verify", "by: on device 'aihwkit-pcm' there are no pulses that lower the conductance.")]
    [TestCase("aihwkit-pcm", "start: highest", "start: on device 'aihwkit-pcm' there are no pulses that lower the conductance.")]
    [TestCase("aihwkit-ecram", "by: pulses, tolerance: 1 %", "tolerance: means nothing where cells are not verified, as they are with 'by: write-verify'.")]
    [TestCase("aihwkit-ecram", "tolerance: 0 %", "tolerance: is 0: no cell would ever be within it.")]
    [TestCase("aihwkit-ecram", "tolerance: 1", "tolerance: '1' is neither a conductance, as in '0.5 uS', nor a percentage, as in '5 %'.")]
    [TestCase("aihwkit-ecram", "max-pulses: 0", "max-pulses: 0 is not between 1 and 1000000.")]
    public async Task Check_ProgrammingThatWillNotDo_SaysWhereAndWhat(string device, string keys, string problem)
    {
        ProgramRun run = await ProgramRun.Of("check", _folder.Write("s.yaml", Pulsed(device, keys)));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Match(@"^\S+s\.yaml\(10,\d+\): hardware\.programming\.").And.EndsWith($"hardware.programming.{problem}\n"));
    }

    [Test]
    public async Task Check_ExactMethod_RefusesKeysOfProgramming()
    {
        ProgramRun run = await ProgramRun.Of("check", _folder.Write(
            "s.yaml", Pulsed("aihwkit-ecram", "max-pulses: 10").Replace("method: ptq-noise", "method: ptq-mean", StringComparison.Ordinal)));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.EndWith("hardware.programming.max-pulses: no point uses this: 'ptq-mean' programs without error.\n"));
    }

    private static string Pulsed(string device, string keys) => SampleScenario.Text
        .Replace("{ name: synthetic-100-levels, levels: 16 }", device, StringComparison.Ordinal)
        .Replace("noise-scale: 5", keys, StringComparison.Ordinal)
        .Replace("mirrored-levels", "differential", StringComparison.Ordinal);

    private Task<ProgramRun> Run(string scenario, string name) => ProgramRun.Of("run", _folder.Write($"{name}.yaml", scenario), "--out", _folder.File(name));

    private double Error(string run) => Point(run).GetProperty("programmingErrorMicrosiemens").GetDouble();

    private JsonElement Point(string run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.File(run), "results.json")))
        .RootElement.GetProperty("points")[0];
}
