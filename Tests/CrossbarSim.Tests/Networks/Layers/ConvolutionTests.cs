using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Layers;

/// <summary>Convolutions on tiles, against libtorch's own.</summary>
public sealed class ConvolutionTests
{
    // channels, outputs, kernel, stride, padding, dilation, groups, height, width, bias
    private static readonly object[] _shapes =
    [
        new object[] { 3, 8, 3, 1, 1, 1, 1, 9, 7, true },
        new object[] { 16, 5, 3, 2, 1, 1, 1, 8, 8, false },
        new object[] { 4, 6, 5, 1, 0, 1, 2, 9, 9, true },
        new object[] { 6, 6, 3, 1, 2, 2, 6, 7, 7, true },
        new object[] { 20, 70, 1, 1, 0, 1, 1, 3, 3, true },
        new object[] { 20, 70, 1, 2, 0, 1, 1, 5, 4, true },
        new object[] { 1, 1, 2, 3, 1, 1, 1, 1, 1, false },
    ];

    [TestCaseSource(nameof(_shapes))]
    public void Forward_EveryStageIdeal_IsTheConvolution(
        int channels, int outputs, int kernel, int stride, int padding, int dilation, int groups, int height, int width, bool bias)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Conv2d layer = nn.Conv2d(channels, outputs, kernel, stride, padding, dilation, PaddingModes.Zeros, groups, bias);
        Fill(layer.weight, "weight");
        if (layer.bias is not null)
        {
            Fill(layer.bias, "bias");
        }

        Tensor images = Fill(torch.zeros(3, channels, height, width), "images");
        using Sequential network = nn.Sequential(("conv", layer));
        foreach (TileSplit split in Enum.GetValues<TileSplit>())
        {
            AnalogNetwork analog = new(network, NetworkSamples.Ideal with { Split = split }, [], images);
            using ChipNetwork chip = analog.ProgramIdeally();
            using ChipNetwork baseline = AnalogNetwork.Baseline(network, NetworkSamples.Ideal).ProgramIdeally();

            Tensor expected = network.call(images);

            float[] wanted = expected.data<float>().ToArray();
            double tolerance = 1e-5 * wanted.Max(Math.Abs);
            Tensor result = chip.Network.call(images);
            Assert.That(result.shape, Is.EqualTo(expected.shape));
            Assert.That(result.data<float>().ToArray(), Is.EqualTo(wanted).Within(tolerance), $"{split}");
            Assert.That(baseline.Network.call(images).data<float>().ToArray(), Is.EqualTo(wanted).Within(tolerance));
        }
    }

    /// <summary>Integers through units that are powers of two: exact at every step, so the result must be.</summary>
    [Test]
    public void Forward_IntegerCodes_IsTheIntegerConvolutionExactly()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        double unit = Math.Pow(2, -24);
        Conv2d layer = nn.Conv2d(5, 7, 3, 1, 1, 1, PaddingModes.Zeros, 1, false);
        layer.weight.copy_((Fill(torch.zeros(7, 5, 3, 3), "weight") * 40.0).round().clamp((Scalar)(-127.0), (Scalar)127.0));
        Tensor images = (Fill(torch.zeros(2, 5, 6, 6), "images") * 40.0).abs().round();
        using Sequential network = nn.Sequential(("conv", layer));
        CrossbarSettings hardware = NetworkSamples.Ideal with
        {
            Device = new IdealDevice(Conductance.FromSiemens(unit), Conductance.FromSiemens(129 * unit)),
            Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromSiemens(unit)),
            Dac = new() { Bits = 8, Range = CrossbarSim.Simulator.Converters.RangeRule.Fixed, Low = 0, High = 255, ReadVoltage = Voltage.FromVolts(255.0 / 1024) },
        };
        using ChipNetwork chip = new AnalogNetwork(network, hardware, []).ProgramIdeally();

        Assert.That(chip.Network.call(images).data<float>().ToArray(), Is.EqualTo(network.call(images).data<float>().ToArray()));
    }

    /// <summary>14 channels of 3x3 on 128 rows (a channel is never cut), and as many tiles as published for 3x3 layers.</summary>
    [TestCase(16, 2, "126,18")]
    [TestCase(80, 6, null)]
    [TestCase(160, 12, null)]
    [TestCase(320, 23, null)]
    [TestCase(384, 28, null)]
    [TestCase(64, 5, null)]
    [TestCase(512, 37, null)]
    public void WholeChannels_ThreeByThree_TakesFourteenChannelsATile(int channels, int tiles, string? rows)
    {
        IReadOnlyList<TileRegion> regions = TilePlan.Cut(1, channels * 9, 128, 64, TileSplit.WholeChannels, 9);

        Assert.That(regions, Has.Count.EqualTo(tiles));
        Assert.That(regions.Sum(region => region.Inputs), Is.EqualTo(channels * 9));
        Assert.That(regions.Select(region => region.Inputs % 9), Is.All.Zero);
        if (rows is not null)
        {
            Assert.That(string.Join(",", regions.Select(region => region.Inputs)), Is.EqualTo(rows));
        }
    }

    [Test]
    public void WholeChannels_ChannelLargerThanATile_SaysSo()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TilePlan.Cut(1, 288, 128, 64, TileSplit.WholeChannels, 144))!;

        Assert.That(error.Message, Is.EqualTo("A whole channel of 144 inputs does not fit on 128 rows. (Parameter 'split')"));
    }

    [Test]
    public void Layers_ResNet20Shapes_TakeSixtyOneTiles()
    {
        // Outputs x inputs of the 22 layers of ResNet-20 for CIFAR-10, with 1x1 shortcuts; 64 differential outputs a tile.
        (int Outputs, int Inputs, int Count)[] layers =
        [
            (16, 27, 1), (16, 144, 6), (32, 144, 1), (32, 288, 5), (64, 288, 1), (64, 576, 5), (32, 16, 1), (64, 32, 1), (10, 64, 1),
        ];

        int tiles = layers.Sum(layer => layer.Count * TilePlan.Cut(layer.Outputs, layer.Inputs, 128, 64, TileSplit.FillFirst).Count);

        Assert.That((layers.Sum(layer => layer.Count), tiles), Is.EqualTo((22, 61)));
    }

    [Test]
    public void Forward_OtherBatchesAndThreads_GivesTheSameBytes([Values(1, 3)] int batch, [Values(1, 2)] int threads)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Conv2d layer = nn.Conv2d(16, 10, 3, 1, 1);
        Fill(layer.weight, "weight");
        Tensor images = Fill(torch.zeros(7, 16, 8, 8), "images").abs();
        using Sequential network = nn.Sequential(("conv", layer));
        RandomKey key = RandomKey.FromSeed(2);
        using ChipNetwork whole = new AnalogNetwork(network, NetworkSamples.Levels, [], images).Program(key);
        using ChipNetwork pieces = new AnalogNetwork(network, NetworkSamples.Levels, [], images, threads).Program(key, threads);

        float[] expected = whole.Network.call(images).data<float>().ToArray();

        float[] found = [.. Enumerable.Range(0, (7 + batch - 1) / batch).SelectMany(part =>
            pieces.Network.call(images.narrow(0, part * batch, Math.Min(batch, 7 - (part * batch)))).data<float>().ToArray())];
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(pieces.Counts, Is.EqualTo(whole.Counts));
        Assert.That(whole.Counts.Conversions, Is.EqualTo(7 * 64 * 10 * 2));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Layers_BatchNormAfterAConvolution_IsFoldedAndReported(bool affine)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Conv2d layer = nn.Conv2d(3, 8, 3, 1, 1);
        BatchNorm2d norm = nn.BatchNorm2d(8, 1e-3, 0.1, affine);
        Fill(layer.weight, "weight");
        norm.running_mean!.copy_(Fill(torch.zeros(8), "mean"));
        norm.running_var!.copy_(Fill(torch.zeros(8), "variance").abs() + 0.5);
        if (affine)
        {
            Fill(norm.weight!, "gamma");
            Fill(norm.bias!, "beta");
        }

        using Sequential network = nn.Sequential(("conv", layer), ("norm", norm), ("relu", nn.ReLU()));
        network.eval();
        Tensor images = Fill(torch.zeros(3, 3, 6, 6), "images");
        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);
        using ChipNetwork chip = analog.ProgramIdeally();

        float[] expected = network.call(images).data<float>().ToArray();

        Assert.That(chip.Network.call(images).data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5 * expected.Max()));
        Assert.That(analog.Layers.Select(plan => (plan.Name, plan.FoldedNorm, plan.StaysDigital)), Is.EqualTo(new[]
        {
            ("conv", "norm", null), ("norm", null, "folded into conv"), ("relu", (string?)null, "has no weights"),
        }));
    }

    [Test]
    public void Layers_LeNet5_PutsConvolutionsOnTiles()
    {
        using Sequential network = CrossbarSim.Networks.Models.ModelCatalog.Standard.Kinds["lenet5"].Build(
            new() { Channels = 1, Height = 28, Width = 28, Classes = 10 }, RandomKey.FromSeed(1));
        using Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(4));

        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);

        // Row tiles of 128: 25; 150; 400; 120; 84 inputs. 64 outputs a tile: 6; 16; 120; 84; 10 outputs.
        Assert.That(analog.Layers.Where(plan => plan.StaysDigital is null).Select(plan => (plan.Name, plan.Kind, plan.Tiles)), Is.EqualTo(new[]
        {
            ("conv1", "Conv2d", 1), ("conv2", "Conv2d", 2), ("fc1", "Linear", 8), ("fc2", "Linear", 2), ("fc3", "Linear", 1),
        }));
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using ChipNetwork chip = analog.ProgramIdeally();
        float[] expected = network.call(images).data<float>().ToArray();
        Assert.That(chip.Network.call(images).data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)));
    }

    [Test]
    public void OutputSize_WindowLargerThanTheInput_SaysSo()
    {
        ConvolutionShape shape = new(1, 1, 5, 5, 1, 1, 0, 0, 1, 1, 1);

        ArgumentException error = Assert.Throws<ArgumentException>(() => shape.OutputSize(4, 9))!;

        Assert.That(error.Message, Is.EqualTo("A window of 5x5 does not fit on an input of 4x9."));
    }

    private static Tensor Fill(Tensor tensor, string name)
    {
        double[] draws = new double[tensor.numel()];
        RandomKey.FromSeed(9).For(name).FillNormal(draws);
        using Tensor values = torch.tensor(Array.ConvertAll(draws, z => (float)z));
        return tensor.copy_(values.reshape(tensor.shape));
    }
}
