using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A linear layer on tiles against libtorch's own, tensor to tensor, bias included.</summary>
internal sealed class LinearCase(string name, string description, Func<LinearProblem> problem) : BenchmarkCase
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        LinearProblem layer = problem();
        (int inputs, int outputs) = (layer.Weights.Inputs, layer.Weights.Outputs);
        AnalogLayer analog = OnTiles(layer, threads);
        TorchSharp.Modules.Linear plain = nn.Linear(inputs, outputs);
        using (no_grad())
        {
            plain.weight.copy_(Matrix(layer.Weights.Values, outputs, inputs));
        }

        Tensor batch = Matrix(layer.Samples, layer.Samples.Length / inputs, inputs);
        return new BenchmarkWork(() => Call(analog, batch), () => Call(plain, batch), () =>
        {
            analog.Dispose();
            plain.Dispose();
            batch.Dispose();
        });
    }

    private AnalogLayer OnTiles(LinearProblem layer, int threads)
    {
        RandomKey key = RandomKey.FromSeed(2);
        double[] bias = new double[layer.Weights.Outputs];
        key.For("bias").FillNormal(bias);
        MappedMatrix mapped = new(layer.Weights, layer.Hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), layer.Samples, threads);
        return AnalogLayer.Linear(name, CrossbarProducts.Fastest(mapped.Program(LayerAddress.Of(key, 0)), converters), bias, threads);
    }

    private static Tensor Matrix(ReadOnlySpan<double> values, int rows, int columns)
    {
        using Tensor flat = tensor(Array.ConvertAll(values.ToArray(), value => (float)value));
        return flat.reshape(rows, columns).DetachFromDisposeScope();
    }

    private static void Call(nn.Module<Tensor, Tensor> layer, Tensor batch)
    {
        using IDisposable inference = no_grad();
        using Tensor result = layer.call(batch);
    }
}
