using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Tests.Networks.Models;

public sealed class ResNet20Tests
{
    [Test]
    public void Build_CifarShapes_HasTheParametersOfThePaper()
    {
        using Sequential network = Build(3, 32, 32);

        // 3x3: 27·16 + 6·16·144 + 32·144 + 5·32·288 + 64·288 + 5·64·576; 1x1: 32·16 + 64·32; linear: 64·10 + 10;
        // normalization, two a channel: 2·(16·7 + 32·7 + 64·7). 0.27 million in table 6 of the paper.
        Assert.That(network.parameters().Sum(each => each.numel()), Is.EqualTo(
            432 + 13_824 + 4_608 + 46_080 + 18_432 + 184_320 + 512 + 2_048 + 650 + 1_568));
    }

    [Test]
    public void Layers_CifarShapes_AreTwentyTwoOnSixtyOneTiles()
    {
        using Sequential network = Build(3, 32, 32);

        AnalogNetwork analog = new(network, NetworkSamples.Ideal with { Dac = new() { Bits = null, Range = CrossbarSim.Simulator.Converters.RangeRule.Fixed, High = 1 } }, []);

        LayerPlan[] tiled = [.. analog.Layers.Where(plan => plan.StaysDigital is null)];
        Assert.That((tiled.Length, tiled.Sum(plan => plan.Tiles)), Is.EqualTo((22, 61)));
        Assert.That(tiled.Count(plan => plan.FoldedNorm is null), Is.EqualTo(1), "all but the linear layer are normalized");
        Assert.That(tiled.Take(3).Concat(tiled.Skip(7).Take(3)).Append(tiled[^1]).Select(plan => (plan.Name, plan.FoldedNorm, plan.Tiles)), Is.EqualTo(new[]
        {
            ("conv1", "norm1", 1),
            ("stage1.block1.main.conv1", "stage1.block1.main.norm1", 2),
            ("stage1.block1.main.conv2", "stage1.block1.main.norm2", 2),
            ("stage2.block1.main.conv1", "stage2.block1.main.norm1", 2),
            ("stage2.block1.main.conv2", "stage2.block1.main.norm2", 3),
            ("stage2.block1.shortcut.conv", "stage2.block1.shortcut.norm", 1),
            ("fc", null, 1),
        }));
    }

    [TestCase(3, 32, 32)]
    [TestCase(1, 28, 28)]
    [TestCase(2, 5, 9)]
    public void Forward_AnySizeOfImage_GivesOneNumberAClass(int channels, int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Build(channels, height, width);

        Assert.That(network.call(torch.ones(2, channels, height, width)).shape, Is.EqualTo(new long[] { 2, 10 }));
    }

    [Test]
    public void Build_OtherFirstChannels_DoublesFromThere()
    {
        using Sequential network = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, FirstChannels = 5 }, RandomKey.FromSeed(1));

        Dictionary<string, long> outputs = WeightLayer.AllOf(network).ToDictionary(each => each.Name, each => each.Layer.Weight.shape[0]);
        Assert.That((outputs["conv1"], outputs["stage1.block3.main.conv2"], outputs["stage2.block1.shortcut.conv"], outputs["stage3.block3.main.conv2"]), Is.EqualTo((5, 5, 10, 20)));
        Assert.That(outputs, Has.Count.EqualTo(22));
    }

    /// <summary>Standard deviation of N draws: standard error σ/√(2N); five are allowed.</summary>
    [Test]
    public void Build_FirstWeights_KeepTheVarianceAndAreAllDifferent()
    {
        using Sequential network = Build(3, 32, 32);
        using Sequential again = Build(3, 32, 32);

        (string Name, float[] Weights)[] layers = [.. WeightLayer.AllOf(network).Select(each => (each.Name, TensorData.ToFloats(each.Layer.Weight)))];

        foreach (((string name, WeightLayer layer), (_, float[] weights)) in WeightLayer.AllOf(network).Zip(layers))
        {
            double wanted = Math.Sqrt(2.0 * layer.Weight.shape[0] / weights.Length);
            double found = Math.Sqrt(weights.Average(weight => weight * weight));
            Assert.That(found, Is.EqualTo(wanted).Within(5 * wanted / Math.Sqrt(2.0 * weights.Length)), name);
        }

        Assert.That(layers.Select(layer => layer.Weights[0]).Distinct().Count(), Is.EqualTo(22));
        Assert.That(WeightLayer.AllOf(again).Select(each => TensorData.ToFloats(each.Layer.Weight)), Is.EqualTo(layers.Select(layer => layer.Weights)));
    }

    private static Sequential Build(int channels, int height, int width) => ModelCatalog.Standard.Kinds["resnet20"].Build(
        new ModelRequest { Channels = channels, Height = height, Width = width, Classes = 10 }, RandomKey.FromSeed(1));
}
