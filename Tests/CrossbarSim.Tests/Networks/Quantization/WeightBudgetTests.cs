using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

/// <summary>Bits of the layers of 784x40, 40x20 and 20x10 weights under a budget.</summary>
public sealed class WeightBudgetTests
{
    private static readonly QuantizationPlan _plan = new(new QuantizerChoice(QuantizerCatalog.Standard.Kinds["uniform-symmetric"]), null);

    private Sequential _network = null!;

    [OneTimeSetUp]
    public void Train()
    {
        torch.set_num_threads(1);
        _network = NetworkSamples.Mlp();
        Trainer.Train(_network, NetworkSamples.Train, new TrainingSettings { Epochs = 3, Batch = 50, LearningRate = 0.005 }, new DigitalRule(), RandomKey.FromSeed(5));
    }

    [OneTimeTearDown]
    public void Free() => _network.Dispose();

    [Test]
    public void Allocate_LeavesTheNetworkAsItIs([Values] SensitivityMeasure by)
    {
        byte[] before = TrainingCheckpoint.Snapshot(_network);

        (QuantizationPlan plan, IReadOnlyDictionary<string, int> bits) = Allocate(new WeightBudget([2, 4, 8], (31_360 * 4) + (1000 * 8), by), _ => true);

        Assert.That(TrainingCheckpoint.Snapshot(_network), Is.EqualTo(before));
        Assert.That(bits, Is.EqualTo(new Dictionary<string, int> { ["fc1"] = 4, ["fc2"] = 8, ["fc3"] = 8 }), "the most that the budget allows each");
        Assert.That(bits.Keys.Select(name => plan.Of(name).Weights!.Bits), Is.EqualTo(bits.Values));
    }

    [Test]
    public void Allocate_EnoughForAll_GivesMostBits([Values] SensitivityMeasure by) =>
        Assert.That(Allocate(new WeightBudget([2, 8], 32_360 * 8, by), _ => true).Bits.Values, Is.EqualTo(new[] { 8, 8, 8 }));

    /// <summary>Weights whose bits are not chosen count: the first layer's with 32 bits, 1,003,520 of them.</summary>
    [Test]
    public void Allocate_LayersThatAreNotChosen_CountWithTheirs()
    {
        QuantizationPlan plan = _plan with { Exceptions = new Dictionary<string, LayerQuantization> { ["fc1"] = new(null, null) } };
        WeightBudget enough = new([2, 4], 1_003_520 + (1000 * 4), SensitivityMeasure.Divergence);

        Assert.That(Allocate(enough, name => name != "fc1", plan).Bits, Is.EqualTo(new Dictionary<string, int> { ["fc2"] = 4, ["fc3"] = 4 }));
        Assert.That(
            () => Allocate(enough with { StorageBits = 1_003_520 + 1999 }, name => name != "fc1", plan),
            Throws.ArgumentException.With.Message.StartsWith("The smallest choices together are 2000, more than the budget of 1999."));
    }

    private (QuantizationPlan Plan, IReadOnlyDictionary<string, int> Bits) Allocate(WeightBudget budget, Func<string, bool> isChosen, QuantizationPlan? plan = null)
    {
        using Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(100));
        using Tensor labels = ImageTensors.Labels(NetworkSamples.Train, NetworkSamples.First(100));
        return budget.Allocate(_network, plan ?? _plan, isChosen, images, labels, RandomKey.FromSeed(6));
    }
}
