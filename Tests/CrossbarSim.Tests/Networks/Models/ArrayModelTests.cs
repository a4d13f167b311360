using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Models;

/// <summary>Networks for sense-amplifier arrays: as large as published, and all of them train.</summary>
public sealed class ArrayModelTests
{
    private static readonly string[] s_residual = ["cim-cnn", "cim-resnet20", "cim-resnet20-late-norm", "cim-resnet18", "cim-resnet18-late-norm"];

    // Published exactly: 935,434, 4,330,974 and 11,178,846. Published in millions: VGG9 36.5, ResNet-20 of width 5 6.76, the shorter one 4.92. By hand:
    // VGG9: 9·(3·384 + 384·384 + 384·768 + 768·768 + 768·1536 + 1536·512) + 8192·1024 + 1024·1024 + 1024·10 weights, 6,410 biases, 2·6,400 of normalization.
    // ResNet-20, 80 channels: 2160 + 9·(6·80² + 80·160 + 5·160² + 160·320 + 5·320²) + 80·160 + 160·320 + 3200 weights, 3360 + 10 biases, and of normalization
    // 2·(80 + 6·(80 + 160 + 320) - 320 + 160 + 320 + 320 + 10); the shorter one lacks a block of 2·(9·320² + 320) + 2·2·320.
    [TestCase("cim-mlp", 1, 28, 16, 935_434)]
    [TestCase("cim-mlp-norm", 1, 28, 16, 935_434 + 20)]
    [TestCase("cim-vgg9", 3, 32, 384, 36_461_450)]
    [TestCase("cim-resnet20", 3, 32, 64, 4_330_974)]
    [TestCase("cim-resnet18", 3, 32, 64, 11_178_846)]
    [TestCase("cim-resnet20-late-norm", 3, 32, 80, 6_762_190)]
    [TestCase("cim-resnet18-late-norm", 3, 32, 80, 6_762_190 - 1_845_120)]
    public void Build_AsPublished_HasThePublishedParameters(string name, int channels, int side, int first, long parameters)
    {
        using Sequential network = Build(name, channels, side, first, name == "cim-vgg9" ? [1024, 1024] : [512, 512, 512]);

        Assert.That(network.parameters().Sum(each => each.numel()), Is.EqualTo(parameters));
    }

    // Published: 0.93 million, 4.55 and 1.01 thousand million, of layers on arrays and off them.
    [TestCase("cim-mlp", 1, 28, 16, 0.93e6)]
    [TestCase("cim-vgg9", 3, 32, 384, 4.55e9)]
    [TestCase("cim-resnet20-late-norm", 3, 32, 80, 1.01e9)]
    public void Forward_AsPublished_TakesThePublishedProducts(string name, int channels, int side, int first, double products)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Build(name, channels, side, first, name == "cim-vgg9" ? [1024, 1024] : [512, 512, 512]);
        network.eval();
        long counted = 0;

        NetworkLayers.Rebuilt(network, (_, layer) => new Counting(layer, count => counted += count)).call(torch.ones(1, channels, side, side));

        Assert.That(counted, Is.EqualTo(products).Within(0.5).Percent, "two decimals are published");
    }

    [TestCaseSource(nameof(Small))]
    public void Through_OneTrainingStep_ReachesEveryParameterAndHoldsLatentWeights(string name, int channels, int side, int first, int[] hidden, double bits, int? adcBits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Build(name, channels, side, first, hidden);
        ModelKind kind = ModelCatalog.Standard.Kinds[name];
        ArrayRule rule = new(new ArrayNumbers { ActivationBits = bits, WeightBits = bits, AdcBits = adcBits }, kind.StaysDigital);
        rule.WidenFirstWeights(network);
        nn.Module<Tensor, Tensor> through = rule.Through(network);
        using OptimizerHelper optimiser = optim.SGD(network.parameters(), 100.0); // far enough to leave ±1
        (string Name, Parameter Parameter)[] parameters = [.. network.named_parameters().Select(each => (each.name, each.parameter))];
        float[][] before = [.. parameters.Select(each => TensorData.ToFloats(each.Parameter))];
        network.train();

        Tensor outputs = through.call(Images(8, channels, side));
        Tensor loss = nn.functional.cross_entropy(outputs, torch.tensor(new long[] { 0, 1, 2, 3, 4, 5, 6, 7 }));
        loss.backward();

        Assert.That(outputs.shape, Is.EqualTo(new long[] { 8, 10 }));
        foreach ((string parameter, Parameter values) in parameters)
        {
            float[] gradient = TensorData.ToFloats(values.grad!);
            Assert.That(gradient.All(float.IsFinite), Is.True, parameter);
            Assert.That(gradient.Any(each => each != 0), Is.True, parameter);
        }

        optimiser.step();
        rule.AfterStep(network, new TrainingStep(1, 1, 1, Last: true));

        Assert.That(parameters.Zip(before), Has.All.Matches<((string Name, Parameter Parameter) Now, float[] Before)>(
            each => !TensorData.ToFloats(each.Now.Parameter).SequenceEqual(each.Before)));
        Dictionary<string, bool> beyond = parameters.ToDictionary(each => each.Name, each => TensorData.ToFloats(each.Parameter).Any(value => Math.Abs(value) > 1));
        string[] onArrays = [.. WeightLayer.AllOf(network).Select(each => each.Name).Where(layer => !kind.StaysDigital(layer)).Select(layer => layer + ".weight")];
        Assert.That(onArrays, Is.Not.Empty);
        Assert.That(onArrays.Where(layer => beyond[layer]), Is.Empty);
        Assert.That(beyond.Where(each => each.Value).Select(each => each.Key).Except(onArrays), Is.Not.Empty, "what is not on arrays goes where it will");
    }

    /// <summary>
    /// Four images: two that are normalized are ±1, which has no gradient. VGG9 at half its published width; whole it takes half a minute. The others as they are published.
    /// </summary>
    [TestCase("cim-vgg9", 192)]
    [TestCase("cim-resnet20-late-norm", 80)]
    [TestCase("cim-resnet18", 64)]
    [TestCase("cim-resnet18-late-norm", 80)]
    public void Through_OneTrainingStepAtAboutPublishedWidth_ReachesEveryParameter(string name, int first)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Build(name, 3, 32, first, [1024, 1024]);
        ArrayRule rule = new(new ArrayNumbers(), ModelCatalog.Standard.Kinds[name].StaysDigital);
        nn.Module<Tensor, Tensor> through = rule.Through(network);
        using OptimizerHelper optimiser = optim.SGD(network.parameters(), 0.1);
        network.train();

        nn.functional.cross_entropy(through.call(Images(4, 3, 32)), torch.tensor(new long[] { 3, 7, 0, 5 })).backward();
        (string Name, double Norm)[] gradients = [.. network.named_parameters().Select(each => (each.name, each.parameter.grad!.abs().sum().to(ScalarType.Float64).item<double>()))];
        optimiser.step();
        rule.AfterStep(network, new TrainingStep(1, 1, 1, Last: true));

        Assert.That(gradients, Has.All.Matches<(string Name, double Norm)>(each => double.IsFinite(each.Norm) && each.Norm > 0));
    }

    [Test, Pairwise]
    public void Through_MixedNumbers_GradientsReachEveryParameter(
        [Values(1, 1.5, 2, 3, 4)] double activationBits, [Values(1, 1.5, 2, 3, 4)] double weightBits, [Values(1, 2, 3, 4)] int adcBits, [Values("cim-cnn", "cim-resnet18-late-norm")] string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Build(name, 3, 32, 16, []);
        ArrayRule rule = new(new ArrayNumbers { ActivationBits = activationBits, WeightBits = weightBits, AdcBits = adcBits }, ModelCatalog.Standard.Kinds[name].StaysDigital);
        rule.WidenFirstWeights(network);
        network.train();

        nn.functional.cross_entropy(rule.Through(network).call(Images(8, 3, 32)), torch.tensor(new long[] { 0, 1, 2, 3, 4, 5, 6, 7 })).backward();

        foreach ((string parameter, Parameter values) in network.named_parameters())
        {
            float[] gradient = TensorData.ToFloats(values.grad!);
            Assert.That(gradient.All(float.IsFinite) && gradient.Any(each => each != 0), Is.True, parameter);
        }
    }

    [TestCase("cim-vgg9", 3, 32, 384)]
    [TestCase("cim-resnet18", 3, 32, 64)]
    public void Through_PublishedWidth_GivesLogitsOfTheTiles(string name, int channels, int side, int first)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Build(name, channels, side, first, [1024, 1024]);
        network.eval();

        Tensor logits = new ArrayRule(new ArrayNumbers(), ModelCatalog.Standard.Kinds[name].StaysDigital).Through(network).call(Images(1, channels, side));

        Assert.That(TensorData.ToFloats(logits), Has.Length.EqualTo(10).And.All.Matches<float>(float.IsFinite));
        Assert.That(TensorData.ToFloats(logits).Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public void StaysDigital_ResidualNetworks_AreFirstLastAndShortcuts()
    {
        foreach (string name in s_residual)
        {
            ModelKind kind = ModelCatalog.Standard.Kinds[name];
            using Sequential network = Build(name, 3, 32, 4, []);
            string[] digital = [.. WeightLayer.AllOf(network).Where(layer => kind.StaysDigital(layer.Name)).Select(layer => layer.Name)];
            string[] convolutionsOf1x1 = [.. WeightLayer.AllOf(network).Where(layer => layer.Layer.Convolution is { InputsPerChannel: 1 }).Select(layer => layer.Name)];

            Assert.That(digital, Is.EquivalentTo(convolutionsOf1x1.Append("conv1").Append("fc")), name);
        }
    }

    private static IEnumerable<TestCaseData> Small()
    {
        foreach ((double bits, int? adc) in new (double, int?)[] { (1, 1), (1, null), (1.5, 2), (2, 4), (3, 3), (4, 4) })
        {
            yield return new TestCaseData("cim-mlp", 1, 28, 16, new[] { 200, 150 }, bits, adc);
        }

        yield return new TestCaseData("cim-mlp-norm", 1, 28, 16, new[] { 200, 150 }, 1.0, 1);
        yield return new TestCaseData("cim-lenet5", 1, 28, 16, Array.Empty<int>(), 1.0, 1);
        yield return new TestCaseData("cim-lenet5", 1, 32, 16, Array.Empty<int>(), 2.0, 4);
        yield return new TestCaseData("cim-vgg9", 3, 32, 16, new[] { 64, 64 }, 1.0, 1);
        foreach (string name in s_residual)
        {
            yield return new TestCaseData(name, 3, 32, 16, Array.Empty<int>(), 1.0, 1);
        }
    }

    private static Sequential Build(string name, int channels, int side, int first, int[] hidden, double sigma = 0.05) => ModelCatalog.Standard.Kinds[name].Build(
        new ModelRequest { Channels = channels, Height = side, Width = side, Classes = 10, FirstChannels = first, Hidden = hidden, InitialSigma = sigma }, RandomKey.FromSeed(1));

    private static Tensor Images(int count, int channels, int side)
    {
        double[] pixels = new double[count * channels * side * side];
        RandomKey.FromSeed(2).FillNormal(pixels);
        return TensorData.FromDoubles(pixels, count, channels, side, side);
    }

    /// <summary>Calls a layer and counts its products for one image.</summary>
    private sealed class Counting(nn.Module<Tensor, Tensor> layer, Action<long> count) : nn.Module<Tensor, Tensor>("counting")
    {
        public override Tensor forward(Tensor input)
        {
            Tensor output = layer.call(input);
            if (WeightLayer.Of(layer) is WeightLayer weights)
            {
                count(weights.Weight.numel() * (output.numel() / weights.Weight.shape[0]));
            }

            return output;
        }
    }
}
