using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Integer;
using CrossbarSim.Networks.Quantization.Ranges;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class FixedPointTests
{
    // By hand: from -2^m up to, not including, 2^m.
    [TestCase(-1.0, 0.984, 0)]
    [TestCase(-1.0, 1.0, 1)]
    [TestCase(-1.001, 0.5, 1)]
    [TestCase(0.0, 8.64, 4)]
    [TestCase(0.0, 8.0, 4)]
    [TestCase(0.0, 7.999, 3)]
    [TestCase(-24.1, 6.6, 5)]
    [TestCase(-0.25, 0.2, -2)]
    [TestCase(-0.2, 0.25, -1)]
    [TestCase(0.0, 0.0, 0)]
    [TestCase(-3.0, -1.0, 2)]
    public void IntegerBitsOf_Range_AreThoseItNeeds(double low, double high, int bits) => Assert.That(FixedPointFormat.IntegerBitsOf(new ValueRange(low, high)), Is.EqualTo(bits));

    /// <summary>By hand: Q1.2 goes from -2 to 1.75 in steps of 0.25; middles go to even codes.</summary>
    [Test]
    public void Quantize_FourBits_HasTheNumbersOfQ12()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        FixedPointFormat format = FixedPointFormat.Of(new ValueRange(-1.2, 1.9), 4);
        double[] values = [-5, -2, -1.9, -0.125, 0.12, 0.125, 0.375, 1.2, 1.74, 1.9];
        double[] expected = [-2, -2, -2, 0, 0, 0, 0.5, 1.25, 1.75, 1.75];

        Assert.Multiple(() =>
        {
            Assert.That((format.IntegerBits, format.FractionBits, format.Bits, format.ToString()), Is.EqualTo((1, 2, 4, "Q1.2")));
            Assert.That((format.Lowest, format.Highest, format.Step), Is.EqualTo((-2.0, 1.75, 0.25)));
            Assert.That(values.Select(format.Quantize), Is.EqualTo(expected));
            Assert.That(TensorData.ToDoubles(format.Quantize(torch.tensor(values))), Is.EqualTo(expected));
            Assert.That(TensorData.ToDoubles(format.Quantize(TensorData.FromDoubles(values, 10))), Is.EqualTo(expected));
        });
    }

    /// <summary>By hand: 0.75 and -0.7 in steps of 0.25 are 0.75 and -0.75: 1.0525 over 0.05², 26.24 dB; in steps of 2^-4, and of 2^-5, the second is -0.6875: 1.0525 over 0.0125², 38.28 dB.</summary>
    [Test]
    public void SignalToError_TwoValues_IsAsByHand()
    {
        double[] values = [0.75, -0.7];

        Assert.Multiple(() =>
        {
            Assert.That(new FixedPointFormat(0, 2).SignalToError(values), Is.EqualTo(10 * Math.Log10(1.0525 / 0.0025)).Within(1e-9));
            Assert.That(new FixedPointFormat(0, 4).SignalToError(values), Is.EqualTo(10 * Math.Log10(1.0525 / 0.00015625)).Within(1e-9));
            Assert.That(new FixedPointFormat(0, 2).SignalToError([0.25, -1]), Is.EqualTo(double.PositiveInfinity));
            Assert.That(FixedPointFormat.Needed(values, 38), Is.EqualTo(new FixedPointFormat(0, 4)), "38.28 dB");
            Assert.That(FixedPointFormat.Needed(values, 39)!.Value.Bits, Is.GreaterThan(5));
            Assert.That(FixedPointFormat.Needed(values, 200), Is.Null);
        });
    }

    [TestCase(1)]
    [TestCase(17)]
    public void Of_BitsOutOfRange_AreRefused(int bits) => Assert.That(
        () => FixedPointFormat.Of(new ValueRange(-1, 1), bits),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A fixed-point number has 2 to 16 bits here."));

    /// <summary>
    /// By hand, 4 bits: inputs up to 1.5 are Q1.2, weights down to -0.5, of which 0.3 is 0.3125 and 0.5 is held at 0.4375; 1.3 is 1.25 and -0.6 -0.5. The sum 1.25·0.3125 - 0.5·(-0.5) + b, where b = 0.1
    /// in steps of 2^-6 is 6/64, is 0.734375; the second output 1.25·0.4375 - 0.5·0.125 + b = 0.578125.
    /// </summary>
    [Test]
    public void ToFixedPoint_OneLayer_ComputesAsByHand()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Linear layer = nn.Linear(2, 2);
        layer.weight.copy_(TensorData.FromDoubles([0.3, -0.5, 0.49, 0.1], 2, 2));
        layer.bias!.fill_(0.1f);
        using Sequential network = nn.Sequential(("fc", layer));

        IReadOnlyList<LayerFormats> formats = FixedPointConversion.Formats(network, TensorData.FromDoubles([1.5, -1], 1, 2), 4);
        Tensor outputs = FixedPointConversion.ToFixedPoint(network, formats).call(TensorData.FromDoubles([1.3, -0.6], 1, 2));

        Assert.That(formats, Is.EqualTo(new[] { new LayerFormats("fc", new FixedPointFormat(1, 2), new FixedPointFormat(-1, 4)) }));
        Assert.That(TensorData.ToDoubles(outputs), Is.EqualTo(new[] { 0.734375, 0.578125 }));
    }

    /// <summary>16 bits are off by 2^-16 of a range at most; the sums of either batch are exact.</summary>
    [Test]
    public void ToFixedPoint_SixteenBits_IsCloseToFloatingPointWhateverTheBatch()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using Sequential network = nn.Sequential(
            ("conv", nn.Conv2d(2, 4, 3, padding: 1)), ("relu", nn.ReLU()), ("pool", nn.MaxPool2d(2)), ("flatten", nn.Flatten()), ("fc", nn.Linear(4 * 4 * 4, 5)));
        int drawn = 0;
        foreach (Parameter parameter in network.parameters())
        {
            parameter.copy_(Normal(10 + drawn++, parameter.shape) * 0.3);
        }

        Tensor images = Normal(1, 6, 2, 8, 8);
        nn.Module<Tensor, Tensor> converted = FixedPointConversion.ToFixedPoint(network, FixedPointConversion.Formats(network, images, 16));
        float[] outputs = TensorData.ToFloats(converted.call(images));

        Assert.That(outputs, Is.EqualTo(TensorData.ToFloats(network.call(images))).Within(2e-3));
        Assert.That(outputs, Is.Not.EqualTo(TensorData.ToFloats(network.call(images))));
        Assert.That(Enumerable.Range(0, 6).SelectMany(i => TensorData.ToFloats(converted.call(images.narrow(0, i, 1)))), Is.EqualTo(outputs));
    }

    private static Tensor Normal(int seed, params long[] shape)
    {
        double[] values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        RandomKey.FromSeed((ulong)seed).FillNormal(values);
        return TensorData.FromDoubles(values, shape);
    }
}
