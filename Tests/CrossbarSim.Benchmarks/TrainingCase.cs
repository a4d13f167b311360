using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Benchmarks;

/// <summary>A step of training: forward, backward, Adam; of a network that knows its hardware against the same network in float.</summary>
/// <param name="name">The name.</param>
/// <param name="description">What it is.</param>
/// <param name="model">A kind of the catalog.</param>
/// <param name="request">Its sizes.</param>
/// <param name="batch">Images a step.</param>
/// <param name="rule">How it is trained, on so many threads.</param>
internal sealed class TrainingCase(string name, string description, string model, ModelRequest request, int batch, Func<ModelKind, int, ITrainingRule> rule) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        TrainingProblem aware = new(model, request, batch, kind => rule(kind, threads));
        TrainingProblem plain = new(model, request, batch, _ => new DigitalRule());
        return new BenchmarkWork(() => aware.Step(), () => plain.Step(), () =>
        {
            aware.Dispose();
            plain.Dispose();
        });
    }

    /// <summary>Levels of -1 and +1, 1-bit ADCs.</summary>
    public static ITrainingRule OnArrays(ModelKind kind, int threads = 1) => new ArrayRule(new ArrayNumbers(), kind.StaysDigital);

    /// <summary>Through chips that are programmed anew for every batch: pairs of cells with an error of 2 % of the window, 8-bit DACs and calibrated ADCs.</summary>
    public static ITrainingRule ThroughHardware(ModelKind kind, int threads) =>
        new HardwareRule(LinearProblem.Pairs, new HardwareTraining(), RandomKey.FromSeed(2)) { Threads = threads };
}
