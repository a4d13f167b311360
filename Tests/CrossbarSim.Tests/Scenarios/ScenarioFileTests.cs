using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private static readonly StudyEnvironment _environment = new()
    {
        Devices = DeviceLibrary.Standard(),
        Data = DataFolders.FromEnvironment(null, _ => null),
    };

    [Test]
    public void Load_OnlyWhatIsRequired_TakesTheDocumentedUsualValues()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("small.yaml", "name: small\nseed: 5\ndataset: synthetic-digits\nhardware: { device: ideal }\n");

        Study study = ScenarioFile.Load(file, _environment);

        Scenario scenario = study.Points.Single().Scenario;
        Assert.That((scenario.Name, scenario.Seed, scenario.Trials, scenario.Method, scenario.EvaluationBatch), Is.EqualTo(("small", 5UL, 10, Method.PtqNoise, 500)));
        Assert.That(scenario.Dataset, Is.EqualTo(new DatasetSection("synthetic-digits", null, null)));
        Assert.That((scenario.Model.Name, scenario.Model.InitialSigma), Is.EqualTo(("mlp", 0.05)));
        Assert.That(scenario.Model.Hidden, Is.EqualTo(new[] { 128, 64 }));
        Assert.That(scenario.Training, Is.EqualTo(new TrainingSettings { Epochs = 20, Batch = 64, LearningRate = 1e-3 }));
        Assert.That((scenario.Projection.Start, scenario.Projection.EverySteps), Is.EqualTo((TrainingStart.Scratch, (int?)null)));
        Assert.That(scenario.Latent.Start, Is.EqualTo(TrainingStart.Baseline));
        HardwareSection hardware = scenario.Hardware;
        Assert.That((hardware.NoiseScale, hardware.Mapping, hardware.Rows, hardware.Columns, hardware.Split), Is.EqualTo((1.0, "differential", 128, 128, TileSplit.FillFirst)));
        Assert.That(hardware.MappingOptions, Is.EqualTo(new MappingOptions(PairBalance.OneSided, Subtraction.BeforeAdc)));
        Assert.That(hardware.Scale, Is.EqualTo(new WeightScale(ScaleReach.Layer)));
        Assert.That((hardware.Dac.Bits, hardware.Dac.Range, hardware.Dac.ReadVoltage.Volts), Is.EqualTo((8, RangeRule.Calibrated, 0.2)));
        Assert.That((hardware.AdcKind, hardware.Adc), Is.EqualTo(("uniform", new AdcSection(8, RangeRule.Calibrated))));
        Assert.That((hardware.CalibrationSamples, hardware.KeepDigital.Count), Is.EqualTo((500, 0)));
    }

    [Test]
    public void Load_Sweep_IsTheGridWithTheLastKeyFastest()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.Text + "sweep:\n  hardware.adc.bits: [4, 8]\n  hardware.programming.noise-scale: [0, 1, 10]\n");

        Study study = ScenarioFile.Load(file, _environment);

        Assert.That(study.Points.Select(point => (point.Scenario.Hardware.Adc.Bits, point.Scenario.Hardware.NoiseScale)), Is.EqualTo(
            new (int?, double)[] { (4, 0), (4, 1), (4, 10), (8, 0), (8, 1), (8, 10) }));
        Assert.That(study.Points.Select(point => point.Index), Is.EqualTo(Enumerable.Range(0, 6)));
        Assert.That(study.Points[5].Swept, Is.EqualTo(new[]
        {
            new SweptValue("hardware.adc.bits", "8"), new SweptValue("hardware.programming.noise-scale", "10"),
        }));
    }

    [Test]
    public void Load_Extends_LaysOneFileOverAnother()
    {
        using TemporaryFolder folder = new();
        folder.Write("base/sample.yaml", SampleScenario.Text);
        folder.Write("middle.yaml", "extends: base/sample.yaml\nname: middle\nhardware: { adc: { bits: 3 } }\n");
        string file = folder.Write("top.yaml", "extends: middle.yaml\ntrials: 7\n");

        Scenario scenario = ScenarioFile.Load(file, _environment).Points.Single().Scenario;

        Assert.That((scenario.Name, scenario.Trials, scenario.Hardware.Adc.Bits, scenario.Hardware.NoiseScale), Is.EqualTo(("middle", 7, 3, 5.0)));
    }

    [Test]
    public void Load_Overrides_WinOverTheFileAndItsSweep()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.Text + "sweep: { hardware.adc.bits: [4, 8] }\n");

        Study study = ScenarioFile.Load(file, _environment, ["hardware.adc.bits=5", "trials=9", "hardware.adc.range=[-20 uA, 20 uA]"]);

        Scenario scenario = study.Points.Single().Scenario;
        Assert.That((scenario.Hardware.Adc.Bits, scenario.Trials), Is.EqualTo((5, 9)));
        Assert.That(scenario.Hardware.Adc.Fixed, Is.EqualTo(new AdcRange(-20e-6, 20e-6)));
    }

    [Test]
    public void Load_AdcAndCalibration_AreAsWritten()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.With("{ bits: 6, range: calibrated }", "{ kind: sar, errors: { gain: 1 %, offset: 0.5 LSB, noise: 0.3 LSB, inl: 0.4 LSB, dnl: 0.2 LSB } }")
            + "  calibration: { adc: 99.9 %, dac: mse }\n");

        HardwareSection hardware = ScenarioFile.Load(file, _environment).Points.Single().Scenario.Hardware;

        Assert.That((hardware.AdcKind, hardware.Adc.Bits, hardware.Adc.File), Is.EqualTo(("sar", 8, (AdcFileSection?)null)));
        Assert.That(hardware.Adc.Errors, Is.EqualTo(new AdcErrors { Gain = 0.01, Offset = 0.5, Noise = 0.3, Inl = 0.4, Dnl = 0.2 }));
        Assert.That(hardware.Adc.Rule, Is.EqualTo(CalibrationRule.AtPercentile(99.9 / 100)));
        Assert.That(hardware.Dac.Rule, Is.EqualTo(CalibrationRule.Mse));
    }

    [TestCase("{ bits: 1.5 }", "ternary", 3)]
    [TestCase("{ kind: ternary }", "ternary", 3)]
    [TestCase("{ kind: sense-amplifier }", "sense-amplifier", 2)]
    [TestCase("{ bits: 1 }", "uniform", 2)]
    [TestCase("{ kind: table, file: data/adc.csv }", "table", 5)]
    public void Load_AdcKind_HasItsCodes(string adc, string kind, int codes)
    {
        using TemporaryFolder folder = new();
        folder.Write("data/adc.csv", "code,threshold,mean\n0,0,0\n1,0.1,0.2\n2,0.3,0.3\n3,0.7,0.8\n4,0.8,1\n");
        string file = folder.Write("sample.yaml", SampleScenario.With("{ bits: 6, range: calibrated }", adc));

        HardwareSection hardware = ScenarioFile.Load(file, _environment).Points.Single().Scenario.Hardware;

        Assert.That(hardware.AdcKind, Is.EqualTo(kind));
        AdcKind resolved = hardware.Adc.File?.Kind ?? _environment.Converters.Kinds[kind];
        Assert.That(resolved.Create(hardware.Adc.Bits!.Value, new AdcRange(-1, 1)).Codes, Is.EqualTo(codes));
    }

    [TestCase("sweep: { seed: [1, 2], hardware.adc.bits: [4, 8] }\n", "1/3 1/5 2/3 2/5")]
    [TestCase("sweep: { hardware.adc.bits: [4, 8], seed: [1, 2] }\n", "3/1 3/2 5/1 5/2")]
    [TestCase("sweep: { seed: [1, 2] }\n", "1/3 1/5 2/3 2/5")]
    [TestCase("", "3 5")]
    public void Load_OverrideOfASweep_ReplacesItsValuesInPlace(string sweep, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.Text + sweep);

        Study study = ScenarioFile.Load(file, _environment, ["sweep.hardware.adc.bits=[3, 5]"]);

        Assert.That(string.Join(' ', study.Points.Select(point => string.Join('/', point.Swept.Select(value => value.Text)))), Is.EqualTo(expected));
    }

    [Test]
    public void Load_SeveralFaults_ReportsAllInTheOrderOfTheFile()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("sample.yaml", SampleScenario.Text
            .Replace("trials: 3", "trials: none", StringComparison.Ordinal)
            .Replace("epochs: 2", "epochs: 0", StringComparison.Ordinal)
            .Replace("rows: 128", "rwos: 128", StringComparison.Ordinal));

        InputException faults = Assert.Throws<InputException>(() => ScenarioFile.Load(file, _environment))!;

        Assert.That(faults.Complaints.Select(complaint => complaint.Location.Line), Is.EqualTo(new[] { 3, 7, 12 }));
    }

    [Test]
    public void Load_EveryExample_IsFine()
    {
        string[] examples = Directory.GetFiles(Path.Combine(RepositoryRoot(), "Scenarios", "examples"), "*.yaml");

        Assert.That(examples, Is.Not.Empty);
        Assert.That(examples.Select(example => ScenarioFile.Load(example, _environment).Points.Count), Has.All.Positive);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrossbarSim.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
