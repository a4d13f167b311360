using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Benchmarks;

/// <summary>A 128x128 array with resistive lines, from its targets to the codes of many input vectors.</summary>
/// <param name="name">Its name.</param>
/// <param name="vectors">Input vectors.</param>
internal sealed class WiredReadsCase(string name, int vectors) : BenchmarkCase
{
    private const int Size = 128;

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description =>
        $"programs {Size}x{Size} cells, solves their lines in double precision, reads {vectors} vectors through 8-bit DACs and ADCs; milliseconds";

    /// <inheritdoc/>
    public override BenchmarkWork Prepare(int threads)
    {
        RandomKey key = RandomKey.FromSeed(1);
        double[] weights = new double[Size * Size];
        key.For("weights").FillNormal(weights);
        double[] inputs = new double[vectors * Size];
        key.For("inputs").FillUniform(inputs);
        Resistance segment = Resistance.FromOhms(2.5);
        MappedMatrix mapped = new(new WeightMatrix(Size, Size, weights), new CrossbarSettings
        {
            Device = new IdealDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100)),
            Mapping = new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital),
            Wires = new ResistiveWires(new WireResistances { WordLine = segment, BitLine = segment }),
        });
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), inputs, threads);
        LayerAddress address = LayerAddress.Of(key, 0);
        float[] samples = Array.ConvertAll(inputs, value => (float)value);
        float[] outputs = new float[samples.Length];
        return new BenchmarkWork(
            () => CrossbarProducts.Fastest(mapped.Program(address), converters).Multiply(samples, new Epilogue { Bias = new double[Size] }, outputs, threads),
            null, () => { });
    }
}
