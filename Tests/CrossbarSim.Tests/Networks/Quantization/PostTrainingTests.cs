using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class PostTrainingTests
{
    [Test]
    public void Equalization_OfAChain_KeepsTheFunctionAndLevelsTheRanges()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] weights = [Numbers(1, 6, 4), Numbers(2, 5, 6), Numbers(3, 3, 5)];
        Tensor[] biases = [Numbers(4, 6), Numbers(5, 5), Numbers(6, 3)];
        weights[0][2] *= 50.0;
        Tensor input = Numbers(7, 10, 4);
        double[] before = TensorData.ToDoubles(Output());

        int rounds = Equalization.ApplyToChain([.. weights.Zip(biases, (weight, bias) => (weight, (Tensor?)bias))]);

        Assert.That(rounds, Is.LessThan(100));
        Assert.That(TensorData.ToDoubles(Output()), Is.EqualTo(before).Within(1e-9));
        double[] made = TensorData.ToDoubles(weights[0].abs().amax([1]));
        double[] taken = TensorData.ToDoubles(weights[1].abs().amax([0]));
        Assert.That(made, Is.EqualTo(taken).Within(0.1).Percent, "r1 = r2 for every channel");

        Tensor Output()
        {
            Tensor values = input;
            for (int i = 0; i < 3; i++)
            {
                values = nn.functional.linear(values, weights[i], biases[i]);
                values = i < 2 ? values.relu() : values;
            }

            return values;
        }
    }

    [Test]
    public void Equalization_DeadChannel_StaysAsItIs()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = tensor(new[] { 0.0, 0, 3, 4 }).reshape(2, 2);
        Tensor second = tensor(new[] { 5.0, 1 }).reshape(1, 2);

        Equalization.Apply(first, null, second);

        // s = √(4/1) = 2 for the second channel alone.
        Assert.That(TensorData.ToDoubles(first), Is.EqualTo(new[] { 0, 0, 1.5, 2 }).Within(1e-12));
        Assert.That(TensorData.ToDoubles(second), Is.EqualTo(new[] { 5.0, 2 }).Within(1e-12));
    }

    [Test]
    public void AbsorbBias_ChannelsAlwaysOn_KeepsTheFunction()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bias = tensor(new[] { 10.0, 0.1 });
        Tensor second = Numbers(1, 3, 2);
        Tensor secondBias = Numbers(2, 3);
        Tensor input = tensor(new[] { 0.5, -0.2, -0.5, 0.3 }).reshape(2, 2); // deviations from means of 10 and 0.1: the first channel is far above zero
        double[] before = TensorData.ToDoubles(nn.functional.linear((input + bias).relu(), second, secondBias));

        Tensor absorbed = Equalization.AbsorbBias(bias, second, secondBias, tensor(new[] { 10.0, 0.1 }), tensor(new[] { 1.0, 1.0 }));

        Assert.That(TensorData.ToDoubles(absorbed), Is.EqualTo(new[] { 7.0, 0 }), "β - 3γ");
        Assert.That(TensorData.ToDoubles(nn.functional.linear((input + bias).relu(), second, secondBias)), Is.EqualTo(before).Within(1e-12));
    }

    [Test]
    public void BiasCorrection_OfAConvolution_TakesTheMeanChangeAway()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = Numbers(1, 4, 3, 3, 3);
        Tensor quantized = (weight * 2).round() / 2;
        Tensor images = Numbers(2, 20, 6, 8, 8).abs(); // 6 channels in 2 groups
        Tensor mean = images.mean([0, 2, 3]);

        Tensor shift = BiasCorrection.Shift(weight, quantized, mean, groups: 2);

        // Circular images have the same mean under every tap.
        Tensor ring = nn.functional.pad(images, [1L, 1, 1, 1], PaddingModes.Circular);
        Tensor moved = nn.functional.conv2d(ring, quantized - weight, groups: 2).mean([0, 2, 3]);
        Assert.That(TensorData.ToDoubles(shift), Is.EqualTo(TensorData.ToDoubles(moved)).Within(1e-12));
    }

    [Test]
    public void AdaRound_ALayerOfFewBits_ChangesOutputsLessThanRoundingToNearest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = Numbers(1, 6, 12);
        Tensor inputs = Numbers(2, 64, 12).matmul(Numbers(3, 12, 12)) * 0.1; // features that depend on each other
        Tensor wanted = nn.functional.linear(inputs, weight);
        CodeRange codes = CodeRange.TwosComplement(3);
        Tensor steps = weight.abs().amax([1], keepdim: true) / 3;
        Tensor nearest = (weight / steps).round().clamp((Scalar)codes.Lowest, (Scalar)codes.Highest) * steps;
        double before = AdaRound.Change(nn.functional.linear(inputs, nearest), wanted).item<double>();
        using AdaRound rounding = new(weight, steps, codes);

        double after = rounding.Optimise(weights => nn.functional.linear(inputs, weights), wanted, new AdaRoundSettings { Steps = 600, LearningRate = 0.05 });

        Assert.That(after, Is.LessThan(before * 0.7));
        double[] moves = TensorData.ToDoubles(rounding.HardWeights() / steps);
        Assert.That(moves, Is.EqualTo(moves.Select(each => Math.Round(each))).Within(1e-9), "whole steps");
    }

    [Test]
    public void ZeroShot_ImagesOfATrainedNetwork_HaveItsStatisticsAndOneAddress()
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Network();
        ZeroShotSettings settings = new() { Steps = 40 };

        (Tensor images, IReadOnlyList<double> losses) = ZeroShot.Images(network, [32, 2, 6, 6], settings, RandomKey.FromSeed(9));
        (Tensor again, _) = ZeroShot.Images(network, [32, 2, 6, 6], settings, RandomKey.FromSeed(9));

        Assert.That(losses[^1], Is.LessThan(losses[0] / 5));
        Assert.That(TensorData.ToDoubles(again), Is.EqualTo(TensorData.ToDoubles(images)));
        Assert.That(network.parameters().All(parameter => parameter.grad is null), Is.True, "the network is not trained");
        network.call(images); // hooks are gone: nothing collects what is disposed of
    }

    [Test]
    public void ZeroShot_WithoutBatchNorm_Throws()
    {
        using Linear layer = nn.Linear(2, 2);

        Assert.That(
            () => ZeroShot.Images(layer, [2, 2], new ZeroShotSettings(), RandomKey.FromSeed(1)),
            Throws.ArgumentException.With.Message.StartsWith("A network without batch normalizations remembers nothing of its data."));
    }

    [Test]
    public void FineTune_AfterTheFloatNetwork_BringsOutputsNearer()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear teacher = Layer(1);
        using Linear student = Layer(2);

        IReadOnlyList<double> divergences = ZeroShot.FineTune(student, teacher, Numbers(3, 64, 8).to(ScalarType.Float32), 60, learningRate: 0.02);

        Assert.That(divergences[^1], Is.LessThan(divergences[0] / 10));

        static Linear Layer(ulong seed)
        {
            Linear layer = nn.Linear(8, 4);
            using IDisposable frozen = no_grad();
            layer.weight.copy_(Numbers(seed, 4, 8));
            layer.bias!.zero_();
            return layer;
        }
    }

    [Test]
    public void OutputRange_OfBatchNorm_IsSixDeviationsOfTheWidestChannel()
    {
        Assert.That(ZeroShot.OutputRange([1, -2], [0.5, -0.1], rectified: false), Is.EqualTo(new ValueRange(-2.6, 4)));
        Assert.That(ZeroShot.OutputRange([1, -2], [0.5, -0.1], rectified: true), Is.EqualTo(new ValueRange(0, 4)));
    }

    /// <summary>A network whose batch normalizations have seen numbers that are not standard normal.</summary>
    private static Sequential Network()
    {
        Sequential network = nn.Sequential(
            ("conv1", nn.Conv2d(2, 5, 3)), ("norm1", nn.BatchNorm2d(5)), ("relu", nn.ReLU()), ("conv2", nn.Conv2d(5, 4, 3)), ("norm2", nn.BatchNorm2d(4)), ("flatten", nn.Flatten()));
        using IDisposable frozen = no_grad();
        foreach ((Parameter parameter, int i) in network.parameters().Select((parameter, i) => (parameter, i)))
        {
            parameter.copy_(Numbers((ulong)i + 20, parameter.shape) * 0.3 + (parameter.ndim == 1 ? 0.5 : 0));
        }

        foreach (BatchNorm norm in network.modules().OfType<BatchNorm>())
        {
            norm.running_mean!.fill_(0.4);
            norm.running_var!.fill_(0.6);
        }

        return network;
    }

    private static Tensor Numbers(ulong seed, params long[] shape)
    {
        double[] numbers = new double[shape.Aggregate(1L, (product, length) => product * length)];
        RandomKey.FromSeed(seed).FillNormal(numbers);
        return TensorData.FromDoubles(numbers, ScalarType.Float64, shape);
    }
}
