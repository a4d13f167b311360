using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class GroupingTests
{
    // 5 filters of 20 channels of 3x3: 180 inputs, on 128 rows 14 channels and 6.
    private static readonly long[] _filters = [5, 20, 3, 3];

    private static IEnumerable<TestCaseData> All =>
    [
        new(Granularity.Tensor, new long[] { 1, 1 }),
        new(Granularity.Channel, new long[] { 5, 1 }),
        new(Granularity.Channels(2), new long[] { 3, 1 }),
        new(Granularity.Inputs(100), new long[] { 5, 2 }),
        new(Granularity.Tile(), new long[] { 5, 2 }),
    ];

    [TestCaseSource(nameof(All))]
    public void Statistics_OfGroups_AreThoseOfTheirElements(Granularity granularity, long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = (arange(900, ScalarType.Float64) * 1.7).sin().reshape(_filters);
        Grouping grouping = granularity.Of(_filters);

        double[][] groups = grouping.Gather(values);

        Assert.Multiple(() =>
        {
            Assert.That(grouping.Shape, Is.EqualTo(shape));
            Assert.That(groups, Has.Length.EqualTo(grouping.Count));
            Assert.That(TensorData.ToDoubles(grouping.Sum(values)), Is.EqualTo(groups.Select(group => group.Sum())).Within(1e-12));
            Assert.That(TensorData.ToDoubles(grouping.Mean(values)), Is.EqualTo(groups.Select(group => group.Average())).Within(1e-12));
            Assert.That(TensorData.ToDoubles(grouping.Largest(values)), Is.EqualTo(groups.Select(group => group.Max())));
            Assert.That(TensorData.ToDoubles(grouping.Smallest(values)), Is.EqualTo(groups.Select(group => group.Min())));
            Assert.That(TensorData.ToDoubles(grouping.Sizes(values)), Is.EqualTo(groups.Select(group => (double)group.Length)));
            Assert.That(TensorData.ToDoubles(grouping.Scatter(groups, values)), Is.EqualTo(TensorData.ToDoubles(values)));

            // Every element meets the number of its own group.
            Tensor numbers = arange(grouping.Count, ScalarType.Float64);
            double[][] met = grouping.Gather(values * 0 + grouping.Spread(numbers));
            Assert.That(met.Select(group => group.Distinct().Single()), Is.EqualTo(TensorData.ToDoubles(numbers)));
        });
    }

    [Test]
    public void Spread_Gradient_IsSummedOverTheGroup()
    {
        using DisposeScope scope = NewDisposeScope();
        Grouping grouping = Granularity.Tile().Of(_filters);
        Tensor scales = ones(5, 2).requires_grad_();

        (zeros(_filters) + grouping.Spread(scales)).sum().backward();

        Assert.That(TensorData.ToDoubles(scales.grad!), Is.EqualTo(Enumerable.Repeat(new[] { 126.0, 54.0 }, 5).SelectMany(row => row)));
    }

    [Test]
    public void Of_ATensorWithoutInputs_Throws() => Assert.That(
        () => Granularity.Channel.Of([7]),
        Throws.ArgumentException.With.Message.StartsWith("Scales of their own for parts of a tensor need outputs and inputs; its shape is [7]."));

    [Test]
    public void ToString_EveryGranularity_SaysWhatSharesAScale() => Assert.That(
        new[] { Granularity.Tensor, Granularity.Channel, Granularity.Channels(4), Granularity.Inputs(64), Granularity.Tile() }.Select(each => each.ToString()),
        Is.EqualTo(new[] { "tensor", "channel", "group of 4 channels", "group of 64 inputs", "tile of 128 rows" }));
}
