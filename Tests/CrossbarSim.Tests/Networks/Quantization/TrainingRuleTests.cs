using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Tiles;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class TrainingRuleTests
{
    private static readonly CrossbarSettings _exact = NetworkSamples.Levels with { NoiseScale = 0 };

    // Levels of 4 to 9 uS in 16 steps at 100 uS a unit weight: 33 weights.
    private static readonly double[] _representable =
    [
        0.0, .. Enumerable.Range(0, 16).SelectMany(i => new[] { 0.04 + (i * 0.05 / 15), -0.04 - (i * 0.05 / 15) }),
    ];

    [TestCase(null, 10, true)] // the last step of an epoch of 10
    [TestCase(null, 9, false)]
    [TestCase(4, 8, true)]
    [TestCase(4, 9, false)]
    public void Projection_AfterStep_OverwritesWeightsWhenDue(int? every, int inEpoch, bool due)
    {
        using Sequential network = NetworkSamples.Mlp();
        double[] before = Weights(network);

        new ProjectionRule(_exact, every, RandomKey.FromSeed(2)).AfterStep(network, new TrainingStep(30 + inEpoch, inEpoch, 10, Last: false));

        double[] after = Weights(network);
        Assert.That(after.All(IsRepresentable), Is.EqualTo(due));
        Assert.That(after.SequenceEqual(before), Is.EqualTo(!due));
    }

    [Test]
    public void Projection_LayerKeptDigital_IsLeftAlone()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Sequential trained = NetworkSamples.Mlp();
        TrainingStep step = new(10, 10, 10, Last: false);

        new ProjectionRule(NetworkSamples.Levels, null, RandomKey.FromSeed(2)).AfterStep(network, step);
        new ProjectionRule(NetworkSamples.Levels, null, RandomKey.FromSeed(2), "fc2").AfterStep(trained, step);

        using Sequential untouched = NetworkSamples.Mlp();
        Assert.That(Weights(trained, "fc1"), Is.EqualTo(Weights(network, "fc1")));
        Assert.That(Weights(trained, "fc2"), Is.EqualTo(Weights(untouched, "fc2")));
    }

    [Test]
    public void Latent_LayerKeptDigital_IsUsedAsItIsAndNotHeldWithinConductances()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(10));
        float[] exact = network.call(images).data<float>().ToArray();
        LatentRule rule = new(NetworkSamples.Levels, RandomKey.FromSeed(2), "fc1", "fc2", "fc3");
        double[] before = Weights(network);

        float[] outputs = rule.Through(network).call(images).data<float>().ToArray();
        rule.AfterStep(network, new TrainingStep(10, 10, 10, false));

        Assert.That(outputs, Is.EqualTo(exact));
        Assert.That(Weights(network), Is.EqualTo(before));
    }

    [Test]
    public void Projection_LastStep_IsLeftToTheTiles()
    {
        using Sequential network = NetworkSamples.Mlp();
        double[] before = Weights(network);

        new ProjectionRule(_exact, null, RandomKey.FromSeed(2)).AfterStep(network, new TrainingStep(40, 10, 10, Last: true));

        Assert.That(Weights(network), Is.EqualTo(before));
    }

    [Test]
    public void Projection_WithNoise_DrawsAnewAtEveryStep()
    {
        ProjectionRule rule = new(NetworkSamples.Levels, null, RandomKey.FromSeed(2));
        using Sequential first = NetworkSamples.Mlp();
        using Sequential again = NetworkSamples.Mlp();
        using Sequential later = NetworkSamples.Mlp();

        rule.AfterStep(first, new TrainingStep(10, 10, 10, false));
        rule.AfterStep(again, new TrainingStep(10, 10, 10, false));
        rule.AfterStep(later, new TrainingStep(20, 10, 10, false));

        Assert.That(Weights(again), Is.EqualTo(Weights(first)));
        Assert.That(Weights(later), Is.Not.EqualTo(Weights(first)));
        Assert.That(Weights(first).All(IsRepresentable), Is.False);
    }

    [Test]
    public void Latent_Through_MultipliesWithRepresentableWeightsAndKeepsTheLatentOnes()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        double[] latent = Weights(network);
        using Sequential projected = NetworkSamples.Mlp();
        new ProjectionRule(_exact, null, RandomKey.FromSeed(2)).AfterStep(projected, new TrainingStep(10, 10, 10, false));
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(10));

        Tensor outputs = new LatentRule(_exact, RandomKey.FromSeed(2)).Through(network).call(images);

        Assert.That(outputs.data<float>().ToArray(), Is.EqualTo(projected.call(images).data<float>().ToArray()).Within(1e-5));
        Assert.That(Weights(network), Is.EqualTo(latent));
    }

    /// <summary>The branches of a residual block are called as branches, not one after another, and draw each under its own address.</summary>
    [Test]
    public void Latent_ThroughAResidualBlock_AddsBranchesOfRepresentableWeights()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Residual();
        using Sequential projected = Residual();
        new ProjectionRule(_exact, null, RandomKey.FromSeed(2)).AfterStep(projected, new TrainingStep(10, 10, 10, false));
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(10));

        Tensor outputs = new LatentRule(_exact, RandomKey.FromSeed(2)).Through(network).call(images);
        outputs.square().sum().backward();
        projected.call(images).square().sum().backward();

        Assert.That(Weights(projected).All(IsRepresentable), Is.True);
        Assert.That(outputs.data<float>().ToArray(), Is.EqualTo(projected.call(images).data<float>().ToArray()).Within(1e-5));
        float[] expected = Gradients(projected);
        Assert.That(Gradients(network), Is.EqualTo(expected).Within(1e-4 * expected.Max(Math.Abs)));
        Assert.That(expected.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [Test]
    public void Latent_Gradient_IsThatOfTheHardwareWeightsHandedStraightThrough()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        using Sequential projected = NetworkSamples.Mlp();
        new ProjectionRule(_exact, null, RandomKey.FromSeed(2)).AfterStep(projected, new TrainingStep(10, 10, 10, false));
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(10));

        new LatentRule(_exact, RandomKey.FromSeed(2)).Through(network).call(images).square().sum().backward();
        projected.call(images).square().sum().backward();

        float[] expected = Gradients(projected);
        Assert.That(Gradients(network), Is.EqualTo(expected).Within(1e-4 * expected.Max(Math.Abs)));
        Assert.That(expected.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [Test]
    public void Latent_WithNoise_DrawsAnewInEveryBatch()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = NetworkSamples.Mlp();
        Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(10));
        nn.Module<Tensor, Tensor> through = new LatentRule(NetworkSamples.Levels, RandomKey.FromSeed(2)).Through(network);

        float[] first = through.call(images).data<float>().ToArray();

        Assert.That(through.call(images).data<float>().ToArray(), Is.Not.EqualTo(first));
        nn.Module<Tensor, Tensor> same = new LatentRule(NetworkSamples.Levels, RandomKey.FromSeed(2)).Through(network);
        Assert.That(same.call(images).data<float>().ToArray(), Is.EqualTo(first));
    }

    private static Sequential Residual()
    {
        Sequential network = nn.Sequential(("flatten", nn.Flatten()), ("block", new ResidualBlock(
            nn.Sequential(("fc1", nn.Linear(784, 10)), ("relu", nn.ReLU()), ("fc2", nn.Linear(10, 6))), nn.Linear(784, 6), nn.ReLU())));
        using IDisposable frozen = torch.no_grad();
        foreach ((string name, Parameter weight) in network.named_parameters())
        {
            double[] draws = new double[weight.numel()];
            RandomKey.FromSeed(6).For(name).FillNormal(draws);
            using Tensor values = torch.tensor(Array.ConvertAll(draws, z => (float)(0.05 * z)));
            weight.copy_(values.reshape(weight.shape));
        }

        return network;
    }

    private static bool IsRepresentable(double weight) => _representable.Any(level => Math.Abs(level - weight) < 1e-7);

    private static double[] Weights(Sequential network, string layer) => [.. NetworkLayers.Of(network)
        .Where(leaf => leaf.Name == layer).Select(leaf => leaf.Layer).OfType<Linear>().Single().weight.data<float>().ToArray().Select(w => (double)w)];

    private static double[] Weights(Sequential network) => [.. NetworkLayers.Of(network)
        .Select(leaf => leaf.Layer).OfType<Linear>().SelectMany(layer => layer.weight.data<float>().ToArray()).Select(w => (double)w)];

    private static float[] Gradients(Sequential network) => [.. NetworkLayers.Of(network)
        .Select(leaf => leaf.Layer).OfType<Linear>().SelectMany(layer => layer.weight.grad!.data<float>().ToArray())];
}
