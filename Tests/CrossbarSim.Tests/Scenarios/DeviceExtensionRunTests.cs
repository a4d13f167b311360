using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary><c>--devices</c>: kinds of device from an assembly of one's own.</summary>
[TestFixture]
public sealed class DeviceExtensionRunTests
{
    private static readonly string Scenario = SampleScenario.Text
        .Replace("{ name: synthetic-100-levels, levels: 16 }", "{ kind: lognormal, lowest: 1 uS, highest: 100 uS, sigma: 0.2 }", StringComparison.Ordinal)
        .Replace("mirrored-levels", "differential", StringComparison.Ordinal);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Run_DeviceOfTheSample_ProgramsWithItsErrorAndAddressesResultsByItsNumbers()
    {
        ProgramRun first = await Run(Scenario, "first");
        ProgramRun other = await Run(Scenario.Replace("sigma: 0.2", "sigma: 0.4", StringComparison.Ordinal), "other");

        Assert.That(first.ExitCode, Is.Zero, first.Errors);
        Assert.That(other.ExitCode, Is.Zero, other.Errors);
        JsonElement here = Point("first");
        JsonElement there = Point("other");
        Assert.That(here.GetProperty("programmingErrorMicrosiemens").GetDouble(), Is.Positive.And.LessThan(there.GetProperty("programmingErrorMicrosiemens").GetDouble()));
        Assert.That(here.GetProperty("hash").GetString(), Is.Not.EqualTo(there.GetProperty("hash").GetString()));
    }

    [Test]
    public async Task Run_DeviceFile_IsReadByItsKind()
    {
        _folder.Write("devices/mine.yaml", "kind: lognormal\nsource: a test\nlowest: 1 uS\nhighest: 100 uS\nsigma: 0.2\n");

        ProgramRun show = await ProgramRun.Of("device", "show", "mine", "--device-data", _folder.File("devices"), "--devices", SampleExtension.File);
        ProgramRun check = await ProgramRun.Of("device", "check", _folder.File("devices/mine.yaml"), "--devices", SampleExtension.File);
        ProgramRun list = await ProgramRun.Of("list", "devices", "--device-data", _folder.File("devices"), "--devices", SampleExtension.File);
        ProgramRun sample = await ProgramRun.Of(
            "device", "sample", "mine", "--device-data", _folder.File("devices"), "--devices", SampleExtension.File, "--target", "10 uS", "--count", "3");

        Assert.That(show.Output, Does.StartWith("mine\n  kind lognormal; 1 uS to 100 uS; programming error a factor of e^(0.2 z)\n"), show.Errors);
        Assert.That(check.Output, Is.EqualTo($"{_folder.File("devices/mine.yaml")} is fine.\n"));
        Assert.That(list.Output, Does.Contain("lognormal; 1 uS to 100 uS"));
        Assert.That(sample.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(4));
    }

    [Test]
    public async Task Check_WithoutTheOption_NamesTheKindsThereAre()
    {
        ProgramRun run = await ProgramRun.Of("check", _folder.Write("s.yaml", Scenario));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("hardware.device.kind: no kind of device is called 'lognormal'. Known: "));
    }

    [Test]
    public async Task Check_NoAssembly_EndsWithAComplaint()
    {
        string file = _folder.Write("text.dll", "no assembly");

        ProgramRun run = await ProgramRun.Of("check", _folder.Write("s.yaml", Scenario), "--devices", file);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Is.EqualTo($"--devices {file}: is no .NET assembly.\n"));
    }

    [Test]
    public async Task Check_ScenarioThatNamesAnAssembly_IsRefused()
    {
        ProgramRun run = await ProgramRun.Of("check", _folder.Write("s.yaml", Scenario + "devices: my.dll\n"), "--devices", SampleExtension.File);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("unknown key 'devices'."));
    }

    private Task<ProgramRun> Run(string scenario, string name) =>
        ProgramRun.Of("run", _folder.Write($"{name}.yaml", scenario), "--out", _folder.File(name), "--devices", SampleExtension.File);

    private JsonElement Point(string run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.File(run), "results.json")))
        .RootElement.GetProperty("points")[0];
}
