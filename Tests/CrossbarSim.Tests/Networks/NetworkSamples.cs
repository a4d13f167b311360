using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;

namespace CrossbarSim.Tests.Networks;

/// <summary>A small network, digits and hardware that several tests use.</summary>
internal static class NetworkSamples
{
    public static ImageDataset Train { get; } = SyntheticDigits.Draw(1, DatasetSplit.Train, 600);

    public static ImageDataset Test { get; } = SyntheticDigits.Draw(1, DatasetSplit.Test, 200);

    public static CrossbarSettings Ideal { get; } = new()
    {
        Device = new IdealDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100)),
        Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        Dac = new DacSettings { Bits = null },
        Adc = new AdcSettings { Bits = null },
    };

    public static CrossbarSettings Levels { get; } = Ideal with
    {
        Device = new LevelTableDevice("levels", WithSigma(ConductanceLevels.Equidistant(Conductance.FromMicrosiemens(4), Conductance.FromMicrosiemens(9), 16), 1e-7)),
        Mapping = new LevelMapping(LevelMeaning.Mirrored),
        Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromMicrosiemens(100)),
        Dac = new DacSettings(),
        Adc = new AdcSettings { Bits = 6 },
    };

    public static Sequential Mlp(ulong seed = 3) => ModelCatalog.Standard.Kinds["mlp"].Build(
        new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Hidden = [40, 20] }, RandomKey.FromSeed(seed));

    public static int[] First(int count) => [.. Enumerable.Range(0, count)];

    private static ConductanceLevels WithSigma(ConductanceLevels levels, double sigma) =>
        new(levels.Means, [.. Enumerable.Repeat(sigma, levels.Count)]);
}
