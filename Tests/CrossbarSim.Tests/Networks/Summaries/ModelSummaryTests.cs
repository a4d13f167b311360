using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Summaries;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Summaries;

public sealed class ModelSummaryTests
{
    /// <summary>
    /// The binary network of Larq's MNIST tutorial (docs.larq.dev, tutorials/mnist), whose summary is published: 93,088 weights of one bit and 468 numbers
    /// of 32, 13.19 KiB against 365.45 KiB, 2,599,552 binary multiplications of 2,794,240.
    /// </summary>
    [Test]
    public void Of_LarqsTutorialNetwork_CountsAsItsSummary()
    {
        using Sequential network = nn.Sequential(
            ("conv1", nn.Conv2d(1, 32, 3, bias: false)), ("pool1", nn.MaxPool2d(2)), ("norm1", nn.BatchNorm2d(32)),
            ("conv2", nn.Conv2d(32, 64, 3, bias: false)), ("pool2", nn.MaxPool2d(2)), ("norm2", nn.BatchNorm2d(64)),
            ("conv3", nn.Conv2d(64, 64, 3, bias: false)), ("norm3", nn.BatchNorm2d(64)), ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(576, 64, false)), ("norm4", nn.BatchNorm1d(64)), ("fc2", nn.Linear(64, 10, false)), ("norm5", nn.BatchNorm1d(10)));

        // The first layer's inputs are not quantized there.
        ModelSummary summary = ModelSummary.Of(
            network, new ImageShape(1, 28, 28, 10), NetworkSamples.Ideal, [], name => new LayerPrecision(name == "conv1" ? 32 : 1, 1));

        Assert.Multiple(() =>
        {
            Assert.That(summary.ParametersByBits, Is.EqualTo(new[] { (1, 93_088L), (32, 468L) }));
            Assert.That(summary.MultiplyAddsByBits, Is.EqualTo(new[] { (1, 2_599_552L), (32, 194_688L) }));
            Assert.That(summary.MultiplyAdds, Is.EqualTo(2_794_240));
            Assert.That(summary.Bytes / 1024, Is.EqualTo(13.19).Within(0.005));
            Assert.That(summary.FloatBytes / 1024, Is.EqualTo(365.45).Within(0.005));
            Assert.That(summary.BytesWithFloatsInOne, Is.EqualTo((93_088 / 8.0) + 468));
        });
    }

    /// <summary>LeNet-5 on images of 32x32: parameters and multiplications as often given.</summary>
    [TestCase(LayerBias.None, 61_470)]
    [TestCase(LayerBias.Last, 61_480)]
    [TestCase(LayerBias.All, 61_706)]
    public void Of_LeNet5_HasItsUsualSizes(LayerBias bias, int parameters)
    {
        using Sequential network = LeNet5(bias, 32);

        ModelSummary summary = Summary(network, 32);

        LayerFacts[] layers = [.. summary.Layers.Where(layer => layer.Weights > 0)];
        Assert.Multiple(() =>
        {
            Assert.That((summary.Parameters, summary.Trainable, summary.MultiplyAdds), Is.EqualTo(((long)parameters, (long)parameters, 416_520L)));
            Assert.That(layers.Select(layer => layer.Weights), Is.EqualTo(new[] { 150, 2400, 48_000, 10_080, 840 }));
            Assert.That(layers.Select(layer => layer.MultiplyAdds), Is.EqualTo(new[] { 117_600, 240_000, 48_000, 10_080, 840 }));
            Assert.That(layers.Select(layer => string.Join('x', layer.Input)), Is.EqualTo(new[] { "1x32x32", "6x14x14", "400", "120", "84" }));
            Assert.That(layers.Select(layer => string.Join('x', layer.Output)), Is.EqualTo(new[] { "6x28x28", "16x10x10", "120", "84", "10" }));
            Assert.That(layers.Select(layer => layer.Kernel), Is.EqualTo(new (int, int)?[] { (5, 5), (5, 5), null, null, null }));
        });
    }

    /// <summary>A border of two around 28x28 makes the same of them, as in the paper.</summary>
    [Test]
    public void Of_LeNet5OnSmallImages_PadsThem()
    {
        using Sequential network = LeNet5(LayerBias.All, 28);

        Assert.That((Summary(network, 28).Parameters, Summary(network, 28).MultiplyAdds), Is.EqualTo((61_706L, 416_520L)));
    }

    /// <summary>By hand: 400 inputs on 128 rows are 4 row tiles, 120 pairs of columns on 128 are 2 column tiles; 400·240 cells on 8 arrays of 128².</summary>
    [TestCase(ArrayLayout.Shared, 8, 8)]
    [TestCase(ArrayLayout.Separate, 4, 8)]
    public void Of_LayerOnTiles_CountsTilesArraysAndCells(ArrayLayout arrays, int tiles, int onArrays)
    {
        CrossbarSettings hardware = NetworkSamples.Ideal with { Mapping = new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, null, arrays) };
        using Sequential network = LeNet5(LayerBias.None, 32);

        LayerFacts layer = ModelSummary.Of(network, new ImageShape(1, 32, 32, 10), hardware, ["fc2"], _ => new LayerPrecision(8, 6))
            .Layers.Single(each => each.Name == "fc1");

        Assert.That((layer.Tiles, layer.Arrays, layer.CellsUsed, layer.Cells), Is.EqualTo((tiles, onArrays, 400L * 240, 8L * 128 * 128)));
        Assert.That((layer.MemoryBits, layer.Precision.Bits, layer.StaysDigital), Is.EqualTo((48_000L * 6, 8, (string?)null)));
    }

    [Test]
    public void Of_LayersThatStayDigital_SaysWhy()
    {
        using Sequential network = LeNet5(LayerBias.None, 32);
        using Sequential residual = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 3, Height = 32, Width = 32, Classes = 10 }, RandomKey.FromSeed(1));

        LayerFacts[] layers = [.. ModelSummary.Of(network, new ImageShape(1, 32, 32, 10), NetworkSamples.Ideal, ["fc2"], _ => new LayerPrecision(8, 6)).Layers];
        ModelSummary deep = ModelSummary.Of(residual, new ImageShape(3, 32, 32, 10), NetworkSamples.Ideal, [], _ => new LayerPrecision(8, 6));

        LayerFacts kept = layers.Single(layer => layer.Name == "fc2");
        Assert.That((kept.StaysDigital, kept.Tiles, kept.Precision), Is.EqualTo(("asked for", 0, new LayerPrecision(8, 6))));
        Assert.That(layers.Single(layer => layer.Name == "relu1").StaysDigital, Is.EqualTo("has no weights"));
        Assert.That(deep.Layers.Single(layer => layer.Name == "stage2.block1.shortcut.norm").StaysDigital, Is.EqualTo("folded into stage2.block1.shortcut.conv"));
        // K. He et al. give ResNet-20 0.27 million parameters and 40.6 million multiplications (CVPR 2016, table 6; arXiv:1512.03385), without the shortcuts' own.
        Assert.That((deep.Parameters, deep.MultiplyAdds), Is.EqualTo((272_474L, 40_813_184L)));
    }

    private static Sequential LeNet5(LayerBias bias, int side) => ModelCatalog.Standard.Kinds["lenet5"].Build(
        new ModelRequest { Channels = 1, Height = side, Width = side, Classes = 10, Bias = bias }, RandomKey.FromSeed(1));

    private static ModelSummary Summary(Sequential network, int side) =>
        ModelSummary.Of(network, new ImageShape(1, side, side, 10), NetworkSamples.Ideal, [], _ => new LayerPrecision(8, 6));
}
