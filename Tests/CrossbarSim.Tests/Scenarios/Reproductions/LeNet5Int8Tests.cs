using System.Globalization;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Reproductions;
using CrossbarSim.Tests.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Scenarios.Reproductions;

/// <summary>Not in parallel: the program writes to the console.</summary>
[NonParallelizable]
public sealed class LeNet5Int8Tests
{
    private static readonly string[] s_float =
    [
        "float", "8-bit integers (rounded down)", "8-bit integers (half up)", "tiles (rounded down)", "logits equal on tiles", "4-bit post-training (half up)", "2-bit post-training (half up)",
        "fixed point of 16 bits", "fixed point of 12 bits", "fixed point of 10 bits", "fixed point of 8 bits", "fixed point of 6 bits", "fixed point of 4 bits",
    ];

    private static readonly string[] s_bias = ["float", "8-bit integers (rounded down)", "8-bit integers (rounded down; bias at a scale of its own)"];

    [Test]
    public async Task Reproduce_FewImages_WritesAllTables()
    {
        string data = TestData.RequireShared("mnist");
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of(
            "reproduce", "lenet5-int8", "--data", Path.GetDirectoryName(data)!, "--out", folder.File("run"), "--images", "300", "--epochs", "1");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.EndWith(
            $"Written to {folder.File("run")}: results.csv, results.md, details.md, layers.csv, ranges.csv, scales.csv, fixed-point.csv, run.log.\n"));
        (string Training, string Reading, double Accuracy)[] rows =
        [
            .. File.ReadAllLines(folder.File("run/results.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => (cells[0], cells[1], double.Parse(cells[5], CultureInfo.InvariantCulture))),
        ];
        Assert.That(rows.Select(row => (row.Training, row.Reading)), Is.EqualTo(
        [
            .. s_float.Select(reading => ("float", reading)), ("8-bit QAT", "8-bit integers (half up)"), ("4-bit QAT", "4-bit integers (half up)"),
            ("4-bit QAT (LSQ)", "4-bit integers (half up)"), ("2-bit QAT (LSQ)", "2-bit integers (half up)"),
            .. s_bias.Select(reading => ("float (bias in the last layer)", reading)),
        ]));
        Assert.That(rows[4].Accuracy, Is.EqualTo(1), "logits");
        Assert.That(rows[3].Accuracy, Is.EqualTo(rows[1].Accuracy), "tiles and integers");
        string[] layers = File.ReadAllLines(folder.File("run/layers.csv"));
        Assert.That(layers, Has.Length.EqualTo(1 + 12 + 1));
        Assert.That((layers[1], layers[^1]), Is.EqualTo(("conv1,Conv2d,1x32x32,5x5,6x28x28,150,117600", "total,,,,,61470,416520")), "published: 61,470 parameters, 416,520 products");
        Assert.That(File.ReadAllLines(folder.File("run/ranges.csv")), Has.Length.EqualTo(1 + 11), "images, and weights and outputs of five layers");
        Assert.That(File.ReadAllLines(folder.File("run/scales.csv")), Has.Length.EqualTo(1 + 5));
        Assert.That(File.ReadAllLines(folder.File("run/fixed-point.csv")), Has.Length.EqualTo(1 + 11));
        Assert.That(File.ReadAllLines(folder.File("run/details.md")).Count(line => line.StartsWith("## ", StringComparison.Ordinal)), Is.EqualTo(4));
        Assert.That(Directory.GetFiles(folder.File("run/networks")), Has.Length.EqualTo(6));
    }

    [Test]
    public async Task Reproduce_OneQuantizedTraining_TrainsTheFloatNetworkFirstAndReadsTheOtherAlone()
    {
        string data = TestData.RequireShared("mnist");
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of(
            "reproduce", "lenet5-int8", "--data", Path.GetDirectoryName(data)!, "--out", folder.File("run"), "--images", "200", "--epochs", "1", "--only", "2-bit");

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(File.ReadAllLines(folder.File("run/results.csv")).Skip(1).Select(line => line.Split(',')[0]), Is.EqualTo(new[] { "2-bit QAT (LSQ)" }));
        Assert.That(Directory.GetFiles(folder.File("run/networks")).Select(file => Path.GetFileName(file).Split("-seed")[0]), Is.EquivalentTo(new[] { "float", "2-bit-qat-lsq" }));
        Assert.That(run.Output, Does.EndWith($"Written to {folder.File("run")}: results.csv, results.md, run.log.\n"));
    }

    /// <summary>What training sees is what integers compute, but for factors that are b/2^24 and for ties: no more than the odd code differs, where a scale that does not fit would change them all.</summary>
    [TestCase("uniform-symmetric", 8)]
    [TestCase("uniform-symmetric", 4)]
    [TestCase("lsq", 4)]
    [TestCase("lsq", 2)]
    public void Through_TrainedNetwork_ComputesAsItsIntegers(string quantizer, int bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Sequential network = Network();
        Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(60));
        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, images, bits);
        using Sequential around = QuantizedTraining.Around(network, quantizer, bits, images);
        QuantizedTraining rule = new();
        Trainer.Train(around, NetworkSamples.Train, new TrainingSettings { Epochs = 1 }, rule, RandomKey.FromSeed(5));
        using IDisposable inference = torch.no_grad();

        double[] wanted = TensorData.ToDoubles(rule.Through(around).call(images));
        scales = quantizer == "lsq" ? QuantizedTraining.Learned(scales, around) : IntegerConversion.WithWeightsOf(scales, network);
        double[] found = TensorData.ToDoubles(IntegerConversion.ToIntegers(
            network, scales, new IntegerArithmetic { Rounding = RoundingRule.HalfUp, Shift = 24 }).call(images) * scales[^1].Sums);

        double error = Math.Sqrt(wanted.Zip(found, (w, f) => (w - f) * (w - f)).Sum() / wanted.Sum(w => w * w));
        Assert.That(error, Is.LessThan(0.01));
    }

    [Test]
    public void Around_Lsq_TrainsAndSavesItsSteps()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(60));
        using Sequential around = QuantizedTraining.Around(Network(), "lsq", 4, images);
        using Sequential loaded = QuantizedTraining.Around(Network(), "lsq", 4, images);

        Assert.That(around.named_parameters().Select(each => each.name).Where(name => name.EndsWith("step", StringComparison.Ordinal)), Has.Exactly(10).Items);
        Trainer.Train(around, NetworkSamples.Train, new TrainingSettings { Epochs = 1 }, new QuantizedTraining(), RandomKey.FromSeed(5));
        using MemoryStream stream = new();
        around.save(stream);
        loaded.load(new MemoryStream(stream.ToArray()));

        using IDisposable inference = torch.no_grad();
        Assert.That(
            TensorData.ToFloats(new QuantizedTraining().Through(loaded).call(images)), Is.EqualTo(TensorData.ToFloats(new QuantizedTraining().Through(around).call(images))));
    }

    private static Sequential Network() => ModelCatalog.Standard.Kinds["lenet5"].Build(
        new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Bias = LayerBias.None }, RandomKey.FromSeed(2));

    [Test]
    public void Csv_CellsWithCommasAndQuotes_AreQuoted() => Assert.That(
        new ReproductionDetail("d", "A title", ["a", "b"], [["1,5", "say \"x\""], ["2", ""]]).Csv(), Is.EqualTo("a,b\n\"1,5\",\"say \"\"x\"\"\"\n2,\n"));

    [Test]
    public void Markdown_Detail_HasItsTitleAbove() => Assert.That(
        new ReproductionDetail("d", "A title", ["a", "b"], [["1", "2"]]).Markdown(), Is.EqualTo("## A title\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"));
}
