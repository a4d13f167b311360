namespace CrossbarSim.Tests.Scenarios;

/// <summary>Every setting of training through hardware, of what training knows and of what befalls outputs does something.</summary>
[NonParallelizable]
public sealed class HardwareTrainingSettingTests
{
    private const string Through = "qat: { hardware: { epochs: 2, learning-rate: 0.01 } }\n";

    private static readonly string _sample = SampleScenario.With("method: ptq-noise", "method: qat-hardware").Replace("trials: 3", "trials: 1", StringComparison.Ordinal) + Through;

    [TestCase("qat.hardware.start=scratch")]
    [TestCase("qat.hardware.epochs=1")]
    [TestCase("qat.hardware.learning-rate=0.02")]
    [TestCase("qat.hardware.redraw=epoch")]
    [TestCase("qat.hardware.redraw=never", "qat.hardware.redraw=epoch")]
    [TestCase("qat.hardware.gradient=straight-through")]
    [TestCase("qat.hardware={epochs: 2, learning-rate: 0.01, gradient: gaussian, sigma: 0.3 LSB}")]
    [TestCase("qat.hardware={epochs: 2, learning-rate: 0.01, gradient: gaussian, sigma: 0.3 LSB}", "qat.hardware={epochs: 2, learning-rate: 0.01, gradient: gaussian, sigma: 0.2 LSB}")]
    [TestCase("qat.hardware.recalibrate=3")]
    [TestCase("trained-on={adc: {bits: 3}}")]
    [TestCase("trained-on={outputs: [{kind: noise, sigma: 20 %}]}")]
    [TestCase("trained-on={outputs: [{kind: noise, sigma: 20 %, layers: [fc1]}]}", "trained-on={outputs: [{kind: noise, sigma: 20 %, layers: [fc2]}]}")]
    [TestCase("trained-on={outputs: [{kind: limit, at: 20 %}]}")]
    [TestCase("training.clip-weights=0.02")]
    [TestCase("training.clip-weights=0.01", "training.clip-weights=0.02")]
    [TestCase("qat.hardware.distil={temperature: 4, hard: 0.5, soft: 0.5}")]
    [TestCase("qat.hardware.distil={temperature: 2, hard: 0.5, soft: 0.5}", "qat.hardware.distil={temperature: 4, hard: 0.5, soft: 0.5}")]
    [TestCase("qat.hardware.distil={temperature: 4, hard: 0.2, soft: 0.5}", "qat.hardware.distil={temperature: 4, hard: 0.5, soft: 0.5}")]
    [TestCase("qat.hardware.distil={temperature: 4, hard: 0.5, soft: 0.2}", "qat.hardware.distil={temperature: 4, hard: 0.5, soft: 0.5}")]
    public Task Run_TrainingThroughHardwareChanged_ChangesResults(string setting, string? from = null) =>
        Measurements.AssertDiffer(_sample, from is null ? [] : [from], [setting]);

    /// <summary>What only some layers have, training has on those alone.</summary>
    [TestCase("qat-latent")]
    [TestCase("qat-projection")]
    [TestCase("qat-hardware")]
    public Task Run_OtherLayersKnownInTraining_ChangesResults(string method) => Measurements.AssertDiffer(
        SampleScenario.Text,
        [$"method={method}", "trained-on={imperfections: [{kind: deviation, sigma: 30 %, layers: [fc1]}]}"],
        [$"method={method}", "trained-on={imperfections: [{kind: deviation, sigma: 30 %, layers: [fc2]}]}"]);

    [TestCase("hardware.outputs=[{kind: noise, sigma: 10 %}]")]
    [TestCase("hardware.outputs=[{kind: noise, sigma: 10 %}]", "hardware.outputs=[{kind: noise, sigma: 20 %}]")]
    [TestCase("hardware.outputs=[{kind: noise, sigma: 10 %, relative-to: value}]", "hardware.outputs=[{kind: noise, sigma: 10 %}]")]
    [TestCase("hardware.outputs=[{kind: noise, sigma: 0.1, relative-to: absolute}]", "hardware.outputs=[{kind: noise, sigma: 10 %}]")]
    [TestCase("hardware.outputs=[{kind: noise, sigma: 10 %, layers: [fc1]}]", "hardware.outputs=[{kind: noise, sigma: 10 %, layers: [fc2]}]")]
    [TestCase("hardware.outputs=[{kind: limit, at: 50 %}]")]
    [TestCase("hardware.outputs=[{kind: limit, at: 50 %}]", "hardware.outputs=[{kind: limit, at: 40 %}]")]
    [TestCase("hardware.outputs=[{kind: limit, low: -0.5, high: 1}]", "hardware.outputs=[{kind: limit, low: -0.2, high: 1}]")]
    [TestCase("hardware.outputs=[{kind: limit, low: -0.5, high: 1}]", "hardware.outputs=[{kind: limit, low: -0.5, high: 0.5}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 20 %, layers: [fc1]}]", "hardware.imperfections=[{kind: deviation, sigma: 20 %, layers: [fc2]}]")]
    [TestCase("hardware.imperfections=[{kind: deviation, sigma: 20 %, layers: [fc1]}]", "hardware.imperfections=[{kind: deviation, sigma: 20 %}]")]
    public Task Run_OutputsOrLayersChanged_ChangesResults(string setting, string? from = null) =>
        Measurements.AssertDiffer(SampleScenario.Text, from is null ? [] : [from], [setting]);
}
