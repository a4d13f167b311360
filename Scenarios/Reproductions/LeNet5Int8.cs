using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>LeNet-5 without biases on MNIST in 32x32: in floating point, in 8-bit integers alone, and with the integers' products on tiles of ideal cells without ADC.</summary>
/// <remarks>
/// Pixels within a border of two black ones, (x - 0.5)/0.5; 61,470 weights. Scales are 2·max|x|/255 of weights and of activations of the first training images, factors
/// b/2^16 rounded down or half up. Published: 98.7 % in floating point, 98.69 % in integers. The last row is the share of logits that tiles and integers agree on, to the last bit.
/// </remarks>
internal sealed class LeNet5Int8 : IReproduction
{
    private const int CalibrationImages = 1000;
    private const int EvaluationBatch = 500;

    private static readonly CrossbarSettings s_tiles = new()
    {
        Device = new IdealDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100)),
        Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        Dac = new DacSettings { Bits = null },
        Adc = new AdcSettings { Bits = null },
    };

    private static readonly TrainingSettings s_settings = new() { Epochs = 6, Batch = 64, LearningRate = 1e-3, Schedule = LearningRateSchedule.Cosine };

    public string Name => "lenet5-int8";

    public string Description => "LeNet-5 on MNIST in 8-bit integers: rounded down or half up, and the same on tiles";

    public int Seeds => 1;

    public int Epochs => s_settings.Epochs;

    public ReproductionTable Run(ReproductionRun run)
    {
        run.Chosen(["float"], training => training);
        DatasetPair data = run.Options.Datasets.Load("mnist", new DatasetRequest { Folders = run.Options.Data, TrainCount = run.Options.Images, TestCount = run.Options.Images });
        PixelNormalization normalization = new(0.5, 0.5);
        (ImageDataset train, ImageDataset test) = (data.Train.Within(2).NormalizedBy(normalization), data.Test.Within(2).NormalizedBy(normalization));
        TrainingSettings settings = s_settings with { Epochs = run.Options.Epochs ?? Epochs };
        int[] seeds = [.. Enumerable.Range(1, run.Options.Seeds ?? Seeds)];
        double[][] found = new double[seeds.Length][];
        run.ForEach(seeds, (seed, i) => found[i] = TrainAndRead(run, seed, settings, train, test));
        return new ReproductionTable(
        [
            .. new (string Reading, double? Published)[]
            {
                ("float", 0.987), ("8-bit integers (rounded down)", 0.9869), ("8-bit integers (half up)", null), ("tiles (rounded down)", null), ("logits equal on tiles", null),
            }.Select((row, r) => new ReproductionRow("float", row.Reading, row.Published, [.. found.Select(each => each[r])])),
        ], settings.Epochs);
    }

    private double[] TrainAndRead(ReproductionRun run, int seed, TrainingSettings settings, ImageDataset train, ImageDataset test)
    {
        RandomKey key = RandomKey.FromSeed((ulong)seed).For(Name);
        ModelRequest request = new() { Channels = 1, Height = train.Height, Width = train.Width, Classes = train.Classes, Bias = LayerBias.None };
        using Sequential network = ModelCatalog.Standard.Kinds["lenet5"].Build(request, key.For("first-weights"));
        run.Train($"float-seed{seed}", new { Name, request, seed }, network, train, settings, new DigitalRule(), key.For("training"));
        using Tensor calibration = ImageTensors.Of(train, [.. Enumerable.Range(0, Math.Min(CalibrationImages, train.Count))]);
        using nn.Module<Tensor, Tensor> down = IntegerConversion.ToIntegers(network, calibration, RoundingRule.Floor);
        using nn.Module<Tensor, Tensor> halfUp = IntegerConversion.ToIntegers(network, calibration, RoundingRule.HalfUp);
        using Sequential codes = IntegerConversion.ToCodes(network, calibration, RoundingRule.Floor);
        using ChipNetwork chip = new AnalogNetwork(codes, s_tiles, [], ImageTensors.Of(train, [0])).Program(key.For("chip"));
        return
        [
            Accuracy(network), Accuracy(down), Accuracy(halfUp), Accuracy(chip.Network), EqualLogits(down, chip.Network, test, run.Cancellation),
        ];

        double Accuracy(nn.Module<Tensor, Tensor> read) => Evaluator.Evaluate(read, test, EvaluationBatch, cancellation: run.Cancellation).Accuracy;
    }

    /// <summary>The share of logits that are the same whole numbers; those of tiles are rounded, as sums of currents are whole but for the rounding of their additions.</summary>
    internal static double EqualLogits(nn.Module<Tensor, Tensor> integers, nn.Module<Tensor, Tensor> tiles, ImageDataset test, CancellationToken cancellation)
    {
        using IDisposable inference = torch.no_grad();
        long equal = 0;
        for (int first = 0; first < test.Count; first += EvaluationBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = torch.NewDisposeScope();
            Tensor images = ImageTensors.Of(test, [.. Enumerable.Range(first, Math.Min(EvaluationBatch, test.Count - first))]);
            equal += integers.call(images).eq(tiles.call(images).round()).sum().item<long>();
        }

        return (double)equal / ((long)test.Count * test.Classes);
    }
}
