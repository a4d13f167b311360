using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Integer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class IntegerConversionTests
{
    /// <summary>
    /// By hand: inputs 0.5 and -1 at S_x = 2/255 are 63.75 and -127.5, that is 64 and -128 (to even); weights 1 and 0.5 at 2/255 are 128 held at 127 (127.5 to even), and 63.75,
    /// that is 64; 0.25 of bias is 0.25·255²/4 = 4064.06. Sums: 64·127 - 128·64 + 4064 = 4000. The output was 1·0.5 - 0.5 + 0.25 = 0.25, S_y = 0.5/255,
    /// M = 4/255²·255/0.5 = 0.031373, b = 2056; 4000·2056/65536 = 125.49. The last layer: weight 1 is 127 (127.5 to even is 128, held), its sum 127·125 or 127·125.
    /// </summary>
    [TestCase(RoundingRule.Floor, 125)]
    [TestCase(RoundingRule.HalfUp, 125)]
    public void ToIntegers_TwoLinearLayers_ComputesAsByHand(RoundingRule rounding, int code)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Linear first = nn.Linear(2, 1);
        first.weight.copy_(TensorData.FromDoubles([1, 0.5], 1, 2));
        first.bias!.fill_(0.25f);
        Linear second = nn.Linear(1, 1, hasBias: false);
        second.weight.fill_(1.0f);
        using Sequential network = nn.Sequential(("fc1", first), ("relu", nn.ReLU()), ("fc2", second));
        Tensor inputs = TensorData.FromDoubles([0.5, -1], 1, 2);

        Tensor sums = IntegerConversion.ToIntegers(network, inputs, rounding).call(inputs);

        Assert.That(sums.item<float>(), Is.EqualTo(127 * code));
    }

    [Test]
    public void ToIntegers_ConvolutionsWithBiasPaddingAndStride_AreTheCodesOnTilesAndOffThem([Values(RoundingRule.Floor, RoundingRule.HalfUp)] RoundingRule rounding)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Network();
        Tensor images = Normal(9, 12, 2, 11, 9);

        Tensor integers = IntegerConversion.ToIntegers(network, images, rounding).call(images);
        using Sequential codes = IntegerConversion.ToCodes(network, images, rounding);
        using ChipNetwork chip = new AnalogNetwork(codes, NetworkSamples.Ideal, [], images).Program(RandomKey.FromSeed(1));

        Assert.That(integers.shape, Is.EqualTo(new long[] { 12, 4 }));
        Assert.That(TensorData.ToFloats(codes.call(images)), Is.EqualTo(TensorData.ToFloats(integers)));
        Assert.That(Array.ConvertAll(TensorData.ToFloats(chip.Network.call(images)), MathF.Round), Is.EqualTo(TensorData.ToFloats(integers)));
        Assert.That(WeightLayer.AllOf(codes).Select(layer => layer.Name), Is.EqualTo(new[] { "conv1", "conv2", "fc" }));
    }

    /// <summary>A code of 8 bits is wrong by half a step of 2·max/255 at most; three layers of such errors leave logits close to what they were.</summary>
    [Test]
    public void ToIntegers_SmallNetwork_IsCloseToFloatingPoint()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Network();
        Tensor images = Normal(9, 12, 2, 11, 9);

        double[] wanted = TensorData.ToDoubles(network.call(images));
        double[] found = TensorData.ToDoubles(IntegerConversion.ToIntegers(network, images, RoundingRule.HalfUp).call(images));

        double scale = wanted.Zip(found, (w, f) => w * f).Sum() / found.Sum(f => f * f);
        double error = Math.Sqrt(wanted.Zip(found, (w, f) => (w - (scale * f)) * (w - (scale * f))).Sum() / wanted.Sum(w => w * w));
        Assert.That(error, Is.LessThan(0.05));
    }

    [Test]
    public void ToIntegers_LayerWithoutIntegerForm_IsRefused()
    {
        using Sequential network = nn.Sequential(("fc1", nn.Linear(2, 2)), ("norm", nn.BatchNorm1d(2)), ("fc2", nn.Linear(2, 2)));
        network.eval();

        ArgumentException? fault = Assert.Throws<ArgumentException>(() => IntegerConversion.ToIntegers(network, torch.ones(1, 2), RoundingRule.Floor));

        Assert.That(fault!.Message, Is.EqualTo(
            "Layer 'norm' of kind BatchNorm1d has no integer form here; linear layers, convolutions, rectifiers after them, max pools and flattening have. (Parameter 'network')"));
    }

    private static Sequential Network()
    {
        Sequential network = nn.Sequential(
            ("conv1", nn.Conv2d(2, 5, (3, 2), (2, 1), (1, 2))), ("relu1", nn.ReLU()), ("pool", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(5, 6, 3)), ("flatten", nn.Flatten()), ("fc", nn.Linear(6 * 1 * 3, 4)));
        int drawn = 0;
        foreach (Parameter parameter in network.parameters())
        {
            parameter.copy_(Normal(20 + drawn++, parameter.shape) * 0.3);
        }

        return network;
    }

    private static Tensor Normal(int seed, params long[] shape)
    {
        double[] values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        RandomKey.FromSeed((ulong)seed).FillNormal(values);
        return TensorData.FromDoubles(values, shape);
    }
}
