using System.Text.Json;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Every setting of a scenario does something. Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class SettingTests
{
    /// <summary>Every setting must change something: a result, or at least what is reported of a layer.</summary>
    [TestCase("seed=2")]
    [TestCase("hardware.device.levels=8")]
    [TestCase("hardware.device.sampling=random")]
    [TestCase("hardware.programming.noise-scale=6")]
    [TestCase("hardware.imperfections=[{kind: stuck, low: 2 %}]")]
    [TestCase("hardware.imperfections=[{kind: stuck, high: 2 %}]", "hardware.imperfections=[{kind: stuck, low: 2 %}]")]
    [TestCase("hardware.imperfections=[{kind: stuck, low: 2 %, low-conductance: 0 uS}]", "hardware.imperfections=[{kind: stuck, low: 2 %}]")]
    [TestCase("hardware.imperfections=[{kind: stuck, high: 2 %, high-conductance: 50 uS}]", "hardware.imperfections=[{kind: stuck, high: 2 %}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 5 %}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 5 %, reach: die}]", "hardware.imperfections=[{kind: deviation, sigma: 5 %}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 5 %, relative-to: range}]", "hardware.imperfections=[{kind: deviation, sigma: 5 %}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 5 %, law: lognormal}]", "hardware.imperfections=[{kind: deviation, sigma: 5 %}]")]
    [TestCase("hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 0.1 um}]")]
    [TestCase("hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 1 um, length: 0.1 um}]", "hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 0.1 um}]")]
    [TestCase("hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 90 nm}]", "hardware.imperfections=[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 0.1 um}]")]
    [TestCase("hardware.imperfections=[{kind: corner, corner: ff, n: 20 %}]")]
    [TestCase("hardware.imperfections=[{kind: corner, corner: ss, n: 20 %}]", "hardware.imperfections=[{kind: corner, corner: ff, n: 20 %}]")]
    [TestCase("hardware.imperfections=[{kind: corner, corner: ff, n: 20 %, p: 10 %}]", "hardware.imperfections=[{kind: corner, corner: ff, n: 20 %}]")]
    [TestCase("hardware.imperfections=[{kind: corner, corner: fs, n: 20 %, p: 10 %}]", "hardware.imperfections=[{kind: corner, corner: ff, n: 20 %, p: 10 %}]")]
    [TestCase("hardware.imperfections=[{kind: corner, corner: sf, n: 20 %, p: 10 %}]", "hardware.imperfections=[{kind: corner, corner: fs, n: 20 %, p: 10 %}]")]
    [TestCase("hardware.read-noise={sigma: 5 %}")]
    [TestCase("hardware.read-noise={sigma: 5 %, relative-to: range}", "hardware.read-noise={sigma: 5 %}")]
    [TestCase("hardware.device.current={law: sinh, v0: 0.1 V}")]
    [TestCase("hardware.device.current={law: sinh, v0: 0.2 V}", "hardware.device.current={law: sinh, v0: 0.1 V}")]
    [TestCase("hardware.device.current={law: sinh, v0: 0.1 V, conductance-at: 0.2 V}", "hardware.device.current={law: sinh, v0: 0.1 V}")]
    [TestCase("hardware.device.current={law: polynomial, coefficients: [0, 20], valid-to: 0.4 V}")]
    [TestCase("hardware.device.current={law: polynomial, coefficients: [1, 20], valid-to: 0.4 V}", "hardware.device.current={law: polynomial, coefficients: [0, 20], valid-to: 0.4 V}")]
    [TestCase("hardware.wires={word-line: 2 Ohm}")]
    [TestCase("hardware.wires={bit-line: 2 Ohm}", "hardware.wires={word-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 3 Ohm}", "hardware.wires={word-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm, driver: 50 Ohm}", "hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm, sense: 50 Ohm}", "hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm, first-segment: false}", "hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm, last-segment: false}", "hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: 20 Ohm, bit-line: 20 Ohm, model: resummed}", "hardware.wires={word-line: 20 Ohm, bit-line: 20 Ohm}")]
    [TestCase("hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm, precision: single}", "hardware.wires={word-line: 2 Ohm, bit-line: 2 Ohm}")]
    [TestCase("hardware.wires={word-line: {sheet-resistance: 1 Ohm, width: 50 nm, pitch: 100 nm}}", "hardware.wires={word-line: {sheet-resistance: 1.5 Ohm, width: 50 nm, pitch: 100 nm}}")]
    [TestCase("hardware.wires={word-line: {sheet-resistance: 1 Ohm, width: 40 nm, pitch: 100 nm}}", "hardware.wires={word-line: {sheet-resistance: 1 Ohm, width: 50 nm, pitch: 100 nm}}")]
    [TestCase("hardware.wires={word-line: {sheet-resistance: 1 Ohm, width: 50 nm, pitch: 90 nm}}", "hardware.wires={word-line: {sheet-resistance: 1 Ohm, width: 50 nm, pitch: 100 nm}}")]
    [TestCase("hardware.wires={bit-line: {resistivity: 5 uOhmcm, thickness: 40 nm, width: 50 nm, pitch: 100 nm}}", "hardware.wires={bit-line: {resistivity: 5 uOhmcm, thickness: 50 nm, width: 50 nm, pitch: 100 nm}}")]
    [TestCase("hardware.wires={bit-line: {resistivity: 6 uOhmcm, thickness: 40 nm, width: 50 nm, pitch: 100 nm}}", "hardware.wires={bit-line: {resistivity: 5 uOhmcm, thickness: 40 nm, width: 50 nm, pitch: 100 nm}}")]
    [TestCase("hardware.mapping.arrays=separate")]
    [TestCase("hardware.column-limit=20 uA")]
    [TestCase("hardware.accumulator-bits=6")]
    [TestCase("hardware.mapping={kind: differential}")]
    [TestCase("hardware.mapping={kind: differential, balance: two-sided}", "hardware.mapping={kind: differential}")]
    [TestCase("hardware.mapping={kind: differential, subtract: after-adc}", "hardware.mapping={kind: differential}")]
    [TestCase("hardware.mapping={kind: offset}", "hardware.mapping={kind: differential}")]
    [TestCase("hardware.mapping={kind: differential, cell-bits: 2}", "hardware.mapping={kind: differential}")]
    [TestCase("hardware.mapping={kind: differential, cell-bits: 1}", "hardware.mapping={kind: differential, cell-bits: 2}")]
    [TestCase("hardware.mapping={kind: differential, cell-bits: 2, weight-bits: 5}", "hardware.mapping={kind: differential, cell-bits: 2}")]
    [TestCase("hardware.mapping={kind: offset, cell-bits: 2}", "hardware.mapping={kind: offset}")]
    [TestCase("hardware.mapping={kind: offset, reference: digital}", "hardware.mapping={kind: offset, subtract: after-adc}")]
    [TestCase("hardware.mapping={kind: binary}", "hardware.mapping={kind: differential, cell-bits: 1, weight-bits: 2}")]
    [TestCase("hardware.mapping={kind: binary, magnitude: largest}", "hardware.mapping={kind: binary}")]
    [TestCase("hardware.mapping={kind: binary, scale: column}", "hardware.mapping={kind: binary}")]
    [TestCase("hardware.mapping.kind=shifted-levels")]
    [TestCase("hardware.mapping.kind=raw-levels", "hardware.mapping.kind=shifted-levels")]
    [TestCase("hardware.mapping.scale=tile")]
    [TestCase("hardware.mapping.scale=column", "hardware.mapping.scale=tile")]
    [TestCase("hardware.mapping.scale=60 uS")]
    [TestCase("hardware.tile.rows=64")]
    [TestCase("hardware.tile.columns=8")]
    [TestCase("hardware.tile.split=balanced")]
    [TestCase("hardware.dac.bits=2")]
    [TestCase("hardware.dac.bits=ideal")]
    [TestCase("hardware.dac.range=[0, 0.5]")]
    [TestCase("hardware.dac.range=[-1, 1]", "hardware.dac.range=[0, 1]")]
    [TestCase("hardware.dac={bits: 1, input-bits: 8}", "hardware.dac={bits: 8}")]
    [TestCase("hardware.dac={bits: 1, input-bits: 6}", "hardware.dac={bits: 1, input-bits: 8}")]
    [TestCase("hardware.dac={bits: 1, range: [-1, 1]}", "hardware.dac={bits: 1, range: [0, 1]}")]
    [TestCase("hardware.dac={bits: 2, input-bits: 8, signed: offset, range: [-1, 1]}", "hardware.dac={bits: 2, input-bits: 8, range: [-1, 1]}")]
    [TestCase("hardware.dac={bits: 2, input-bits: 8, signed: two-passes, range: [-1, 1]}", "hardware.dac={bits: 2, input-bits: 8, range: [-1, 1]}")]
    [TestCase("hardware.dac={bits: 2, input-bits: 8, signed: twos-complement, range: [-1, 1]}", "hardware.dac={bits: 2, input-bits: 8, range: [-1, 1]}")]
    [TestCase("hardware.adc.bits=4")]
    [TestCase("hardware.adc={bits: ideal}")]
    [TestCase("hardware.adc.kind=symmetric")]
    [TestCase("hardware.adc.range=full-scale")]
    [TestCase("hardware.adc.range=[-20 uA, 20 uA]", "hardware.adc.range=full-scale")]
    [TestCase("hardware.adc.columns-per-range=2")]
    [TestCase("hardware.dac.read-voltage=0.1 V")]
    [TestCase("hardware.calibration.samples=10")]
    [TestCase("hardware.digital=[fc2]")]
    [TestCase("training.epochs=1")]
    [TestCase("training.batch=16")]
    [TestCase("training.learning-rate=0.002")]
    [TestCase("training.schedule=cosine")]
    [TestCase("training.optimiser=sgd")]
    [TestCase("training.temperature=0.5")]
    [TestCase("training.validation=20 %")]
    [TestCase("training.optimiser=adamw", "training.optimiser={name: sgd, momentum: 0.8}")]
    [TestCase("training.optimiser={name: sgd, momentum: 0.8}", "training.optimiser=sgd")]
    [TestCase("training.optimiser={name: sgd, nesterov: true}", "training.optimiser=sgd")]
    [TestCase("training.optimiser={name: sgd, weight-decay: 0.01}", "training.optimiser=sgd")]
    [TestCase("training.optimiser={name: adam, weight-decay: 0.01}", "training.optimiser=adam")]
    [TestCase("training.optimiser={name: adamw, weight-decay: 0.01}", "training.optimiser=adamw")]
    [TestCase("training.optimiser={name: adamw, weight-decay: 0.01}", "training.optimiser={name: adam, weight-decay: 0.01}")]
    [TestCase("training.schedule={kind: step, every: 1}")]
    [TestCase("training.schedule={kind: step, every: 1, factor: 0.5}", "training.schedule={kind: step, every: 1}")]
    [TestCase("training.schedule={kind: multi-step, milestones: [1]}")]
    [TestCase("training.schedule={kind: multi-step, milestones: [1], factor: 0.5}", "training.schedule={kind: multi-step, milestones: [1]}")]
    [TestCase("training.schedule={kind: multi-step, milestones: [1], rates: [0.003]}", "training.schedule={kind: multi-step, milestones: [1]}")]
    [TestCase("training.schedule={kind: multi-step, milestones: [1], rates: [0.003]}", "training.schedule={kind: multi-step, milestones: [1], rates: [0.002]}")]
    [TestCase("training.schedule={kind: exponential, factor: 0.5}")]
    [TestCase("training.schedule={kind: exponential, factor: 0.25}", "training.schedule={kind: exponential, factor: 0.5}")]
    [TestCase("training.warm-up=1")]
    [TestCase("training.loss=squared-hinge")]
    [TestCase("training.loss={name: cross-entropy, label-smoothing: 10 %}")]
    [TestCase("training.loss={name: cross-entropy, label-smoothing: 10 %}", "training.loss={name: cross-entropy, label-smoothing: 20 %}")]
    [TestCase("training.augment={crop: 1}")]
    [TestCase("training.augment={crop: 2}", "training.augment={crop: 1}")]
    [TestCase("dataset.normalize={mean: 0.1307, deviation: 0.3081}")]
    [TestCase("model={name: lenet5, bias: none}", "model=lenet5")]
    [TestCase("model={name: lenet5, bias: last}", "model={name: lenet5, bias: none}")]
    [TestCase("model.hidden=[20]")]
    [TestCase("model.initial-sigma=0.1")]
    [TestCase("hardware.tile.split=whole-channels", "hardware.tile.split=fill-first", "lenet5")]
    [TestCase("model=lenet5")]
    [TestCase("model.first-channels=2", "model.first-channels=1", "{ name: resnet20 }")]
    [TestCase("dataset.train=200")]
    [TestCase("dataset.test=100")]
    [TestCase("trials=2")]
    [TestCase("method=ptq-mean")]
    [TestCase("method=qat-projection")]
    [TestCase("method=qat-latent", "method=qat-projection")]
    [TestCase("hardware.adc.kind=sar")]
    [TestCase("hardware.adc.kind=ramp", "hardware.adc.kind=uniform")]
    [TestCase("hardware.adc={kind: sense-amplifier}", "hardware.adc={bits: 2}")]
    [TestCase("hardware.adc={kind: ternary}", "hardware.adc={kind: sense-amplifier}")]
    [TestCase("hardware.adc.bits=1.5", "hardware.adc.bits=2")]
    [TestCase("hardware.adc.errors={gain: 5 %}")]
    [TestCase("hardware.adc.errors={offset: 1 LSB}")]
    [TestCase("hardware.adc.errors={noise: 1 LSB}")]
    [TestCase("hardware.adc.errors={inl: 1 LSB}")]
    [TestCase("hardware.adc.errors={dnl: 0.5 LSB}")]
    [TestCase("hardware.adc={kind: sar, errors: {dnl: 0.5 LSB}}", "hardware.adc={kind: sar}")]
    [TestCase("hardware.calibration.adc=99 %")]
    [TestCase("hardware.calibration.adc=98 %", "hardware.calibration.adc=99 %")]
    [TestCase("hardware.calibration.adc=mse")]
    [TestCase("hardware.calibration.adc=kl")]
    [TestCase("hardware.calibration.dac=99 %")]
    [TestCase("hardware.calibration={dac: mse}", "hardware.calibration={dac: max}")]
    [TestCase("hardware.calibration.dac=kl")]
    public Task Run_SettingChanged_ChangesResults(string setting, string? from = null, string? model = null) => Measurements.AssertDiffer(
        model is null ? SampleScenario.Text : SampleScenario.With("{ name: mlp, hidden: [16] }", model),
        from is null ? [] : [from],
        [setting]);

    /// <summary>At a learning rate that shakes the network, so that the last epoch is not the best.</summary>
    [TestCase("best: validation", "best: none")]
    [TestCase("early-stop: { patience: 1, min-improvement: 50 % }", "early-stop: none")]
    [TestCase("early-stop: { patience: 1, min-improvement: 50 % }", "early-stop: { patience: 1 }")]
    [TestCase("early-stop: { patience: 2, min-improvement: 50 % }", "early-stop: { patience: 1, min-improvement: 50 % }")]
    public Task Run_EndOfTrainingChanged_ChangesResults(string setting, string other)
    {
        string settings = "epochs: 8, batch: 32, learning-rate: 0.05, validation: 20 %";
        return Measurements.AssertDiffer(
            SampleScenario.Text, [$"training={{ {settings}, {other} }}"], [$"training={{ {settings}, {setting} }}"]);
    }

    [TestCase("qat.latent={augment: {crop: 1}}", "method=qat-latent")]
    [TestCase("qat.projection={every: 3}", "method=qat-projection")]
    [TestCase("qat.projection={start: baseline}", "method=qat-projection")]
    [TestCase("qat.projection={epochs: 1}", "method=qat-projection")]
    [TestCase("qat.latent={start: scratch}", "method=qat-latent")]
    [TestCase("qat.latent={learning-rate: 0.01}", "method=qat-latent")]
    public Task Run_QatSettingChanged_ChangesResults(string setting, string method) =>
        Measurements.AssertDiffer(SampleScenario.Text, [method], [method, setting]);

    /// <summary>That a setting is given does something, and so does what it is.</summary>
    [TestCase("hardware.imperfections", "[{kind: stuck, low: 2 %}]", "[{kind: stuck, low: 4 %}]")]
    [TestCase("hardware.imperfections", "[{kind: stuck, high: 2 %}]", "[{kind: stuck, high: 4 %}]")]
    [TestCase("hardware.imperfections", "[{kind: stuck, low: 2 %, low-conductance: 0 uS}]", "[{kind: stuck, low: 2 %, low-conductance: 1 uS}]")]
    [TestCase("hardware.imperfections", "[{kind: stuck, high: 2 %, high-conductance: 50 uS}]", "[{kind: stuck, high: 2 %, high-conductance: 60 uS}]")]
    [TestCase("hardware.imperfections", "[{kind: deviation, sigma: 5 %}]", "[{kind: deviation, sigma: 10 %}]")]
    [TestCase("hardware.imperfections", "[{kind: deviation, sigma: 5 %, reach: die}]", "[{kind: deviation, sigma: 5 %, reach: tile}]")]
    [TestCase("hardware.imperfections", "[{kind: deviation, sigma: 5 %, reach: tile}]", "[{kind: deviation, sigma: 5 %, reach: column}]")]
    [TestCase("hardware.imperfections", "[{kind: deviation, sigma: 5 %, reach: column}]", "[{kind: deviation, sigma: 5 %, reach: cell}]")]
    [TestCase("hardware.imperfections", "[{kind: deviation, sigma: 5 %, relative-to: range}]", "[{kind: deviation, sigma: 5 %, relative-to: full-scale}]")]
    [TestCase("hardware.imperfections", "[{kind: pelgrom, coefficient: 2 %um, width: 0.5 um, length: 0.1 um}]", "[{kind: pelgrom, coefficient: 3 %um, width: 0.5 um, length: 0.1 um}]")]
    [TestCase("hardware.imperfections", "[{kind: corner, corner: ff, n: 10 %}]", "[{kind: corner, corner: ff, n: 20 %}]")]
    [TestCase("hardware.imperfections", "[{kind: corner, corner: ff, n: 20 %, p: 10 %}]", "[{kind: corner, corner: ff, n: 20 %, p: 5 %}]")]
    [TestCase("hardware.read-noise", "{sigma: 5 %}", "{sigma: 10 %}")]
    [TestCase("hardware.read-noise", "{sigma: 5 %, relative-to: range}", "{sigma: 5 %, relative-to: full-scale}")]
    [TestCase("hardware.mapping.scale", "60 uS", "50 uS")]
    [TestCase("hardware.adc.range", "[-20 uA, 20 uA]", "[-10 uA, 10 uA]")]
    [TestCase("hardware.adc.range", "[-20 uA, 20 uA]", "[-20 uA, 10 uA]")]
    [TestCase("hardware.adc.columns-per-range", "2", "4")]
    [TestCase("hardware.adc.errors", "{gain: 5 %}", "{gain: 10 %}")]
    [TestCase("hardware.adc.errors", "{offset: 1 LSB}", "{offset: 2 LSB}")]
    [TestCase("hardware.adc.errors", "{noise: 1 LSB}", "{noise: 2 LSB}")]
    [TestCase("hardware.adc.errors", "{inl: 1 LSB}", "{inl: 2 LSB}")]
    [TestCase("hardware.adc.errors", "{dnl: 0.5 LSB}", "{dnl: 0.25 LSB}")]
    [TestCase("hardware.calibration.samples", "10", "20")]
    public async Task Run_ValueChanged_ChangesResults(string key, string one, string other)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("run", scenario, "--out", folder.File("run"), "--set", $"sweep.{key}=[{one}, {other}]");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        string[] points = Measurements.OfPoints(folder.File("run/results.json"));
        Assert.That(points, Has.Length.EqualTo(2));
        Assert.That(points[1], Is.Not.EqualTo(points[0]));
    }

    /// <summary>With a learning rate of next to nothing the temperature of training can show in one place alone: the loss it is reported at.</summary>
    [TestCase("training", "ptq-noise", false)]
    [TestCase("qat.latent", "qat-latent", true)]
    [TestCase("qat.projection", "qat-projection", true)]
    public async Task Run_TemperatureChanged_ChangesTheLossOfWhatWasTrainedWithIt(string section, string method, bool sameBaseline)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        string[] still = section == "training"
            ? ["--set", "training.learning-rate=1e-30"]
            : ["--set", $"{section}.learning-rate=1e-30", "--set", $"{section}.start=baseline"];

        ProgramRun usual = await ProgramRun.Of(["run", scenario, "--out", folder.File("usual"), "--set", $"method={method}", .. still]);
        ProgramRun changed = await ProgramRun.Of(["run", scenario, "--out", folder.File("changed"), "--set", $"method={method}", .. still, "--set", $"{section}.temperature=0.5"]);

        Assert.That((usual.ExitCode, changed.ExitCode), Is.EqualTo((0, 0)), usual.Errors + changed.Errors);
        using JsonDocument one = JsonDocument.Parse(File.ReadAllText(folder.File("usual/results.json")));
        using JsonDocument other = JsonDocument.Parse(File.ReadAllText(folder.File("changed/results.json")));
        (JsonElement before, JsonElement after) = (one.RootElement.GetProperty("points")[0], other.RootElement.GetProperty("points")[0]);
        Assert.That(Number(after.GetProperty("accuracy"), "mean"), Is.EqualTo(Number(before.GetProperty("accuracy"), "mean")));
        Assert.That(Number(after.GetProperty("loss"), "mean"), Is.Not.EqualTo(Number(before.GetProperty("loss"), "mean")).Within(1e-6));
        Assert.That(Number(after.GetProperty("baseline"), "loss").Equals(Number(before.GetProperty("baseline"), "loss")), Is.EqualTo(sameBaseline));

        static double Number(JsonElement element, string key) => element.GetProperty(key).GetDouble();
    }
}
