using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A linear layer on 128x128 tiles against libtorch's own, tensor to tensor, bias included.</summary>
/// <param name="name">Name of the case.</param>
/// <param name="inputs">Inputs of the layer.</param>
/// <param name="outputs">Outputs of the layer.</param>
/// <remarks>
/// 8-bit weights (-127..127 steps, programmed with an error of 2 % of the window), 8-bit DAC over signed inputs, 8-bit calibrated ADC, differential
/// columns subtracted before the ADC. The plain layer computes with the same weights.
/// </remarks>
public sealed class LinearCase(string name, int inputs, int outputs) : BenchmarkCase
{
    private const int Batch = 1024;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => $"linear {inputs} -> {outputs}, batch {Batch}, 128x128 tiles, 8-bit weights, inputs and ADC, differential";

    /// <inheritdoc/>
    public override BenchmarkPair Prepare(int threads)
    {
        RandomKey key = RandomKey.FromSeed(1).For(name);
        double[] weights = new double[outputs * inputs];
        double[] bias = new double[outputs];
        double[] samples = new double[Batch * inputs];
        key.For("weights").FillNormal(weights);
        key.For("bias").FillNormal(bias);
        key.For("inputs").FillNormal(samples);

        AnalogLinear analog = OnTiles(weights, samples, bias, key, threads);
        nn.Module<Tensor, Tensor> plain = nn.Linear(inputs, outputs);
        using (no_grad())
        {
            ((TorchSharp.Modules.Linear)plain).weight.copy_(Matrix(weights, outputs, inputs));
        }

        Tensor batch = Matrix(samples, Batch, inputs);
        return new BenchmarkPair(() => Call(analog, batch), () => Call(plain, batch), () =>
        {
            analog.Dispose();
            plain.Dispose();
            batch.Dispose();
        });
    }

    private AnalogLinear OnTiles(double[] weights, double[] samples, double[] bias, RandomKey key, int threads)
    {
        Conductance highest = Conductance.FromMicrosiemens(50);
        CrossbarSettings hardware = new()
        {
            Device = new GaussianDevice(Conductance.Zero, highest, Conductance.FromMicrosiemens(1), 0),
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        };
        double step = weights.Max(Math.Abs) / 127;
        double[] rounded = [.. weights.Select(weight => Math.Round(weight / step) * step)];
        MappedMatrix mapped = new(new WeightMatrix(outputs, inputs, rounded), hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), samples, threads);
        return new AnalogLinear(name, CrossbarProducts.Fastest(mapped.Program(key), converters), bias, threads);
    }

    private static Tensor Matrix(double[] values, int rows, int columns)
    {
        using Tensor flat = tensor(Array.ConvertAll(values, value => (float)value));
        return flat.reshape(rows, columns).DetachFromDisposeScope();
    }

    private static void Call(nn.Module<Tensor, Tensor> layer, Tensor batch)
    {
        using IDisposable inference = no_grad();
        using Tensor result = layer.call(batch);
    }
}
