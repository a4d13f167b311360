using CrossbarSim.Benchmarks;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Benchmarks;

/// <summary>A benchmark says nothing unless both sides compute the same network.</summary>
public sealed class ResNetProblemTests
{
    [Test]
    public void Of_NetworkWithNormalization_ComputesTheSameWithoutIt()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        Sequential network = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 3, Height = 32, Width = 32, Classes = 10 }, RandomKey.FromSeed(1));
        using ResNetProblem problem = ResNetProblem.Ordinary();
        Tensor images = problem.Images.narrow(0, 0, 8);
        network.call(images); // in training: running statistics other than 0 and 1
        network.eval();
        float[] expected = network.call(images).data<float>().ToArray();

        using Sequential folded = FoldedNetwork.Of(network);

        Assert.That(folded.call(images).data<float>().ToArray(), Is.EqualTo(expected).Within(1e-4 * expected.Max(Math.Abs)));
        Assert.That(folded.modules().OfType<BatchNorm2d>(), Is.Empty);
        Assert.That(WeightLayer.AllOf(folded).Select(each => each.Name), Is.EqualTo(WeightLayer.AllOf(network).Select(each => each.Name)));
    }

    [Test]
    public void Ordinary_EveryLayer_HasEightBitWeights()
    {
        using ResNetProblem problem = ResNetProblem.Ordinary();

        WeightLayer[] layers = [.. WeightLayer.AllOf(problem.Plain).Select(each => each.Layer)];

        Assert.That(layers, Has.Length.EqualTo(22));
        foreach (float[] weights in layers.Select(layer => TensorData.ToFloats(layer.Weight)))
        {
            double step = weights.Max(Math.Abs) / 127;
            double[] steps = [.. weights.Select(weight => weight / step)];
            Assert.That(steps.Select(each => Math.Abs(each - Math.Round(each))), Has.All.LessThan(1e-4));
            Assert.That(steps.Select(each => Math.Round(each)).Distinct().Count(), Is.InRange(50, 255));
        }
    }

    /// <summary>Quantized to 8 bits throughout, outputs keep close to the plain ones; an error of 5 % of the window shows beside that.</summary>
    [Test]
    public void LaidOut_OnIdealAndNoisyCells_StaysCloseToThePlainNetwork()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using ResNetProblem ordinary = ResNetProblem.Ordinary();
        using ResNetProblem noisy = ResNetProblem.Noisy();
        AnalogNetwork analog = ordinary.LaidOut(threads: 2);
        Tensor images = ordinary.Images.narrow(0, 0, 8);
        Tensor plain = ordinary.Plain.call(images);

        (double exact, double erring) = (Error(analog, ordinary.Plain), Error(noisy.LaidOut(threads: 2), noisy.Plain));

        Assert.That(analog.Layers.Sum(layer => layer.Tiles), Is.EqualTo(61));
        Assert.That(plain.std().item<float>(), Is.GreaterThan(0.1));
        Assert.That(exact, Is.InRange(1e-3, 0.1));
        Assert.That(erring, Is.InRange(5 * exact, 1));

        // Root mean square, relative to that of the plain outputs.
        double Error(AnalogNetwork network, Sequential reference)
        {
            using ChipNetwork chip = network.Program(RandomKey.FromSeed(2), 2);
            Tensor wanted = reference.call(images);
            return ((chip.Network.call(images) - wanted).square().mean() / wanted.square().mean()).sqrt().item<float>();
        }
    }
}
