using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>Layers in partial sums: against unfolded products, against the simulator's converters, and in the layers of a network.</summary>
public sealed class PartialSumTests
{
    private static readonly ConvolutionShape _shape = new(32, 8, 3, 3, 2, 2, 1, 1, 1, 1, 2);

    /// <summary>Each window as a row of ±1 and 0 (padding), cut into columns of 14, 2 channels a group: sums, ADC, sums.</summary>
    [TestCase(1)]
    [TestCase(3)]
    public void Convolution_WholeChannels_IsTheProductOfUnfoldedWindowsTileByTile(int bits)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Signs(1, 2, 32, 9, 7);
        Tensor weights = Signs(2, 8, 16, 3, 3);
        using PartialSumAdc adc = new(bits);

        Tensor output = PartialSumProduct.Convolution(images, weights, null, adc, _shape);

        // [batch, channels · 9, positions] by groups of 16 channels, tiles of 14 and 2.
        Tensor windows = nn.functional.unfold(images, 3, padding: 1, stride: 2);
        Tensor matrix = weights.reshape(8, 144);
        List<Tensor> outputs = [];
        for (int group = 0; group < 2; group++)
        {
            Tensor sum = zeros(1);
            foreach ((int first, int count) in new[] { (0, 126), (126, 18) })
            {
                sum = sum + adc.call(matrix.narrow(0, group * 4, 4).narrow(1, first, count).matmul(windows.narrow(1, (group * 144) + first, count)));
            }

            outputs.Add(sum);
        }

        Assert.That(TensorData.ToDoubles(output), Is.EqualTo(TensorData.ToDoubles(cat(outputs, 1))));
        Assert.That(output.shape, Is.EqualTo(new long[] { 2, 8, 5, 4 }));
    }

    [Test]
    public void Convolution_NoAdc_IsThePlainOneWithItsGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Numbers(1, 2, 32, 9, 7);
        Tensor weights = Numbers(2, 8, 16, 3, 3);
        Tensor bias = Numbers(3, 8);
        (double[] plain, double[][] plainGradients) = Gradients((x, w, b) => nn.functional.conv2d(x, w, b, [2, 2], [1, 1], [1, 1], 2));
        (double[] tiled, double[][] gradients) = Gradients((x, w, b) => PartialSumProduct.Convolution(x, w, b, nn.Identity(), _shape));

        // Sums of 144 products of double precision in another order.
        Assert.That(tiled, Is.EqualTo(plain).Within(1e-12));
        for (int i = 0; i < 3; i++)
        {
            Assert.That(gradients[i], Is.EqualTo(plainGradients[i]).Within(1e-11));
        }

        (double[] Output, double[][] Gradients) Gradients(Func<Tensor, Tensor, Tensor, Tensor> layer)
        {
            Tensor[] leaves = [.. new[] { images, weights, bias }.Select(each => each.clone().requires_grad_())];
            Tensor output = layer(leaves[0], leaves[1], leaves[2]);
            (output * arange(output.numel(), ScalarType.Float64).sin().reshape(output.shape)).sum().backward();
            return (TensorData.ToDoubles(output), [.. leaves.Select(leaf => TensorData.ToDoubles(leaf.grad!))]);
        }
    }

    [Test]
    public void Linear_InputsThatDoNotFit_Throws() => Assert.That(
        () =>
        {
            using DisposeScope scope = NewDisposeScope();
            PartialSumProduct.Linear(zeros(2, 5), zeros(3, 6), null, nn.Identity());
        },
        Throws.ArgumentException.With.Message.StartsWith("Inputs of shape [2, 5] do not fit weights of shape [3, 6]."));

    /// <summary>The codes of a converter with values from end to end are those of the simulator's.</summary>
    [Test]
    public void Adc_OneBit_IsTheSimulatorsSenseAmplifier()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] sums = [.. Enumerable.Range(-128, 257)];
        SenseAmplifierAdc simulated = new(new AdcRange(-128, 128));
        using PartialSumAdc adc = new(1);

        Assert.That(TensorData.ToDoubles(adc.call(TensorData.FromDoubles(sums, 257))), Is.EqualTo(sums.Select(sum => simulated.Value(simulated.Code(sum)))));
    }

    /// <summary>Sums of thirds that come to zero in some order, and to 10^-7 in another, are one code.</summary>
    [Test]
    public void Adc_SumsEqualButForRounding_HaveTheSameCode()
    {
        using DisposeScope scope = NewDisposeScope();
        using PartialSumAdc one = new(1);
        using PartialSumAdc two = new(2);

        Assert.That(TensorData.ToDoubles(one.call(tensor(new[] { 0f, 1e-5f, -1e-5f }))), Is.All.EqualTo(-128.0));
        Assert.That(TensorData.ToDoubles(two.call(tensor(new[] { 0f, 1e-5f, -1e-5f }))), Is.All.EqualTo(128.0 / 3).Within(1e-5));
        Assert.That(TensorData.ToDoubles(one.call(tensor(new[] { 1f / 9, -1f / 9 }))), Is.EqualTo(new[] { 128.0, -128.0 }), "the smallest sum of levels of 2 bits");
    }

    /// <summary>Many sums are converted block by block, with gradients and without: no row knows of the others.</summary>
    [TestCase(1, AdcGradient.NearestGaussian)]
    [TestCase(4, AdcGradient.NearestGaussian)]
    [TestCase(2, AdcGradient.AllGaussians)]
    [TestCase(1, AdcGradient.Clipped)]
    public void Adc_SumsOfManyBlocks_AreConvertedAsEachAlone(int bits, AdcGradient gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        using PartialSumAdc adc = new(bits, gradient: gradient);
        double[] drawn = new double[3 * 50_000];
        RandomKey.FromSeed(1).FillNormal(drawn);
        Tensor sums = (TensorData.FromDoubles(drawn, 3, 50_000) * 60.0).round().requires_grad_();

        Tensor values = adc.call(sums);
        values.sum().backward();

        using (torch.no_grad())
        {
            Assert.That(TensorData.ToDoubles(adc.call(sums)), Is.EqualTo(TensorData.ToDoubles(values)), "without gradients");
        }

        foreach (int row in Enumerable.Range(0, 3))
        {
            Tensor alone = sums.detach().narrow(0, row, 1).narrow(1, 0, 100).clone().requires_grad_();
            Tensor converted = adc.call(alone);
            converted.sum().backward();
            Assert.That(TensorData.ToDoubles(values.detach().narrow(0, row, 1).narrow(1, 0, 100)), Is.EqualTo(TensorData.ToDoubles(converted.detach())));
            Assert.That(TensorData.ToDoubles(sums.grad!.narrow(0, row, 1).narrow(1, 0, 100)), Is.EqualTo(TensorData.ToDoubles(alone.grad!)));
        }
    }

    [Test]
    public void Adc_BeyondItsRange_Saturates()
    {
        using DisposeScope scope = NewDisposeScope();
        using PartialSumAdc adc = new(3, 4);

        Assert.That(TensorData.ToDoubles(adc.call(tensor(new[] { 100.0, -100.0 }))), Is.EqualTo(new[] { 4.0, -4.0 }).Within(1e-12));
    }

    [Test]
    public void Adc_ManyBitsWithoutSigma_Throws() => Assert.That(
        () => new PartialSumAdc(8), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A surrogate gradient of more than 4 bits needs its sigma said."));

    [Test]
    public void QuantizedLayer_OfANetwork_TrainsLatentWeightsAndQuantizers()
    {
        using DisposeScope scope = NewDisposeScope();
        using Conv2d layer = nn.Conv2d(16, 4, 3, padding: 1);
        QuantizerRequest request = new() { Bits = 2, Granularity = Granularity.Tile(), Shape = layer.weight.shape };
        Quantizer weights = QuantizerCatalog.Standard.Kinds["lsq"].Create(request);
        Quantizer inputs = QuantizerCatalog.Standard.Kinds["sa-cim"].Create(new QuantizerRequest { Role = QuantizerRoles.Activations, Bits = 1 });
        using QuantizedLayer quantized = new(layer, inputs, weights, new PartialSumAdc(4));
        Tensor images = Numbers(1, 2, 16, 6, 6).to(ScalarType.Float32);

        Tensor output = quantized.call(images);
        output.square().sum().backward();

        Assert.That(output.shape, Is.EqualTo(new long[] { 2, 4, 6, 6 }));
        Assert.That(quantized.named_parameters().Select(each => each.name), Is.EqualTo(new[] { "weights.step" }));
        Assert.That(TensorData.ToDoubles(layer.weight.grad!).Any(each => each != 0), Is.True);
        Assert.That(weights.parameters().Single().shape, Is.EqualTo(new long[] { 4, 2 }), "14 channels and 2 on 128 rows");

        // What comes out is, but for the bias, a sum of two values of the ADC.
        double step = 256.0 / 15;
        double[] bias = TensorData.ToDoubles(layer.bias!);
        double[] steps = [.. TensorData.ToDoubles(output).Select((value, i) => (value - bias[i / 36 % 4] + 256) / step)];
        Assert.That(steps, Is.EqualTo(steps.Select(each => Math.Round(each))).Within(1e-4));
    }

    [Test]
    public void QuantizedLayer_OfALayerWithoutWeights_Throws() => Assert.That(
        () => new QuantizedLayer(nn.ReLU(), null, null),
        Throws.ArgumentException.With.Message.StartsWith("A layer of kind ReLU has no weights that can be quantized; linear layers and convolutions padded with zeros have."));

    private static Tensor Numbers(ulong seed, params long[] shape)
    {
        double[] numbers = new double[shape.Aggregate(1L, (product, length) => product * length)];
        RandomKey.FromSeed(seed).FillNormal(numbers);
        return TensorData.FromDoubles(numbers, ScalarType.Float64, shape);
    }

    private static Tensor Signs(ulong seed, params long[] shape) => Numbers(seed, shape).sign().to(ScalarType.Float32);
}
