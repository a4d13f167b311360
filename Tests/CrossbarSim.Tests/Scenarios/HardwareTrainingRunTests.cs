using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Scenarios.Schema;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Training through hardware, hardware that training does not know, and stages, as scenarios say them.</summary>
[NonParallelizable]
public sealed class HardwareTrainingRunTests
{
    private static readonly StudyEnvironment _environment = new()
    {
        Devices = DeviceLibrary.Standard(),
        Data = DataFolders.FromEnvironment(null, _ => null),
    };

    private const string Device = "device: { name: synthetic-100-levels, levels: 16 }";

    private const string Stages = """
        stages:
          quantized: {}
          noise: { outputs: [{ kind: noise, layers: [fc1], sigma: 10 % }] }
          limit: { outputs: [{ kind: limit, at: 50 % }] }

        """;

    // Line 4 of the sample: method; line 8: hardware; what is added at its end begins on line 15.
    [TestCase("method: ptq-noise", "method: qat-hardware", "qat: { hardware: { redraw: sometimes } }\n", "sample.yaml(15,28): qat.hardware.redraw: 'sometimes' is not known here. Known: batch, epoch, never.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "qat: { hardware: { sigma: 0.1 LSB } }\n", "sample.yaml(15,27): qat.hardware.sigma: is the width of Gaussians: say 'gradient: gaussian' as well.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "qat: { hardware: { recalibrate: 0 } }\n", "sample.yaml(15,33): qat.hardware.recalibrate: 0 is not between 1 and 1000000.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "qat: { hardware: { gradient: gaussian } }\n", "sample.yaml(15,30): qat.hardware.gradient: Gaussians of an ADC of 6 bits need their sigma said, in steps of the ADC.")]
    [TestCase("method: ptq-noise", "method: ptq-noise", "qat: { hardware: { epochs: 1 } }\n", "sample.yaml(15,18): qat.hardware: no point uses this: none has the method 'qat-hardware'.")]
    [TestCase("method: ptq-noise", "method: ptq-noise", "trained-on: { adc: { bits: 8 } }\n", "sample.yaml(15,13): trained-on: means nothing to method 'ptq-noise', whose training knows no hardware.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "trained-on: { adc: { bits: 6 } }\n", "sample.yaml(15,13): trained-on: says what 'hardware' says: this would change nothing.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "trained-on: { adc: { bits: 17 } }\n", "sample.yaml(15,28): trained-on.adc.bits: 17 is not between 1 and 16.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "trained-on: { acd: { bits: 8 } }\n", "sample.yaml(15,15): trained-on: unknown key 'acd'. Did you mean 'adc'? Known: device, programming, tile, imperfections, digital, dac, wires, ageing, read-noise, column-limit, accumulator-bits, outputs, mapping, adc, calibration.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: noise }]", "", "sample.yaml(10,13): hardware.outputs[0].sigma: is missing.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: noise, sigma: 10 }]", "", "sample.yaml(10,35): hardware.outputs[0].sigma: '10' has no unit; write for instance '10 %'.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: noise, sigma: 10 %, at: 50 % }]", "", "sample.yaml(10,45): hardware.outputs[0].at: means nothing to 'noise'.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: limit }]", "", "sample.yaml(10,13): hardware.outputs[0]: a limit is wanted: 'at', a share of the largest output as in 60 %, or 'low' and 'high'.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: limit, low: 1, high: 0 }]", "", "sample.yaml(10,42): hardware.outputs[0].high: 0 is not above the lowest output, 1.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: limit, at: 50 %, low: 0 }]", "", "sample.yaml(10,43): hardware.outputs[0].low: means nothing beside 'at', which is a limit on either side.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: limit, at: 50 %, layers: [fc9] }]", "", "sample.yaml(10,46): hardware.outputs[0].layers: no layer with weights is called 'fc9'. Did you mean 'fc1'? Known: fc1, fc2.")]
    [TestCase(Device, Device + "\n  outputs: [{ kind: limit, at: 50 %, layers: [] }]", "", "sample.yaml(10,46): hardware.outputs[0].layers: no layer stands here: this would change nothing.")]
    [TestCase(Device, Device + "\n  digital: [fc1]\n  outputs: [{ kind: limit, at: 50 %, layers: [fc1] }]", "", "sample.yaml(11,46): hardware.outputs[0].layers: 'fc1' is kept off the tiles by 'digital': nothing befalls its outputs.")]
    [TestCase(Device, Device + "\n  imperfections: [{ kind: stuck, low: 1 %, layers: [fc1, fc1] }]", "", "sample.yaml(10,52): hardware.imperfections[0].layers: 'fc1' stands here twice.")]
    [TestCase("method: ptq-noise", "method: ptq-noise", Stages, "sample.yaml(15,1): stages: networks are trained for stages with a method that knows the hardware: 'qat-hardware', 'qat-latent' or 'qat-projection'.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "stages: { quantized: {} }\n", "sample.yaml(15,9): stages: two stages or more are wanted, as in '{ quantized: {}, noise: { outputs: [{ kind: noise, sigma: 10 % }] } }'.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "stages: { one: {}, two: {} }\n", "sample.yaml(15,20): stages.two: changes nothing: it would be the stage before.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "stages: { float: {}, two: { adc: { bits: 4 } } }\n", "sample.yaml(15,11): stages.float: 'float' is the network that knows no stage; it is there without being asked for.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "stages: { one: 5, two: { adc: { bits: 4 } } }\n", "sample.yaml(15,16): stages.one: changes to 'hardware' are wanted, or {} for none.")]
    [TestCase("method: ptq-noise", "method: qat-hardware", "trained-on: { adc: { bits: 8 } }\nstages: { one: {}, two: { adc: { bits: 4 } } }\n", "sample.yaml(15,1): trained-on: means nothing beside 'stages', which say what each network is trained on.")]
    public async Task Check_WhatWillNotDo_IsSaidInItsPlace(string piece, string other, string more, string complaint)
    {
        using TemporaryFolder folder = new();
        string text = piece == other ? SampleScenario.Text : SampleScenario.With(piece, other);

        ProgramRun run = await ProgramRun.Of("check", folder.Write("sample.yaml", text + more));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.ComplaintsIn(folder), Is.EqualTo(new[] { complaint }));
    }

    [Test]
    public void Load_TrainingThroughHardware_HasWhatIsSaid()
    {
        Scenario scenario = Load(SampleScenario.With("method: ptq-noise", "method: qat-hardware")
            + "qat: { hardware: { epochs: 3, redraw: epoch, gradient: gaussian, sigma: 0.25 LSB, recalibrate: 7 } }\ntrained-on: { adc: { bits: ideal } }\n".Replace("ideal", "4", StringComparison.Ordinal)).Points[0].Scenario;

        Assert.That(scenario.ThroughHardware!.Training.Epochs, Is.EqualTo(3));
        Assert.That(scenario.ThroughHardware.Hardware, Is.EqualTo(new HardwareTraining { Redraw = ChipRedraw.Epoch, Gradient = HardwareGradient.Gaussian, Sigma = 0.25, RecalibrateEvery = 7 }));
        Assert.That((scenario.Hardware.Adc.Bits, scenario.TrainedOn!.Adc.Bits, scenario.TrainedOn.Dac.Bits), Is.EqualTo((6, 4, 8)));
    }

    [Test]
    public void Load_Stages_TrainsForEachAndEvaluatesUnderAll()
    {
        IReadOnlyList<StudyPoint> points = Load(SampleScenario.With("method: ptq-noise", "method: qat-hardware") + Stages).Points;

        Assert.That(points.Select(point => string.Join(" under ", point.Swept.Select(value => value.Text))), Is.EqualTo(new[]
        {
            "float under quantized", "float under noise", "float under limit",
            "quantized under quantized", "quantized under noise", "quantized under limit",
            "noise under quantized", "noise under noise", "noise under limit",
            "limit under quantized", "limit under noise", "limit under limit",
        }));
        Assert.That(points.Take(3).All(point => point.Scenario is { Method: Method.PtqNoise, TrainedOn: null }), Is.True);
        Scenario early = points[5].Scenario; // trained for the first stage, evaluated under the last: lists have got longer
        Assert.That(early.TrainedOn!.Outputs, Is.Null);
        Assert.That(early.Hardware.Outputs!.Select(effect => (effect.Noise, effect.LimitShare)), Is.EqualTo(new (double, double?)[] { (0.1, null), (0, 0.5) }));
        Scenario late = points[10].Scenario; // the other way round
        Assert.That((late.TrainedOn!.Outputs!.Count, late.Hardware.Outputs!.Count), Is.EqualTo((2, 1)));
        Assert.That(points[11].Scenario.TrainedOn, Is.Null, "trained on what it is evaluated under");
    }

    /// <summary>One network for each stage and the float one; the table has all of them.</summary>
    [Test]
    public async Task Run_Stages_EndsWithTheTableOfWhatTrainingBrought()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("method: ptq-noise", "method: qat-hardware")
            .Replace("trials: 3", "trials: 2", StringComparison.Ordinal) + "qat: { hardware: { epochs: 1 } }\n" + Stages);

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Directory.GetFiles(folder.File("run/networks")), Has.Length.EqualTo(4));
        string[] lines = File.ReadAllLines(folder.File("run/results.md"));
        Assert.That(lines[0], Is.EqualTo("| trained for | under quantized, % | under noise, % | under limit, % |"));
        Assert.That(lines.Skip(2).Take(4).Select(line => line.Split(" | ")[0]), Is.EqualTo(new[] { "| float", "| quantized", "| noise", "| limit" }));
        Assert.That(lines[9], Is.EqualTo("| stage | not known, % | known, % | gain, points |"));
        Assert.That(lines[11].Split(" | ")[1], Is.EqualTo(lines[2].Split(" | ")[1]), "the float network knows no stage");
        Assert.That(lines[11].Split(" | ")[2], Is.EqualTo(lines[3].Split(" | ")[1]));
        Assert.That(lines[15], Does.Match(@"^12704 weights on tiles; in float 49\.6 KiB \(float accuracy [0-9.]+ %\), as levels of cells 7\.\d KiB\.$")); // 784·16 + 16·10; 31 levels and a few
        Assert.That(run.Output, Does.Contain(lines[0]));
    }

    [Test]
    public async Task Run_ThroughHardware_IsTheSameWhateverTheThreads()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("method: ptq-noise", "method: qat-hardware")
            + "qat: { hardware: { epochs: 1 } }\nsweep: { hardware.adc.bits: [3, 6] }\n");

        ProgramRun one = await ProgramRun.Of("run", scenario, "--out", folder.File("one"), "--threads", "1");
        ProgramRun two = await ProgramRun.Of("run", scenario, "--out", folder.File("two"), "--threads", "2");

        Assert.That((one.ExitCode, two.ExitCode), Is.EqualTo((0, 0)), one.Errors + two.Errors);
        Assert.That(File.ReadAllText(folder.File("two/results.csv")), Is.EqualTo(File.ReadAllText(folder.File("one/results.csv"))));
    }

    private static Study Load(string text)
    {
        using TemporaryFolder folder = new();
        return ScenarioFile.Load(folder.Write("sample.yaml", text), _environment);
    }
}
