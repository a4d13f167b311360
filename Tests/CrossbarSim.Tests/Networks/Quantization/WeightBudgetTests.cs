using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Networks.Quantization.Plans;
using CrossbarSim.Networks.Quantization.PostTraining;
using CrossbarSim.Networks.Training;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
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

        (QuantizationPlan plan, IReadOnlyDictionary<string, int> bits, long size) = Allocate(new WeightBudget([2, 4, 8], (31_360 * 4) + (1000 * 8), by), _ => true);

        Assert.That(TrainingCheckpoint.Snapshot(_network), Is.EqualTo(before));
        Assert.That(bits, Is.EqualTo(new Dictionary<string, int> { ["fc1"] = 4, ["fc2"] = 8, ["fc3"] = 8 }), "the most that the budget allows each");
        Assert.That(size, Is.EqualTo((31_360 * 4) + (1000 * 8)));
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
            () => Allocate(enough with { Most = 1_003_520 + 1999 }, name => name != "fc1", plan),
            Throws.ArgumentException.With.Message.StartsWith("The smallest choices together are 2000, more than the budget of 1999."));
    }

    /// <summary>
    /// Of all 27 combinations of 3, 5 and 8 bits the one of least divergence within the budget, for every budget that there is one for. Sizes are those of
    /// <see cref="MixedPrecision.HardwareSizesTests"/>.
    /// </summary>
    [TestCase(HardwareResource.Arrays, new[] { 7, 14, 21 }, new[] { 1, 1, 2 }, new[] { 1, 1, 1 }, 1)]
    [TestCase(HardwareResource.Conversions, new[] { 280, 560, 1120 }, new[] { 20, 40, 80 }, new[] { 10, 20, 40 }, 90)]
    public void Allocate_BudgetOfTheHardware_IsTheBestOfAllCombinations(HardwareResource resource, int[] first, int[] second, int[] third, int step)
    {
        int[] choices = [3, 5, 8];
        using Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(100));
        CrossbarSettings hardware = NetworkSamples.Ideal with { Adc = new AdcSettings { Bits = 8 } };
        HardwareSizes sizes = new(
            _network, hardware, [], bits => new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(2, bits)), resource, images);
        double[][] costs = [.. new[] { "fc1", "fc2", "fc3" }.Select(layer => choices.Select(bits => Divergence(layer, bits, images)).ToArray())];
        (int[] Bits, int Size, double Cost)[] all = [.. Enumerable.Range(0, 27).Select(i => (i / 9, i / 3 % 3, i % 3)).Select(at => (
            (int[])[choices[at.Item1], choices[at.Item2], choices[at.Item3]],
            first[at.Item1] + second[at.Item2] + third[at.Item3],
            costs[0][at.Item1] + costs[1][at.Item2] + costs[2][at.Item3]))];

        for (int most = all.Min(each => each.Size); most <= all.Max(each => each.Size); most += step)
        {
            (_, IReadOnlyDictionary<string, int> bits, long size) = Allocate(new WeightBudget(choices, most, SensitivityMeasure.Divergence), _ => true, sizes: sizes);

            (int[] Bits, int Size, double Cost) found = all.Single(each => each.Bits.SequenceEqual(bits.Values));
            Assert.That(size, Is.EqualTo(found.Size).And.LessThanOrEqualTo(most));
            Assert.That(found.Cost, Is.EqualTo(all.Where(each => each.Size <= most).Min(each => each.Cost)).Within(1e-12));
        }

        Assert.That(
            () => Allocate(new WeightBudget(choices, all.Min(each => each.Size) - 1, SensitivityMeasure.Divergence), _ => true, sizes: sizes),
            Throws.ArgumentException.With.Message.StartsWith("The smallest choices together are "));
    }

    /// <summary>How far outputs move with one layer alone in so many bits.</summary>
    private double Divergence(string layer, int bits, Tensor images)
    {
        using IDisposable frozen = torch.no_grad();
        QuantizationPlan plan = new(
            new LayerQuantization(null, null),
            new Dictionary<string, LayerQuantization> { [layer] = new(_plan.All.Weights! with { Bits = bits }, null) });
        using Sequential quantized = QuantizedNetwork.ForTraining(FoldedNetwork.Of(_network), plan, negativeInputs: false, RandomKey.FromSeed(0));
        quantized.eval();
        return Sensitivity.Divergence(_network.call(images), quantized.call(images));
    }

    private (QuantizationPlan Plan, IReadOnlyDictionary<string, int> Bits, long Size) Allocate(
        WeightBudget budget, Func<string, bool> isChosen, QuantizationPlan? plan = null, ILayerSizes? sizes = null)
    {
        using Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(100));
        using Tensor labels = ImageTensors.Labels(NetworkSamples.Train, NetworkSamples.First(100));
        return budget.Allocate(_network, plan ?? _plan, isChosen, sizes ?? new StorageSizes(_network, plan ?? _plan), images, labels, RandomKey.FromSeed(6));
    }
}
