using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization.Hardware;
using CrossbarSim.Networks.Quantization.PartialSums;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>What training for sense-amplifier arrays computes in torch is what the arrays compute: the same codes at every partial sum.</summary>
public sealed class ArraysOnTilesTests
{
    private static readonly RandomKey _key = RandomKey.FromSeed(11);

    /// <summary>Cells of 0 and 10 uS, rows at ±0.2 V: a sum of 128 is 256 uA.</summary>
    private static CrossbarSettings Arrays(int bits) => new()
    {
        Device = new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(10)),
        Mapping = new BinaryMapping(WeightMagnitude.Mean),
        Scale = new WeightScale(ScaleReach.Fixed, Conductance.FromMicrosiemens(10)),
        Split = TileSplit.WholeChannels,
        Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = -1, High = 1 },
        Adc = new AdcSettings
        {
            Bits = bits,
            Kind = ConverterCatalog.Standard.Kinds[bits == 1 ? "sense-amplifier" : "uniform"],
            Range = RangeRule.Fixed,
            Fixed = new AdcRange(-2.56e-4, 2.56e-4),
        },
    };

    [Test]
    public void Network_OnTiles_GivesWhatItGaveInTraining([Values(1, 2, 3, 4)] int bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        ModelKind kind = ModelCatalog.Standard.Kinds["cim-mlp-norm"];
        using Sequential network = kind.Build(new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, Hidden = [200, 150], InitialSigma = 0.3 }, _key);
        network.eval();
        foreach (Linear layer in network.modules().OfType<Linear>())
        {
            layer.bias!.detach().copy_(Normal("bias", layer.bias.shape)); // sums that are exactly zero would be a matter of rounding
        }

        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50)) - 0.5;

        Tensor trained = new ArrayRule(new ArrayNumbers { AdcBits = bits }, kind.StaysDigital).Through(network).call(images);
        using ChipNetwork chip = new AnalogNetwork(network, Arrays(bits), [], foldNorms: false).Program(_key);

        Assert.That(Floats(chip.Network.call(images)), Is.EqualTo(Floats(trained)).Within(1e-3));
        Assert.That(Floats(trained).Distinct().Count(), Is.GreaterThan(20));
    }

    /// <summary>20 channels of 3x3 take two tiles, of 14 and 6; padding adds nothing.</summary>
    [Test]
    public void Convolution_OnTiles_GivesWhatItGaveInTraining([Values(1, 2, 3, 4)] int bits, [Values(1, 2)] int stride)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = nn.Sequential(("conv", Drawn(nn.Conv2d(20, 24, 3, stride: stride, padding: 1))));
        Tensor images = Normal("images", 3, 20, 9, 9);

        Tensor trained = new ArrayRule(new ArrayNumbers { AdcBits = bits }).Through(network).call(images);
        using ChipNetwork chip = new AnalogNetwork(network, Arrays(bits), []).Program(_key);

        Assert.That(Floats(chip.Network.call(images)), Is.EqualTo(Floats(trained)).Within(1e-3));
    }

    /// <summary>And training through the simulated arrays has the gradient of training for them in torch.</summary>
    [Test]
    public void Gradient_ThroughTiles_IsThatOfTrainingForArrays([Values(1, 2, 3, 4)] int bits)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = nn.Sequential(("conv", Drawn(nn.Conv2d(20, 24, 3, padding: 1))));
        Conv2d layer = (Conv2d)network[0];
        Tensor images = Normal("images", 3, 20, 9, 9) * 0.4;
        (Tensor first, Tensor second) = (images.clone().requires_grad_(), images.clone().requires_grad_());
        Tensor weights = Normal("upstream", 3, 24, 9, 9);

        (new ArrayRule(new ArrayNumbers { AdcBits = bits, Gradient = AdcGradient.AllGaussians }).Through(network).call(first) * weights).sum().backward();
        float[] expected = Floats(layer.weight.grad!);
        layer.weight.grad!.zero_();
        HardwareTraining how = new() { Gradient = HardwareGradient.Gaussian };
        (new HardwareRule(Arrays(bits), how, _key).Through(network).call(second) * weights).sum().backward();

        // Halfway between thresholds the next one's Gaussian, which is not looked at, adds exp(-(Δ/2)²/2σ²): 0.3 % with 4 bits, less with fewer.
        Assert.That(Floats(layer.weight.grad!), Is.EqualTo(expected).Within(3e-3 * expected.Max(Math.Abs)));
        float[] inputs = Floats(first.grad!);
        Assert.That(Floats(second.grad!), Is.EqualTo(inputs).Within(3e-3 * inputs.Max(Math.Abs)));
        Assert.That(inputs.Max(Math.Abs), Is.GreaterThan(1));
    }

    private static float[] Floats(Tensor tensor) => tensor.data<float>().ToArray();

    private static Tensor Normal(string name, params long[] shape)
    {
        double[] values = new double[shape.Aggregate(1L, (product, length) => product * length)];
        _key.For(name).FillNormal(values);
        return torch.tensor(Array.ConvertAll(values, value => (float)value)).reshape(shape);
    }

    private static Conv2d Drawn(Conv2d layer)
    {
        using IDisposable frozen = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        layer.weight.copy_(Normal("weights", layer.weight.shape) * 0.3);
        layer.bias?.copy_(Normal("bias", layer.bias.shape));
        return layer;
    }
}
