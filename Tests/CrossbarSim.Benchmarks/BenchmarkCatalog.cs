using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Benchmarks;

/// <summary>The cases known by name.</summary>
public static class BenchmarkCatalog
{
    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        new ResNetMemoryCase("resnet20-memory", "most memory of the process with resnet20 at batch 1000", 1000),
        new LinearCase(
            "linear-512x256",
            "512 -> 256, batch 1024, 128x128 tiles, 8-bit weights, inputs and ADC, differential",
            () => LinearProblem.Ordinary(512, 256)),

        // One physical array of 128 columns: 64 outputs of two columns each.
        new LinearCase("tile-128", "the same on one tile: 128 -> 64", () => LinearProblem.Ordinary(128, 64)),
        new LinearCase(
            "linear-ties",
            "as linear-512x256, without error; every sum lies exactly between two codes",
            () => LinearProblem.EverySumOnAThreshold(512, 256)),
        new LinearCase(
            "tile-bitserial-4x2",
            "128 -> 128, batch 1024, inputs in 8 passes of one bit, weights in 4 slices of 2 bits, 8-bit ADC at each",
            () => LinearProblem.BitSerial(128, 128)),
        new BinaryCase(
            "binary-linear",
            "512 -> 512, batch 1024, 128x128 tiles, weights and inputs of -1 and +1, 1-bit ADC, differential",
            BinaryProblem.OfLinear),
        new BinaryCase("binary-conv", "the same for a 3x3 convolution, 128 -> 128 channels, 16 images of 16x16", BinaryProblem.OfConvolution),
        new ResNetCase(
            "resnet20",
            "ResNet-20 on images of 3x32x32, batch 100, 61 tiles, 8-bit weights, inputs and ADC, differential",
            ResNetProblem.Ordinary),
        new ResNetCase(
            "resnet20-noise",
            "as resnet20, cells programmed with an error of 5 % of the window, read noise of 2 % of it per cell and read, gain 1 % and offset 0.5 LSB per column",
            ResNetProblem.Noisy),

        new ResNetCase("resnet20-bitserial", "as resnet20, inputs in 8 passes of one bit, converted after each", ResNetProblem.BitSerial),
        new ProgramTileCase(0.05),
        new WiresCase("wires-128-double", 128, WirePrecision.Double),
        new WiresCase("wires-128-float", 128, WirePrecision.Single),
        new WiresCase("wires-64-double", 64, WirePrecision.Double),
        new WiredReadsCase("wires-1000-vectors", 1000),
        new NonOhmicReadCase(),
        new ResNetCase(
            "resnet20-error",
            "as resnet20, cells programmed with an error of 2 % of the window, both sides of pairs on arrays of their own",
            () => ResNetProblem.OnTwoArrays(0)),
        new ResNetCase("resnet20-wires", "as resnet20-error, 2.5 ohm from cell to cell on all lines", () => ResNetProblem.OnTwoArrays(2.5)),
        new ProgrammingCase(
            "resnet20-program", "programming one chip of resnet20-noise; a time, since the plain network has nothing like it", ResNetProblem.Noisy),
        new ProgrammingCase("resnet20-wires-program", "programming one chip of resnet20-wires, its 122 arrays solved", () => ResNetProblem.OnTwoArrays(2.5)),
        Mlp("train-mlp-array", "a step of training of 784-512-512-512-10, batch 100, for 1-bit ADCs, levels -1 and +1", "cim-mlp", 100, TrainingCase.OnArrays),
        Mlp("train-mlp-hardware", "the same through chips programmed anew for every batch, cells of 2 % error, 8-bit converters", "mlp", 100, TrainingCase.ThroughHardware),
        Mlp("train-mlp-hardware-500", "the same, batch 500", "mlp", 500, TrainingCase.ThroughHardware),
        ResNet20("train-resnet20-array", "as train-mlp-array, of ResNet-20 on images of 3x32x32, batch 128", "cim-resnet20", TrainingCase.OnArrays),
        ResNet20("train-resnet20-hardware", "as train-mlp-hardware, of ResNet-20 on images of 3x32x32, batch 128", "resnet20", TrainingCase.ThroughHardware),
    ];

    private static TrainingCase Mlp(string name, string description, string model, int batch, Func<ModelKind, int, ITrainingRule> rule) => new(
        name, description, model, new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Hidden = [512, 512, 512] }, batch, rule);

    private static TrainingCase ResNet20(string name, string description, string model, Func<ModelKind, int, ITrainingRule> rule) => new(
        name, description, model, new ModelRequest { Channels = 3, Height = 32, Width = 32, Classes = 10 }, 128, rule);
}
