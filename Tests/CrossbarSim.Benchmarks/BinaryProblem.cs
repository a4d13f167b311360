using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>A layer of a binary network: weights and inputs of -1 and +1, sense amplifiers for ADCs.</summary>
/// <remarks>
/// 128x128 tiles, differential columns of cells that stand high or low, subtracted before a 1-bit ADC with a range about zero; a convolution's
/// channels stay whole, so that its 3x3 windows take 126 rows of a tile.
/// </remarks>
internal sealed class BinaryProblem : IDisposable
{
    private const int Batch = 1024;
    private const int Images = 16;
    private const int Size = 16;

    private BinaryProblem(nn.Module<Tensor, Tensor> layer, Tensor weights, long[] inputs)
    {
        Plain = nn.Sequential(("layer", layer));
        RandomKey key = RandomKey.FromSeed(1);
        using IDisposable constant = torch.no_grad();
        using Tensor signs = Signs(key.For("weights"), weights.shape);
        weights.copy_(signs);
        Inputs = Signs(key.For("inputs"), inputs);
    }

    /// <summary>The plain layer.</summary>
    public Sequential Plain { get; }

    /// <summary>Inputs, -1 and +1.</summary>
    public Tensor Inputs { get; }

    /// <summary>The hardware.</summary>
    public static CrossbarSettings Hardware { get; } = new()
    {
        Device = new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(50)),
        Mapping = new DifferentialMapping(PairBalance.TwoSided, Subtraction.BeforeAdc),
        Split = TileSplit.WholeChannels,
        Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = -1, High = 1 },
        Adc = new AdcSettings { Bits = 1, Range = RangeRule.FullScale },
    };

    /// <summary>512 -> 512, batch 1024.</summary>
    public static BinaryProblem OfLinear()
    {
        Linear layer = nn.Linear(512, 512);
        return new BinaryProblem(layer, layer.weight, [Batch, 512]);
    }

    /// <summary>3x3, 128 -> 128 channels, 16 images of 16x16.</summary>
    public static BinaryProblem OfConvolution()
    {
        Conv2d layer = nn.Conv2d(128, 128, 3, padding: 1);
        return new BinaryProblem(layer, layer.weight, [Images, 128, Size, Size]);
    }

    /// <summary>The layer on one chip.</summary>
    /// <param name="threads">Most threads to use.</param>
    public ChipNetwork OnTiles(int threads)
    {
        using Tensor calibration = Inputs.narrow(0, 0, 1);
        return new AnalogNetwork(Plain, Hardware, [], calibration, threads).Program(RandomKey.FromSeed(2), threads);
    }

    /// <summary>Frees the plain layer and the inputs.</summary>
    public void Dispose()
    {
        Plain.Dispose();
        Inputs.Dispose();
    }

    private static Tensor Signs(RandomKey key, long[] shape)
    {
        double[] draws = new double[shape.Aggregate(1L, (a, b) => a * b)];
        key.FillUniform(draws);
        using Tensor flat = torch.tensor(Array.ConvertAll(draws, u => u < 0.5 ? -1f : 1f));
        return flat.reshape(shape).DetachFromDisposeScope();
    }
}
