using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Conversion;

public sealed class OutputEffectTests
{
    private static readonly RandomKey _chip = RandomKey.FromSeed(7);

    /// <summary>Noise of the last layer is the difference from a chip without it.</summary>
    [TestCase(NoiseScale.Absolute, 0.5)]
    [TestCase(NoiseScale.Largest, 0.1)]
    [TestCase(NoiseScale.Value, 0.3)]
    public void Noise_OfALayer_HasItsDeviation(NoiseScale scale, double sigma)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(200));
        using Sequential network = NetworkSamples.Mlp();
        float[] exact = Outputs(network, [], images, 200);
        float[] noisy = Outputs(network, [new OutputEffect { Layers = ["fc3"], Noise = sigma, NoiseRelativeTo = scale }], images, 200);
        double largest = exact.Take(200 * 10).Max(Math.Abs); // all images are the calibration set here

        double[] z = [.. exact.Zip(noisy, (a, b) => (b - a) / scale switch { NoiseScale.Absolute => sigma, NoiseScale.Largest => sigma * largest, _ => sigma * a })];

        // σ of N samples has standard error σ/√(2N), the mean 1/√N; allow five.
        Assert.That(Math.Sqrt(z.Average(each => each * each)), Is.EqualTo(1).Within(5 / Math.Sqrt(2.0 * z.Length)));
        Assert.That(z.Average(), Is.Zero.Within(5 / Math.Sqrt(z.Length)));
    }

    [TestCase(1)]
    [TestCase(7)]
    public void Noise_OfASample_DoesNotDependOnItsBatch(int batch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));
        using Sequential network = NetworkSamples.Mlp();
        OutputEffect[] effects = [new() { Noise = 0.2 }];

        Assert.That(Outputs(network, effects, images, batch), Is.EqualTo(Outputs(network, effects, images, 20)));
    }

    [Test]
    public void Limit_AsAShare_IsOfTheLargestOutputOfTheCalibrationSet()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        using Sequential network = NetworkSamples.Mlp();
        float[] exact = Outputs(network, [], images, 50);
        double limit = 0.4 * exact.Max(Math.Abs);

        float[] limited = Outputs(network, [new OutputEffect { Layers = ["fc3"], LimitShare = 0.4 }], images, 50);

        Assert.That(limited, Is.EqualTo(exact.Select(output => Math.Clamp(output, (float)-limit, (float)limit))).Within(1e-6));
        Assert.That(limited, Is.Not.EqualTo(exact));
    }

    /// <summary>What befalls outputs does so before a normalization, which is then not folded.</summary>
    [Test]
    public void Limit_BeforeABatchNormalization_ComesFirst()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        BatchNorm1d norm = nn.BatchNorm1d(10);
        norm.weight!.detach().fill_(3);
        using Sequential network = nn.Sequential(("flat", nn.Flatten()), ("fc", nn.Linear(784, 10)), ("norm", norm));
        network.eval();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images, effects: new LayerEffects { Outputs = [new OutputEffect { Limit = (-0.01, 0.01) }] });

        float[] outputs = analog.Program(_chip).Network.call(images).data<float>().ToArray();

        // γ/√(σ² + ε) = 3/√(1 + 1e-5).
        Assert.That(outputs.Max(), Is.EqualTo(0.03).Within(1e-6));
        Assert.That(analog.Layers.Single(layer => layer.Name == "norm").StaysDigital, Is.EqualTo("has no analog form"));
    }

    /// <summary>No circuit carries the outputs of a layer that is not on tiles.</summary>
    [Test]
    public void Limit_OfALayerKeptDigital_DoesNothing()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        OutputEffect[] limit = [new() { Limit = (-0.01, 0.01) }];
        float[] digital = Outputs(network, [], images, 50, "fc1", "fc2", "fc3");

        Assert.That(Outputs(network, limit, images, 50, "fc1", "fc2", "fc3"), Is.EqualTo(digital));
        Assert.That(digital.Max(Math.Abs), Is.GreaterThan(0.01));
    }

    private static float[] Outputs(Sequential network, OutputEffect[] effects, Tensor images, int batch, params string[] digital)
    {
        AnalogNetwork analog = new(network, NetworkSamples.Ideal, digital, images, effects: new LayerEffects { Outputs = effects });
        using ChipNetwork chip = analog.Program(_chip);
        List<float> all = [];
        for (int first = 0; first < images.shape[0]; first += batch)
        {
            all.AddRange(chip.Network.call(images.narrow(0, first, Math.Min(batch, images.shape[0] - first))).data<float>());
        }

        return [.. all];
    }
}
