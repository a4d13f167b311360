using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.PartialSums;

namespace CrossbarSim.Benchmarks;

/// <summary>A step of training: forward, backward, Adam; of a network on arrays against the same network in float.</summary>
/// <param name="name">The name.</param>
/// <param name="description">What it is.</param>
/// <param name="model">A kind of the catalog.</param>
/// <param name="request">Its sizes.</param>
/// <param name="batch">Images a step.</param>
/// <param name="numbers">The numbers of the arrays.</param>
internal sealed class TrainingCase(string name, string description, string model, ModelRequest request, int batch, ArrayNumbers numbers) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        TrainingProblem arrays = new(model, request, batch, numbers);
        TrainingProblem plain = new(model, request, batch, null);
        return new BenchmarkWork(() => arrays.Step(), () => plain.Step(), () =>
        {
            arrays.Dispose();
            plain.Dispose();
        });
    }
}
