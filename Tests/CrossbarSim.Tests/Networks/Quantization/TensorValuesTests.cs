using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Reports;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class TensorValuesTests
{
    /// <summary>By hand: inputs 1 and -2, weights 3 and -1 make 3, -1, -6 and 2; rectified 3, 0, 0, 2. The last layer adds the two of an image: 3 and 2.</summary>
    [Test]
    public void Of_TwoLayers_HasInputWeightsAndRectifiedOutputs()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Network(normalized: false);

        IReadOnlyList<TensorValues> found = TensorValues.Of(network, TensorData.FromDoubles([1, -2], 2, 1));

        Assert.That(found.Select(each => (each.Layer, each.Kind)), Is.EqualTo(new[]
        {
            ("input", TensorKind.Input), ("fc1", TensorKind.Weights), ("fc1", TensorKind.Output), ("fc2", TensorKind.Weights), ("fc2", TensorKind.Output),
        }));
        Assert.That(found.Select(each => each.Values.ToArray()), Is.EqualTo(new double[][] { [1, -2], [3, -1], [3, 0, 0, 2], [1, 1], [3, 2] }));
        // Mean 1.25, σ² = (9 + 4)/4 - 1.25² = 1.6875.
        Assert.That(found[2].Range.ThreeSigma.High, Is.EqualTo(1.25 + (3 * Math.Sqrt(1.6875))).Within(1e-12));
        Assert.That((found[2].Range.Seen.Low, found[2].Range.Seen.High), Is.EqualTo((0.0, 3.0)));
    }

    [Test]
    public void Of_RectifierAfterANormalization_LeavesTheLayersOwnOutput()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Sequential network = Network(normalized: true);
        network.train();
        float mean = TensorData.ToFloats(((BatchNorm1d)network.named_children().Single(child => child.name == "norm").module).running_mean!)[0];

        double[] outputs = TensorValues.Of(network, TensorData.FromDoubles([1, -2], 2, 1))[2].Values.ToArray();

        Assert.That(outputs, Is.EqualTo(new double[] { 3, -1, -6, 2 }));
        Assert.That(network.training, Is.True);
        Assert.That(TensorData.ToFloats(((BatchNorm1d)network.named_children().Single(child => child.name == "norm").module).running_mean!)[0], Is.EqualTo(mean));
    }

    private static Sequential Network(bool normalized)
    {
        using IDisposable frozen = torch.no_grad();
        Linear first = nn.Linear(1, 2, hasBias: false);
        first.weight.copy_(TensorData.FromDoubles([3, -1], 2, 1));
        Linear second = nn.Linear(2, 1, hasBias: false);
        second.weight.fill_(1.0f);
        return normalized
            ? nn.Sequential(("fc1", first), ("norm", nn.BatchNorm1d(2)), ("relu", nn.ReLU()), ("fc2", second))
            : nn.Sequential(("fc1", first), ("relu", nn.ReLU()), ("fc2", second));
    }
}
