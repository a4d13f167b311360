using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization.PostTraining;

/// <summary>Quantization after training: each correction does what it is for.</summary>
public sealed class PostTrainingQuantizationTests
{
    private static readonly RandomKey _key = RandomKey.FromSeed(4);

    private static readonly QuantizationPlan _weightsAlone = new(Choice("uniform-symmetric", 3), null);

    private Sequential _trained = null!;
    private Tensor _images = null!;

    [OneTimeSetUp]
    public void Train()
    {
        torch.set_num_threads(1);
        _trained = NetworkSamples.Mlp();
        Trainer.Train(_trained, NetworkSamples.Train, new TrainingSettings { Epochs = 6, Batch = 50, LearningRate = 0.005 }, new DigitalRule(), _key);
        _images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(200));
    }

    [OneTimeTearDown]
    public void Free()
    {
        _trained.Dispose();
        _images.Dispose();
    }

    [Test]
    public void Quantize_Nothing_FoldsNormalizationsAndComputesTheSame()
    {
        using Sequential network = ModelCatalog.Standard.Kinds["resnet20"].Build(
            new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, FirstChannels = 4 }, RandomKey.FromSeed(3));
        Trainer.Train(network, NetworkSamples.Train.Take(100), new TrainingSettings { Epochs = 1, Batch = 50 }, new DigitalRule(), _key);

        using Sequential folded = Quantized(network, new QuantizationPlan(weights: null, activations: null), new PostTrainingCorrections());

        Assert.That(NetworkLayers.Of(folded).Any(layer => layer.Layer is BatchNorm), Is.False);
        using Tensor images = _images.narrow(0, 0, 10);
        Assert.That(Distance(folded.call(images), network.call(images)), Is.LessThan(1e-4));
    }

    [Test]
    public void Quantize_Weights_HaveFewValuesAndTilesHoldThem()
    {
        using Sequential quantized = Quantized(_trained, new(Choice("uniform-symmetric", 3), Choice("uniform-asymmetric", 4)), new PostTrainingCorrections());

        foreach (Parameter weight in NetworkLayers.LatentWeights(quantized))
        {
            Assert.That(TensorData.ToFloats(weight).Distinct().Count(), Is.InRange(2, 8));
        }

        using ChipNetwork chip = new AnalogNetwork(quantized, NetworkSamples.Ideal, [], _images).ProgramIdeally();
        Assert.That(Distance(chip.Network.call(_images), quantized.call(_images)), Is.LessThan(1e-4));
    }

    /// <summary>Ranges from a batch at a time and from all at once, and every rule of the catalog.</summary>
    [Test]
    public void Quantize_ActivationsWithEveryRule_StaysNearTheFloatNetwork([ValueSource(nameof(Rules))] string rule)
    {
        QuantizerChoice choice = Choice("uniform-asymmetric", 8) with { Range = RangeRuleCatalog.Standard.Rules[rule] };

        using Sequential quantized = Quantized(_trained, new QuantizationPlan(null, choice), new PostTrainingCorrections());

        // Eight bits: what is lost is what is clipped. Three deviations cut a little of what lies far out, and the range of a normal distribution too.
        using Tensor wanted = _trained.call(_images);
        double deviation = wanted.std(unbiased: false).to(ScalarType.Float64).item<double>();
        Assert.That(Error(quantized.call(_images), wanted), Is.LessThan(0.25 * deviation));
    }

    /// <summary>The same network, channels of its first hidden layer scaled by 1 to 100 and taken back in the next: one scale for all is hard on it.</summary>
    [Test]
    public void Quantize_Equalized_IsNearerWhereChannelsDiffer()
    {
        using Sequential uneven = Uneven();
        using Tensor wanted = _trained.call(_images);
        Assert.That(Distance(uneven.call(_images), wanted), Is.LessThan(1e-3));
        QuantizationPlan plan = new(Choice("uniform-symmetric", 6), null);

        using Sequential plain = Quantized(uneven, plan, new PostTrainingCorrections());
        using Sequential equalized = Quantized(uneven, plan, new PostTrainingCorrections { Equalize = true });

        Assert.That(Error(equalized.call(_images), wanted), Is.LessThan(Error(plain.call(_images), wanted) / 2));
    }

    [Test]
    public void Quantize_AdaRound_ChangesOutputsLess()
    {
        using Tensor wanted = _trained.call(_images);

        using Sequential nearest = Quantized(_trained, _weightsAlone, new PostTrainingCorrections());
        using Sequential rounded = Quantized(_trained, _weightsAlone, new PostTrainingCorrections { AdaRound = new AdaRoundSettings { Steps = 1000 } });

        Assert.That(Error(rounded.call(_images), wanted), Is.LessThan(0.8 * Error(nearest.call(_images), wanted)));
        foreach (Parameter weight in NetworkLayers.LatentWeights(rounded))
        {
            Assert.That(TensorData.ToFloats(weight).Distinct().Count(), Is.InRange(2, 8));
        }
    }

    [Test]
    public void Quantize_AdaRoundOnOtherWeights_Throws() => Assert.That(
        () => Quantized(_trained, new(Choice("uniform-asymmetric", 3), null), new PostTrainingCorrections { AdaRound = new AdaRoundSettings() }),
        Throws.ArgumentException.With.Message.EqualTo("AdaRound rounds weights of a symmetric uniform quantizer; UniformQuantizer is none."));

    /// <summary>The mean of an output moves by ε·E[x] and is put back: of the first layer, whose inputs are the images themselves, to rounding.</summary>
    [Test]
    public void Quantize_BiasCorrection_KeepsTheMeanOfOutputs()
    {
        using Tensor wanted = First(_trained);
        using Sequential plain = Quantized(_trained, _weightsAlone, new PostTrainingCorrections());
        using Sequential corrected = Quantized(_trained, _weightsAlone, new PostTrainingCorrections { BiasCorrection = true });

        double before = MeanShift(First(plain), wanted);
        double after = MeanShift(First(corrected), wanted);

        Assert.That(before, Is.GreaterThan(0.01));
        Assert.That(after, Is.LessThan(1e-4));
        Assert.That(Error(corrected.call(_images), _trained.call(_images)), Is.LessThan(Error(plain.call(_images), _trained.call(_images))));
    }

    [Test]
    public void Quantize_WeightCorrection_KeepsMeanAndSpreadOfEachOutput()
    {
        using Sequential corrected = Quantized(_trained, _weightsAlone, new PostTrainingCorrections { WeightCorrection = true });

        foreach ((Parameter held, Parameter weight) in NetworkLayers.LatentWeights(corrected).Zip(NetworkLayers.LatentWeights(_trained)))
        {
            Assert.That(Distance(held.mean([1]), weight.mean([1])), Is.LessThan(1e-5));
            Assert.That(Distance(held.std(1, unbiased: false), weight.std(1, unbiased: false)), Is.LessThan(1e-5));
        }
    }

    /// <summary>Biases so high that rectifiers pass everything: what is always there moves on, the range of what passes shrinks, outputs stay.</summary>
    [Test]
    public void Quantize_AbsorbBias_ShrinksRangesAndKeepsOutputs()
    {
        using Sequential high = FoldedNetwork.Of(_trained);
        Linear first = (Linear)Layer(high, "fc1");
        using (torch.no_grad())
        {
            first.bias!.add_(50);
        }

        using Tensor wanted = high.call(_images);
        QuantizationPlan plan = new(null, Choice("uniform-asymmetric", 6));
        using Sequential plain = Quantized(high, plan, new PostTrainingCorrections());
        using Sequential absorbed = Quantized(high, plan, new PostTrainingCorrections { AbsorbBias = true });

        Assert.That(Error(absorbed.call(_images), wanted), Is.LessThan(Error(plain.call(_images), wanted) / 2));
    }

    /// <summary>Weights of few values again, which give outputs nearer to the float network's; the float network stays as it is. Twice the same is the same.</summary>
    [Test]
    public void Quantize_FineTuned_BringsOutputsNearer([Values] bool correctsBias)
    {
        QuantizationPlan plan = new(Choice("uniform-symmetric", 2), Choice("uniform-asymmetric", 3));
        PostTrainingCorrections corrections = new() { BiasCorrection = correctsBias };
        byte[] before = TrainingCheckpoint.Snapshot(_trained);

        using Sequential plain = Quantized(_trained, plan, corrections);
        using Sequential tuned = Tuned();
        using Sequential again = Tuned();

        Assert.That(TrainingCheckpoint.Snapshot(_trained), Is.EqualTo(before));
        Assert.That(TrainingCheckpoint.Snapshot(again), Is.EqualTo(TrainingCheckpoint.Snapshot(tuned)));
        Assert.That(tuned.state_dict().Keys, Is.EqualTo(plain.state_dict().Keys), "one is loaded as the other");
        Assert.That(Divergence(tuned), Is.LessThan((correctsBias ? 0.9 : 0.5) * Divergence(plain)), "corrected biases are nearer to begin with");
        foreach (Parameter weight in NetworkLayers.LatentWeights(tuned))
        {
            Assert.That(TensorData.ToFloats(weight).Distinct().Count(), Is.InRange(2, 4));
        }

        Sequential Tuned() => PostTrainingQuantization.Quantize(
            _trained, plan, corrections, _images, negativeInputs: false, _key, new FineTuneSettings { Steps = 100, LearningRate = 0.001 });

        double Divergence(Sequential network)
        {
            using IDisposable frozen = torch.no_grad();
            return Distillation.Divergence(network.call(_images), _trained.call(_images)).to(ScalarType.Float64).item<double>();
        }
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void Quantize_FineTunedWeightsThatWereCorrected_Throws(bool rounds, bool corrects) => Assert.That(
        () => PostTrainingQuantization.Quantize(
            _trained, _weightsAlone, new PostTrainingCorrections { AdaRound = rounds ? new AdaRoundSettings() : null, WeightCorrection = corrects }, _images, negativeInputs: false, _key,
            new FineTuneSettings()),
        Throws.ArgumentException.With.Message.StartsWith("Tuning changes the weights that AdaRound or a correction of weights has made."));

    private static IEnumerable<string> Rules => RangeRuleCatalog.Standard.Rules.Keys.Order(StringComparer.Ordinal);

    private static QuantizerChoice Choice(string kind, int bits) => new(QuantizerCatalog.Standard.Kinds[kind]) { Bits = bits };

    private Sequential Quantized(Sequential network, QuantizationPlan plan, PostTrainingCorrections corrections) =>
        PostTrainingQuantization.Quantize(network, plan, corrections, _images, negativeInputs: false, _key);

    private Sequential Uneven()
    {
        Sequential uneven = FoldedNetwork.Of(_trained);
        using IDisposable frozen = torch.no_grad();
        (Linear first, Linear second) = ((Linear)Layer(uneven, "fc1"), (Linear)Layer(uneven, "fc2"));
        using Tensor factors = torch.tensor([.. Enumerable.Range(0, 40).Select(i => (float)Math.Pow(100, i / 39.0))]);
        first.weight.mul_(factors.reshape(40, 1));
        first.bias!.mul_(factors);
        second.weight.div_(factors.reshape(1, 40));
        return uneven;
    }

    private Tensor First(Sequential network)
    {
        using Tensor flat = _images.flatten(1);
        return Layer(network, "fc1").call(flat);
    }

    private static nn.Module<Tensor, Tensor> Layer(Sequential network, string name) => NetworkLayers.Of(network).Single(layer => layer.Name == name).Layer;

    private static double MeanShift(Tensor outputs, Tensor wanted) => Distance(outputs.mean([0]), wanted.mean([0]));

    private static double Distance(Tensor a, Tensor b) => (a - b).abs().max().to(ScalarType.Float64).item<double>();

    private static double Error(Tensor a, Tensor b) => Math.Sqrt((a - b).square().mean().to(ScalarType.Float64).item<double>());
}
