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
    /// By hand: calibrated on 1 and -0.5, S_x = 2/255, and inputs 0.5 and 0.25 are 63.75 and 31.875 of it, that is 64 and 32; weights 1 and 0.5 at 2/255 are 127.5, held at 127,
    /// and 63.75, that is 64; 0.25 of bias is 0.25·255²/4 = 4064.06. The sum is 64·127 + 32·64 + 4064 = 14240. The output of the calibration was 1 - 0.25 + 0.25 = 1, S_y = 2/255,
    /// M = 2/255, b = 514 of 2^16; 14240·514/65536 = 111.68. The last layer multiplies by 127.
    /// </summary>
    [TestCase(RoundingRule.Floor, 111)]
    [TestCase(RoundingRule.HalfUp, 112)]
    public void ToIntegers_TwoLinearLayers_ComputesAsByHand(RoundingRule rounding, int code)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = TwoLayers();

        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, TensorData.FromDoubles([1, -0.5], 1, 2));
        Tensor sums = IntegerConversion.ToIntegers(network, scales, new IntegerArithmetic { Rounding = rounding }).call(TensorData.FromDoubles([0.5, 0.25], 1, 2));

        Assert.That(sums.item<float>(), Is.EqualTo(127 * code));
    }

    [Test]
    public void ToIntegers_ConvolutionsWithBiasPaddingAndStride_AreTheCodesOnTilesAndOffThem([Values(RoundingRule.Floor, RoundingRule.HalfUp)] RoundingRule rounding, [Values(4, 8)] int bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = Network();
        Tensor images = Normal(9, 12, 2, 11, 9);

        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, images, bits);
        IntegerArithmetic arithmetic = new() { Rounding = rounding };
        Tensor integers = IntegerConversion.ToIntegers(network, scales, arithmetic).call(images);
        using Sequential codes = IntegerConversion.ToCodes(network, scales, arithmetic);
        using ChipNetwork chip = new AnalogNetwork(codes, NetworkSamples.Ideal, [], images).Program(RandomKey.FromSeed(1));

        Assert.That(integers.shape, Is.EqualTo(new long[] { 12, 4 }));
        Assert.That(TensorData.ToFloats(codes.call(images)), Is.EqualTo(TensorData.ToFloats(integers)));
        Assert.That(Array.ConvertAll(TensorData.ToFloats(chip.Network.call(images)), MathF.Round), Is.EqualTo(TensorData.ToFloats(integers)));
        Assert.That(WeightLayer.AllOf(codes).Select(layer => layer.Name), Is.EqualTo(new[] { "conv1", "conv2", "fc" }));
    }

    /// <summary>By hand, on what is calibrated above: weights and inputs 2/255, 2/15 with 4 bits; S_y of the first layer 2/255 again, M = S_w·S_x/S_y = 2/255, 2/15.</summary>
    [TestCase(8, 2 / 255.0, 514)]
    [TestCase(4, 2 / 15.0, 8738)]
    public void Scales_TwoLinearLayers_AreThoseOfTheLargestMagnitudes(int bits, double scale, int multiplier)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = TwoLayers();

        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, TensorData.FromDoubles([1, -0.5], 1, 2), bits);

        Assert.That(scales.Select(each => (each.Layer, each.GivesSums)), Is.EqualTo(new[] { ("fc1", false), ("fc2", true) }));
        Assert.That(scales.SelectMany(each => new[] { each.Weights, each.Input, each.Output }), Is.All.EqualTo(scale).Within(1e-15));
        Assert.That(scales[0].Sums, Is.EqualTo(scale * scale).Within(1e-15));
        Assert.That(scales[0].Factor, Is.EqualTo(scale).Within(1e-15));
        Assert.That((scales[0].Multiplier().Multiplier, scales[0].Multiplier().Shift), Is.EqualTo((multiplier, 16)), "2/255 and 2/15 of 65536 are 514.01 and 8738.13");
    }

    [Test]
    public void WithWeightsOf_WiderWeights_ScalesThoseAlone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = TwoLayers();
        IReadOnlyList<LayerScales> before = IntegerConversion.Scales(network, TensorData.FromDoubles([1, -0.5], 1, 2));
        WeightLayer.AllOf(network).First().Layer.Weight.mul_((Scalar)3.0);

        IReadOnlyList<LayerScales> after = IntegerConversion.WithWeightsOf(before, network);

        Assert.That(after, Is.EqualTo(new[] { before[0] with { Weights = 6 / 255.0 }, before[1] }));
    }

    /// <summary>
    /// As by hand above, but for the bias: 0.25 at a scale of its own is the highest code, 127.5 held at 127, so that the sum is 64·127 + 32·64 + 127 = 10303 and 10303·514/65536 = 80.8.
    /// </summary>
    [Test]
    public void ToIntegers_BiasAtAScaleOfItsOwn_AddsItsCodesToTheSums()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = TwoLayers();

        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, TensorData.FromDoubles([1, -0.5], 1, 2));
        Tensor sums = IntegerConversion.ToIntegers(network, scales, new IntegerArithmetic { BiasScale = BiasScale.Own }).call(TensorData.FromDoubles([0.5, 0.25], 1, 2));

        Assert.That(sums.item<float>(), Is.EqualTo(127 * 80));
    }

    [Test]
    public void ToIntegers_LayerWithoutScales_IsRefused()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = TwoLayers();
        IReadOnlyList<LayerScales> scales = IntegerConversion.Scales(network, TensorData.FromDoubles([1, -0.5], 1, 2));

        ArgumentException? fault = Assert.Throws<ArgumentException>(() => IntegerConversion.ToIntegers(network, [scales[0]], new IntegerArithmetic()));

        Assert.That(fault!.Message, Is.EqualTo("There are no scales of layer 'fc2'. (Parameter 'scales')"));
    }

    [TestCase(1)]
    [TestCase(9)]
    public void Scales_BitsOutOfRange_AreRefused(int bits) => Assert.That(
        () => IntegerConversion.Scales(TwoLayers(), torch.ones(1, 2), bits),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Codes of a network of integers have 2 to 8 bits."));

    [Test]
    public void Scales_ConvolutionOfTwoGroups_IsRefused()
    {
        using Sequential network = nn.Sequential(("conv", nn.Conv2d(2, 2, 1, groups: 2)), ("flatten", nn.Flatten()), ("fc", nn.Linear(2, 2)));

        ArgumentException? fault = Assert.Throws<ArgumentException>(() => IntegerConversion.Scales(network, torch.ones(1, 2, 1, 1)));

        Assert.That(fault!.Message, Is.EqualTo(
            "Layer 'conv' of kind Conv2d has no integer form here; linear layers, convolutions of one group, rectifiers after them, max pools and flattening have. (Parameter 'network')"));
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
        double[] found = TensorData.ToDoubles(IntegerConversion.ToIntegers(
            network, IntegerConversion.Scales(network, images), new IntegerArithmetic { Rounding = RoundingRule.HalfUp }).call(images));

        double scale = wanted.Zip(found, (w, f) => w * f).Sum() / found.Sum(f => f * f);
        double error = Math.Sqrt(wanted.Zip(found, (w, f) => (w - (scale * f)) * (w - (scale * f))).Sum() / wanted.Sum(w => w * w));
        Assert.That(error, Is.LessThan(0.05));
    }

    [Test]
    public void ToIntegers_LayerWithoutIntegerForm_IsRefused()
    {
        using Sequential network = nn.Sequential(("fc1", nn.Linear(2, 2)), ("norm", nn.BatchNorm1d(2)), ("fc2", nn.Linear(2, 2)));
        network.eval();

        ArgumentException? fault = Assert.Throws<ArgumentException>(() => IntegerConversion.Scales(network, torch.ones(1, 2)));

        Assert.That(fault!.Message, Is.EqualTo(
            "Layer 'norm' of kind BatchNorm1d has no integer form here; linear layers, convolutions of one group, rectifiers after them, max pools and flattening have. (Parameter 'network')"));
    }

    private static Sequential TwoLayers()
    {
        using IDisposable inference = torch.no_grad();
        Linear first = nn.Linear(2, 1);
        first.weight.copy_(TensorData.FromDoubles([1, 0.5], 1, 2));
        first.bias!.fill_(0.25f);
        Linear second = nn.Linear(1, 1, hasBias: false);
        second.weight.fill_(1.0f);
        return nn.Sequential(("fc1", first), ("relu", nn.ReLU()), ("fc2", second));
    }

    private static Sequential Network()
    {
        Sequential network = nn.Sequential(
            ("conv1", nn.Conv2d(2, 5, (3, 2), (2, 1), (1, 2))), ("relu1", nn.ReLU()), ("pool", nn.MaxPool2d(2)),
            ("conv2", nn.Conv2d(5, 6, 3)), ("flatten", nn.Flatten()), ("fc", nn.Linear(6 * 1 * 4, 4)));
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
