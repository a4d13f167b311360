namespace CrossbarSim.Tests.Scenarios;

/// <summary><c>crossbarsim device</c>, run as from a shell.</summary>
[TestFixture]
public sealed class DeviceCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Fit_Measurement_MakesADeviceThatAllCommandsKnow()
    {
        string csv = _folder.Write("m.csv", "level,a,b,c\n1,1,2,3\n2,10,11,12\n3,20,21,22\n");
        string devices = _folder.File("devices");

        ProgramRun fit = await ProgramRun.Of("device", "fit", csv, "--kind", "levels", "--unit", "uS", "--name", "mine", "--source", "wafer 3", "--out", devices);
        ProgramRun show = await ProgramRun.Of("device", "show", "mine", "--device-data", devices, "--svg", _folder.File("p.svg"), "--html", _folder.File("p.html"));
        ProgramRun check = await ProgramRun.Of("device", "check", Path.Combine(devices, "mine.yaml"));
        ProgramRun list = await ProgramRun.Of("device", "list", "--device-data", devices);
        ProgramRun compare = await ProgramRun.Of("device", "compare", "mine", "ideal", "--device-data", devices);
        ProgramRun sample = await ProgramRun.Of("device", "sample", "mine", "--device-data", devices, "--count", "5", "--seed", "7");

        Assert.That(fit.ExitCode, Is.Zero, fit.Errors);
        Assert.That(fit.Output, Is.EqualTo(
            "3 levels from 2 to 21 uS, 3 readings each.\n3 of them can be told apart with at most 1 % of reads wrong on either side.\n"
            + $"The spread of a level is known to 2.9E+02 % or better.\nWrote {devices}/mine.yaml and {devices}/mine.csv.\n"));
        Assert.That(show.Output, Does.StartWith("mine\n  kind level-table; 2 uS to 21 uS; programming error 1 uS\n  source: wafer 3\n"), show.Errors);
        Assert.That(File.ReadAllText(_folder.File("p.svg")), Does.StartWith("<svg xmlns=").And.Contains("<circle").And.Not.Contains("<script"));
        Assert.That(File.ReadAllText(_folder.File("p.html")), Does.StartWith("<!DOCTYPE html>").And.Contains("<svg").And.Not.Contains("<script"));
        System.Xml.Linq.XDocument.Parse(File.ReadAllText(_folder.File("p.svg"))); // well-formed
        Assert.That(check.Output, Is.EqualTo($"{devices}/mine.yaml is fine.\n"));
        Assert.That(list.Output, Does.Contain("mine").And.Contain("3 levels; 2 uS to 21 uS; programming error 1 uS; wafer 3"));
        Assert.That(compare.Output, Does.Contain("window").And.Contain("2 uS to 21 uS").And.Contain("1 uS to 100 uS"), compare.Errors);
        Assert.That(sample.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(16));
        Assert.That((await ProgramRun.Of("device", "sample", "mine", "--device-data", devices, "--count", "5", "--seed", "7")).Output, Is.EqualTo(sample.Output));
    }

    [TestCase("device show nothing", "device: no device is called 'nothing'. Known: ")]
    [TestCase("device sample ideal --count 0", "device sample: --count: 0 is not between 1 and 1000000.\n")]
    [TestCase("device sample ideal --target 5", "device sample: --target: '5' has no unit; write for instance '5 uS'.\n")]
    [TestCase("device show ideal --svg none.svg", "--svg none.svg: there is nothing to plot of 'ideal': it has neither levels nor data of fits beside its file.\n")]
    [TestCase("device sample aihwkit-ecram", "device sample: pulses program device 'aihwkit-ecram', and how is for a scenario to say ('hardware.programming.by'): there is nothing to draw from here.\n")]
    [TestCase("device check none.yaml", "none.yaml: there is no such file.\n")]
    public async Task Device_BadInput_IsSaid(string command, string message)
    {
        ProgramRun run = await ProgramRun.Of(command.Split(' '));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.StartWith(message));
    }

    [TestCase("crosssim-lut-example/set.csv", "--kind levels --unit A --read-voltage 0.1_V", "191 levels from 1637 to 2472.9 uS, 7 to 39 readings each.")]
    [TestCase("crosssim-lut-example/set.csv crosssim-lut-example/reset.csv", "--kind pulses --unit A --read-voltage 0.1_V", "Model: linear-step.")]
    [TestCase("crosssim-lut-example/iv_test.csv", "--kind switching --voltage i --current v --voltage-unit V --lowest 1_uS --highest 9_uS", "set: 4 events, mean 0.1623 V")]
    [TestCase("rram-relaxation/techC_relaxdata.min.tsv.gz", "--kind retention --unit S --value 4 --cell 1 --time 7 --time-unit s --age-at-zero 1_ms --allow-negative", "16292 cells, 89115 readings; t0 = 0.001 s. Law: log.")]
    [TestCase("rram-relaxation/techA_bake.reduced.tsv.gz", "--kind retention --unit S --value g_S --cell addr --time time_s --where temp_C=100 --age-at-zero 1_s", "16384 cells, 32768 readings; t0 = 1 s.")]
    [TestCase("rram-relaxation/techA_tsdata.min.tsv.gz", "--kind read-noise --unit S --traces-in rows --first-reading 3 --sample-rate 400_Hz", "Spectrum from 0.016 to 100 Hz: 1/f^1.08")]
    [TestCase("ni-rram/read_voltage_sweep.tsv.gz", "--kind iv --unit A --voltage-unit V --cell 1 --voltage 2 --current 3", "v0 = 0.4517 (0.4299 to 0.4772) V.")]
    [TestCase("ni-rram/prebake110.tsv.gz ni-rram/postbake110.tsv.gz", "--kind retention --unit Ohm --value 2 --cell 1 --times 0_s,1_h --age-at-zero 1_s", "16384 cells, 32768 readings; t0 = 1 s.")]
    [TestCase("ni-rram/endurance_log_many.csv.gz", "--kind levels --unit S --where 4=READ --value 6 --level-before 4", "2 levels from 86.298 to 144.4 uS, 3780 to 3781 readings each.")]
    [TestCase("aihwkit/gong_et_al.csv", "--kind pulses --unit weight --lowest 5_uS --highest 25_uS --up 1 --down 2", "Model: exponential.")]
    public async Task Fit_PublishedMeasurement_MakesADevice(string files, string options, string line)
    {
        string[] paths = [.. files.Split(' ').Select(file => TestData.RequireShared(["devices", .. file.Split('/')]))];

        ProgramRun run = await ProgramRun.Of(
            ["device", "fit", .. paths, "--name", "published", "--out", _folder.File("devices"), .. options.Split(' ').Select(word => word.Contains('=', StringComparison.Ordinal) ? word : word.StartsWith("--", StringComparison.Ordinal) || !char.IsAsciiDigit(word[0]) ? word : word.Replace('_', ' '))]);
        ProgramRun check = await ProgramRun.Of("device", "check", Path.Combine(_folder.File("devices"), "published.yaml"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain(line));
        Assert.That(check.ExitCode, Is.Zero, check.Errors);
    }
}
