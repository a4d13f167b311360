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

/// <summary>
/// LeNet-5 without biases on MNIST in 32x32: in floating point, in integers alone, in fixed point, and with the integers' products on tiles of ideal cells without ADC; trained on in the
/// numbers of integers; and with a bias in its last layer.
/// </summary>
/// <remarks>
/// Pixels within a border of two black ones, (x - 0.5)/0.5; 61,470 weights. Scales are 2·max|x|/(2^k - 1) of weights and of activations of the first training images, factors
/// b/2^16 rounded down or half up. Published: 98.7 % in floating point, 98.69 % in integers. Of readings, "logits equal on tiles" is the share of logits that tiles and integers agree on,
/// to the last bit.
/// </remarks>
internal sealed class LeNet5Int8 : IReproduction
{
    private const int CalibrationImages = 1000;
    private const int EvaluationBatch = 500;
    private const string Float = "float";
    private const string Lsq = "lsq";
    private const string LastBias = "float (bias in the last layer)";

    private static readonly CrossbarSettings s_tiles = new()
    {
        Device = new IdealDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100)),
        Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc),
        Dac = new DacSettings { Bits = null },
        Adc = new AdcSettings { Bits = null },
    };

    private static readonly TrainingSettings s_settings = new() { Epochs = 6, Batch = 64, LearningRate = 1e-3, Schedule = LearningRateSchedule.Cosine };

    private static readonly TrainingSettings s_further = s_settings with { Epochs = 3, LearningRate = 5e-4 };

    private static readonly (string Name, string Quantizer, int Bits)[] s_quantized =
    [
        ("8-bit QAT", "uniform-symmetric", 8), ("4-bit QAT", "uniform-symmetric", 4), ("4-bit QAT (LSQ)", Lsq, 4), ("2-bit QAT (LSQ)", Lsq, 2),
    ];

    private static readonly int[] s_postTraining = [4, 2];

    private static readonly int[] s_fixedPoint = [16, 12, 10, 8, 6, 4];

    private static readonly IntegerArithmetic s_down = new() { Rounding = RoundingRule.Floor };

    private static readonly IntegerArithmetic s_halfUp = new() { Rounding = RoundingRule.HalfUp };

    public string Name => "lenet5-int8";

    public string Description => "LeNet-5 on MNIST in 8-bit and 4-bit integers: after training and trained for them, on tiles, in fixed point";

    public int Seeds => 1;

    public int Epochs => s_settings.Epochs;

    public ReproductionTable Run(ReproductionRun run)
    {
        IReadOnlyList<string> trainings = run.Chosen([Float, .. s_quantized.Select(each => each.Name), LastBias], training => training);
        DatasetPair data = run.Options.Datasets.Load("mnist", new DatasetRequest { Folders = run.Options.Data, TrainCount = run.Options.Images, TestCount = run.Options.Images });
        PixelNormalization normalization = new(0.5, 0.5);
        (ImageDataset train, ImageDataset test) = (data.Train.Within(2).NormalizedBy(normalization), data.Test.Within(2).NormalizedBy(normalization));
        int[] seeds = [.. Enumerable.Range(1, run.Options.Seeds ?? Seeds)];
        List<Found>[] found = new List<Found>[seeds.Length];
        IReadOnlyList<ReproductionDetail>[] details = new IReadOnlyList<ReproductionDetail>[seeds.Length];
        bool startsFromFloat = trainings.Any(training => training != LastBias);
        run.ForEach(seeds, (seed, i) => (found[i], details[i]) = new OneSeed(run, seed, train, test).TrainAndRead(trainings),
            networks: trainings.Count + (startsFromFloat && !trainings.Contains(Float) ? 1 : 0));
        return new ReproductionTable(
        [
            .. found[0].Select((row, r) => new ReproductionRow(row.Training, row.Reading, row.Published, [.. found.Select(each => each[r].Accuracy)]) { Epochs = row.Epochs }),
        ], run.Options.Epochs ?? Epochs)
        {
            Details = details[0],
        };
    }

    private sealed record Found(string Training, string Reading, double? Published, double Accuracy, int? Epochs = null);

    /// <summary>All networks of one seed.</summary>
    private sealed class OneSeed(ReproductionRun run, int seed, ImageDataset train, ImageDataset test)
    {
        private readonly RandomKey _key = RandomKey.FromSeed((ulong)seed).For("lenet5-int8");
        private readonly TrainingSettings _settings = s_settings with { Epochs = run.Options.Epochs ?? s_settings.Epochs };
        private readonly TrainingSettings _further = s_further with { Epochs = run.Options.Epochs ?? s_further.Epochs };
        private readonly List<Found> _found = [];

        public (List<Found> Found, IReadOnlyList<ReproductionDetail> Details) TrainAndRead(IReadOnlyList<string> trainings)
        {
            IReadOnlyList<ReproductionDetail> details = [];
            using Tensor calibration = ImageTensors.Of(train, [.. Enumerable.Range(0, Math.Min(CalibrationImages, train.Count))]);
            if (trainings.Any(training => training != LastBias))
            {
                using Sequential network = Trained(Float, LayerBias.None);
                if (trainings.Contains(Float))
                {
                    ReadFloat(network, calibration);
                    details = IntegerDetails.Of(network, calibration, new ImageShape(train.Channels, train.Height, train.Width, train.Classes), s_tiles);
                }

                foreach ((string name, string quantizer, int bits) in s_quantized.Where(each => trainings.Contains(each.Name)))
                {
                    TrainOn(network, calibration, name, quantizer, bits);
                }
            }

            if (trainings.Contains(LastBias))
            {
                using Sequential network = Trained(LastBias, LayerBias.Last);
                IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, calibration);
                Add(LastBias, "float", network);
                ReadIntegers(LastBias, "8-bit integers (rounded down)", network, scales, s_down);
                ReadIntegers(LastBias, "8-bit integers (rounded down; bias at a scale of its own)", network, scales, new IntegerArithmetic { BiasScale = BiasScale.Own });
            }

            return (_found, details);
        }

        private Sequential Build(ModelRequest request) => ModelCatalog.Standard.Kinds["lenet5"].Build(request, _key.For("first-weights"));

        private ModelRequest Request(LayerBias bias) => new() { Channels = 1, Height = train.Height, Width = train.Width, Classes = train.Classes, Bias = bias };

        private Sequential Trained(string name, LayerBias bias)
        {
            ModelRequest request = Request(bias);
            Sequential network = Build(request);
            run.Train($"{name}-seed{seed}", new { Name = "lenet5-int8", request, seed }, network, train, _settings, new DigitalRule(), _key.For("training"));
            return network;
        }

        private void ReadFloat(Sequential network, Tensor calibration)
        {
            IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, calibration);
            Add(Float, "float", network, 0.987);
            ReadIntegers(Float, "8-bit integers (rounded down)", network, scales, s_down, 0.9869);
            ReadIntegers(Float, "8-bit integers (half up)", network, scales, s_halfUp);
            using (nn.Module<Tensor, Tensor> integers = IntegerConversion.ToIntegers(network, scales, s_down))
            using (Sequential codes = IntegerConversion.ToCodes(network, scales, s_down))
            using (ChipNetwork chip = new AnalogNetwork(codes, s_tiles, [], ImageTensors.Of(train, [0])).Program(_key.For("chip")))
            {
                Add(Float, "tiles (rounded down)", chip.Network);
                _found.Add(new Found(Float, "logits equal on tiles", null, EqualLogits(integers, chip.Network, test, run.Cancellation)));
            }

            foreach (int bits in s_postTraining)
            {
                ReadIntegers(Float, $"{bits}-bit post-training (half up)", network, IntegerConversion.Scales(network, calibration, bits), s_halfUp);
            }

            foreach (int bits in s_fixedPoint)
            {
                Add(Float, $"fixed point of {bits} bits", FixedPointConversion.ToFixedPoint(network, FixedPointConversion.Formats(network, calibration, bits)));
            }
        }

        /// <summary>Trains the network on in so many bits and reads it in integers: in the scales of its activations after training in floating point, or those that it learned.</summary>
        private void TrainOn(Sequential trained, Tensor calibration, string name, string quantizer, int bits)
        {
            ModelRequest request = Request(LayerBias.None);
            Sequential network = Build(request);
            network.load_state_dict(trained.state_dict());
            using Sequential around = QuantizedTraining.Around(network, quantizer, bits, calibration); // owns the network's layers
            run.Train(
                $"{name}-seed{seed}", new { Name = "lenet5-int8", request, seed, quantizer, bits, from = _settings }, around, train, _further, new QuantizedTraining(), _key.For("training-on", bits));
            IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(trained, calibration, bits);
            scales = quantizer == Lsq ? QuantizedTraining.Learned(scales, around) : IntegerConversion.WithWeightsOf(scales, network);
            ReadIntegers(name, $"{bits}-bit integers (half up)", network, scales, s_halfUp, epochs: _further.Epochs);
        }

        private void ReadIntegers(
            string training, string reading, Sequential network, IReadOnlyList<LayerScales> scales, IntegerArithmetic arithmetic, double? published = null, int? epochs = null)
        {
            using nn.Module<Tensor, Tensor> integers = IntegerConversion.ToIntegers(network, scales, arithmetic);
            Add(training, reading, integers, published, epochs);
        }

        private void Add(string training, string reading, nn.Module<Tensor, Tensor> network, double? published = null, int? epochs = null) => _found.Add(new Found(
            training, reading, published, Evaluator.Evaluate(network, test, EvaluationBatch, cancellation: run.Cancellation).Accuracy, epochs));
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
