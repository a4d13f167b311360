using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using nn_Module = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace CrossbarSim.Tests.Networks.Quantization.Plans;

/// <summary>Networks that own their quantizers: trained, saved, stopped and laid out as any other.</summary>
public sealed class QuantizedNetworkTests
{
    private static readonly RandomKey _key = RandomKey.FromSeed(9);

    private static readonly TrainingSettings _settings = new() { Epochs = 3, Batch = 50, LearningRate = 0.005 };

    [OneTimeSetUp]
    public void OneThread() => torch.set_num_threads(1);

    [Test]
    public void ForTraining_WhatQuantizersLearn_IsAmongParametersAndState()
    {
        using Sequential network = QuantizedNetwork.ForTraining(NetworkSamples.Mlp(), Plan("lsq", "pact"), negativeInputs: false, _key);

        Assert.That(network.named_parameters().Select(parameter => parameter.name).Where(name => name.StartsWith("fc2.", StringComparison.Ordinal)), Is.EquivalentTo(new[]
        {
            "fc2.layer.weight", "fc2.layer.bias", "fc2.activations.alpha", "fc2.weights.step",
        }));
        Assert.That(network.state_dict().Keys, Does.Contain("fc2.weights.initialised"));
    }

    [Test]
    public void ForTraining_AfterRectifiers_KnowsThatNothingIsBelowZero()
    {
        using Sequential network = NetworkSamples.Mlp();
        using Sequential residual = ResNet();

        Assert.That(InputSigns.Of(network, negatives: true), Is.EqualTo(new Dictionary<string, bool> { ["fc1"] = true, ["fc2"] = false, ["fc3"] = false }));
        Assert.That(InputSigns.Of(residual, negatives: false).Values, Has.All.False, "all convolutions follow a rectifier, sums included");
    }

    [Test]
    public void ForTraining_ExceptionForNoLayer_Throws()
    {
        QuantizationPlan plan = Plan("lsq", "pact") with { Exceptions = new Dictionary<string, LayerQuantization> { ["fc4"] = new(null, null) } };
        using Sequential network = NetworkSamples.Mlp();

        Assert.That(
            () => QuantizedNetwork.ForTraining(network, plan, negativeInputs: false, _key),
            Throws.ArgumentException.With.Message.EqualTo("The network has no linear layer or convolution 'fc4'. It has: fc1, fc2, fc3."));
    }

    [Test]
    public void Choice_RangeForAKindWithoutOne_Throws() => Assert.That(
        () => (Choice("lsq", 4)! with { Range = RangeRule.Kl }).ForActivations(negatives: false, _key),
        Throws.ArgumentException.With.Message.EqualTo("Quantizer 'lsq' has no range that a rule could find."));

    [Test]
    public void Save_LoadedIntoANetworkOfTheSamePlan_GivesTheSameOutputs(
        [Values("lsq", "lsq-plus", "qil", "k-means")] string weights, [Values("lsq", "pact", "uniform-asymmetric", "power-of-two")] string activations)
    {
        using Sequential trained = Trained(NetworkSamples.Mlp(), Plan(weights, activations), _settings with { Epochs = 1 });
        using Sequential loaded = QuantizedNetwork.ForTraining(NetworkSamples.Mlp(seed: 99), Plan(weights, activations), negativeInputs: false, _key);

        loaded.load(new MemoryStream(TrainingCheckpoint.Snapshot(trained)));
        loaded.eval();

        using torch.Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(50));
        Assert.That(TensorData.ToFloats(loaded.call(images)), Is.EqualTo(TensorData.ToFloats(trained.call(images))));
    }

    /// <summary>Draws of quantizers count passes: their number is part of the state.</summary>
    [Test]
    public void Train_StoppedInAnyEpoch_EndsWithTheSameBytes(
        [Values("lsq", "stochastic", "quant-noise", "binary-connect")] string weights, [Values("pact", "uniform-asymmetric")] string activations)
    {
        byte[] whole = TrainingCheckpoint.Snapshot(Trained(NetworkSamples.Mlp(), Plan(weights, activations), _settings));
        Memory memory = new();

        // 600 images are 12 steps: in the middle of the third epoch.
        Assert.That(() => Trained(NetworkSamples.Mlp(), Plan(weights, activations), _settings, memory, stopAt: 30), Throws.InstanceOf<OperationCanceledException>());
        byte[] resumed = TrainingCheckpoint.Snapshot(Trained(NetworkSamples.Mlp(), Plan(weights, activations), _settings, memory));

        Assert.That(memory.Loads, Is.EqualTo(1));
        Assert.That(resumed, Is.EqualTo(whole));
    }

    /// <summary>Single precision: a sum of some hundred products is off by 1e-6 of its terms, whatever its order.</summary>
    [TestCase("mlp", "lsq", "pact")]
    [TestCase("mlp", "twn", "uniform-asymmetric")]
    [TestCase("lenet5", "power-of-two", "lsq")]
    [TestCase("resnet20", "lsq", "lsq")]
    public void LayOut_OnIdealHardware_GivesTheLogitsOfTheQuantizedNetwork(string model, string weights, string activations)
    {
        using Sequential network = Trained(Build(model), Plan(weights, activations), _settings with { Epochs = 1 }, images: model == "resnet20" ? 100 : 600);
        using torch.Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(20));

        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);
        using ChipNetwork chip = analog.ProgramIdeally();

        float[] expected = TensorData.ToFloats(network.call(images));
        float[] found = TensorData.ToFloats(chip.Network.call(images));
        double largest = expected.Max(Math.Abs);
        Assert.That(found.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)), Is.LessThan(1e-4 * largest));
        Assert.That(analog.Layers.Where(layer => layer.StaysDigital is null).Select(layer => layer.Name), Is.EqualTo(WeightLayer.AllOf(network).Select(layer => layer.Name)));
    }

    [Test]
    public void LayOut_BatchNormalizationAfterQuantizedWeights_StaysDigital()
    {
        using Sequential network = QuantizedNetwork.ForTraining(ResNet(), Plan("uniform-symmetric", "lsq"), negativeInputs: false, _key);
        using torch.Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(4));
        network.eval();
        network.call(images).Dispose();

        AnalogNetwork analog = new(network, NetworkSamples.Ideal, [], images);

        Assert.That(analog.Layers.Take(4).Select(layer => (layer.Name, layer.Kind, layer.StaysDigital, layer.FoldedNorm)), Is.EqualTo(new[]
        {
            ("conv1.activations", "LsqQuantizer", "has no weights", (string?)null),
            ("conv1", "Conv2d", null, null),
            ("norm1", "BatchNorm2d", "has no analog form", null),
            ("relu1", "ReLU", "has no weights", null),
        }));
    }

    /// <summary>A range of its own for every image: what becomes of one does not depend on the others.</summary>
    [Test]
    public void DynamicActivations_OfAnImage_DoNotDependOnTheBatch()
    {
        QuantizerChoice dynamic = Choice("uniform-asymmetric", 3)! with { Time = RangeTime.Dynamic };
        using Sequential network = QuantizedNetwork.ForTraining(NetworkSamples.Mlp(), new QuantizationPlan(null, dynamic), negativeInputs: false, _key);
        using torch.Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(8)) * torch.arange(1, 9, torch.ScalarType.Float32).reshape(8, 1, 1, 1);

        network.eval();
        float[] together = TensorData.ToFloats(network.call(images));
        float[] alone = [.. Enumerable.Range(0, 8).SelectMany(i => TensorData.ToFloats(network.call(images.narrow(0, i, 1))))];

        Assert.That(together.Zip(alone).Max(pair => Math.Abs(pair.First - pair.Second)), Is.LessThan(1e-5));
    }

    [Test]
    public void Train_ClipWeights_HoldsLatentWeightsWithinTheLimit()
    {
        using Sequential network = Trained(NetworkSamples.Mlp(), Plan("lsq", "lsq"), _settings with { ClipWeights = 0.05 });

        float[] largest = [.. NetworkLayers.LatentWeights(network).Select(weight => TensorData.ToFloats(weight).Max(Math.Abs))];
        Assert.That(largest, Is.EqualTo(new[] { 0.05f, 0.05f, 0.05f }), "first weights of deviation 0.05 go beyond it in each layer");
    }

    [Test]
    public void Train_DistillationWithoutATeacher_Throws() => Assert.That(
        () => Trained(NetworkSamples.Mlp(), Plan("lsq", "lsq"), _settings with { Distillation = new DistillationSettings(1, 0, 1) }),
        Throws.ArgumentException.With.Message.StartsWith("Distillation needs a network to learn from."));

    /// <summary>Without any weight on labels the student has nothing but its teacher, whose classes are shuffled here: it learns those.</summary>
    [Test]
    public void Train_DistillationAlone_LearnsWhatTheTeacherSays()
    {
        using Sequential teacher = NetworkSamples.Mlp();
        Trainer.Train(teacher, NetworkSamples.Train, _settings with { Epochs = 6 }, new DigitalRule(), _key);
        using Shuffled shuffled = new(teacher);
        using Sequential student = NetworkSamples.Mlp(seed: 12);

        Trainer.Train(
            student, NetworkSamples.Train, _settings with { Epochs = 6, Distillation = new DistillationSettings(2, 0, 1) }, new DigitalRule(), _key, teacher: shuffled);

        using torch.Tensor images = ImageTensors.Of(NetworkSamples.Test, NetworkSamples.First(200));
        int agree = student.call(images).argmax(1).eq(shuffled.call(images).argmax(1)).sum().to(torch.ScalarType.Int32).item<int>();
        Assert.That(agree, Is.GreaterThan(120), "of 200, where 20 agree by chance");
    }

    private static QuantizerChoice? Choice(string kind, int bits) =>
        kind == "none" ? null : new QuantizerChoice(QuantizerCatalog.Standard.Kinds[kind]) { Bits = bits };

    private static QuantizationPlan Plan(string weights, string activations) => new(Choice(weights, 3), Choice(activations, 3));

    private static Sequential Build(string model) => model switch
    {
        "mlp" => NetworkSamples.Mlp(),
        _ => ModelCatalog.Standard.Kinds[model].Build(
            new ModelRequest { Channels = 1, Height = 28, Width = 28, Classes = 10, FirstChannels = 4 }, RandomKey.FromSeed(3)),
    };

    private static Sequential ResNet() => Build("resnet20");

    private static Sequential Trained(
        Sequential network, QuantizationPlan plan, TrainingSettings settings, Memory? memory = null, long stopAt = long.MaxValue, int images = 600)
    {
        Sequential quantized = QuantizedNetwork.ForTraining(network, plan, negativeInputs: false, _key);
        using CancellationTokenSource stop = new();
        Trainer.Train(
            quantized, NetworkSamples.Train.Take(images), settings, new DigitalRule(), _key, steps: new Stopping(stop, stopAt), checkpoints: memory, cancellation: stop.Token);
        return quantized;
    }

    private sealed class Shuffled(nn_Module teacher) : nn_Module("shuffled")
    {
        public override torch.Tensor forward(torch.Tensor input) => teacher.call(input).flip(1);
    }

    private sealed class Memory : ICheckpoints
    {
        private byte[]? _left;

        public int Loads { get; private set; }

        public byte[]? Load()
        {
            Loads += _left is null ? 0 : 1;
            return _left;
        }

        public void Save(IReadOnlyList<EpochReport> epochs, byte[] checkpoint) => _left = checkpoint;
    }

    private sealed class Stopping(CancellationTokenSource stop, long after) : IProgress<StepReport>
    {
        private long _steps;

        public void Report(StepReport value)
        {
            if (++_steps == after)
            {
                stop.Cancel();
            }
        }
    }
}
