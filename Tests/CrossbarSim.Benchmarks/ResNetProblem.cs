using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Models;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Benchmarks;

/// <summary>ResNet-20 with images of the shape of CIFAR-10: the plain network, and the hardware it is put on.</summary>
/// <remarks>
/// First weights, and batch normalization with the statistics of the images themselves, folded; then 8-bit weights in both networks (-127..127
/// steps of each layer's own). 8-bit DAC, 8-bit calibrated ADC, 128x128 tiles, differential columns subtracted before the ADC.
/// </remarks>
internal sealed class ResNetProblem : IDisposable
{
    private const int Batch = 100;

    /// <summary>Enough to find ranges with; the pixels and weights are random.</summary>
    private const int CalibrationSamples = 4;

    private ResNetProblem(CrossbarSettings hardware)
    {
        RandomKey key = RandomKey.FromSeed(1);
        Images = Pixels(key.For("images"));
        Sequential network = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 3, Height = 32, Width = 32, Classes = 10 }, key.For("first-weights"));
        Settle(network, Images);
        Plain = FoldedNetwork.Of(network);
        FoldedNetwork.RoundWeights(Plain, 127);
        Hardware = hardware;
    }

    /// <summary>Images, [100, 3, 32, 32], pixels uniform in [0, 1].</summary>
    public Tensor Images { get; }

    /// <summary>The plain network.</summary>
    public Sequential Plain { get; }

    /// <summary>The hardware.</summary>
    public CrossbarSettings Hardware { get; }

    /// <summary>Cells of 128 levels, pairs of which are 8-bit weights, that hold what they are told.</summary>
    public static ResNetProblem Ordinary() => new(On(Levels));

    /// <summary>Cells are programmed with an error of 5 % of their window and read with one of 2 %; columns have gains and offsets of their own.</summary>
    public static ResNetProblem Noisy()
    {
        GaussianDevice device = new(
            Conductance.Zero, Conductance.FromMicrosiemens(50), absoluteSigma: Conductance.FromMicrosiemens(2.5), relativeSigma: 0);
        return new ResNetProblem(On(device) with
        {
            ReadNoise = new ReadNoise(0.02, DeviationScale.Range, device),
            Adc = new AdcSettings { Errors = new AdcErrors { Gain = 0.01, Offset = 0.5 } },
        });
    }

    /// <summary>Inputs arrive bit by bit, and are converted after each.</summary>
    public static ResNetProblem BitSerial() => new(
        On(Levels) with { Dac = new DacSettings { Bits = 1, InputBits = 8 } });

    /// <summary>Cells are programmed with an error of 2 % of their window; G+ and G- are arrays of their own.</summary>
    /// <param name="ohms">Resistance of all lines from cell to cell.</param>
    public static ResNetProblem OnTwoArrays(double ohms)
    {
        GaussianDevice device = new(
            Conductance.Zero, Conductance.FromMicrosiemens(50), absoluteSigma: Conductance.FromMicrosiemens(1), relativeSigma: 0);
        Resistance segment = Resistance.FromOhms(ohms);
        return new ResNetProblem(On(device) with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, arrays: ArrayLayout.Separate),
            Tile = new TileShape(128, 64),
            Wires = new ResistiveWires(new WireResistances { WordLine = segment, BitLine = segment }),
        });
    }

    private static LevelTableDevice Levels =>
        new("128 levels", ConductanceLevels.Equidistant(Conductance.Zero, Conductance.FromMicrosiemens(50), 128));

    /// <summary>The network laid out on the hardware.</summary>
    /// <param name="threads">Most threads to use.</param>
    public AnalogNetwork LaidOut(int threads)
    {
        using Tensor calibration = Images.narrow(0, 0, CalibrationSamples);
        return new AnalogNetwork(Plain, Hardware, [], calibration, threads);
    }

    /// <summary>Frees the plain network and the images.</summary>
    public void Dispose()
    {
        Plain.Dispose();
        Images.Dispose();
    }

    private static CrossbarSettings On(IDeviceModel device) =>
        new() { Device = device, Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc) };

    private static Tensor Pixels(RandomKey key)
    {
        double[] draws = new double[Batch * 3 * 32 * 32];
        key.FillUniform(draws);
        using Tensor flat = torch.tensor(Array.ConvertAll(draws, u => (float)u));
        return flat.reshape(Batch, 3, 32, 32).DetachFromDisposeScope();
    }

    /// <summary>Gives every batch normalization the statistics of what flows through it.</summary>
    private static void Settle(Sequential network, Tensor images)
    {
        foreach (BatchNorm2d norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.momentum = 1.0; // the newest batch alone
        }

        using IDisposable frozen = torch.no_grad();
        network.train();
        network.call(images).Dispose();
        network.eval();
    }
}
