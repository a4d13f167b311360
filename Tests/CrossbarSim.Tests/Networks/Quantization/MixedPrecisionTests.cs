using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Quantization;

public sealed class MixedPrecisionTests
{
    [Test]
    public void Allocation_RandomLayers_IsTheBestOfAllCombinations()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            LayerChoice[][] layers = Layers(seed, 5);
            LayerChoice[][] combinations = [.. layers.Aggregate(
                new[] { Array.Empty<LayerChoice>() }.AsEnumerable(), (before, layer) => before.SelectMany(each => layer.Select(choice => (LayerChoice[])[.. each, choice])))];
            long budget = (combinations.Min(each => each.Sum(choice => choice.Size)) + combinations.Max(each => each.Sum(choice => choice.Size))) / 2;

            BitAllocation allocation = BitAllocation.Within(layers, budget);

            Assert.That(allocation.Cost, Is.EqualTo(combinations.Where(each => each.Sum(choice => choice.Size) <= budget).Min(each => each.Sum(choice => choice.Cost))).Within(1e-12));
            Assert.That(allocation.Size, Is.LessThanOrEqualTo(budget));
            Assert.That(allocation.Bits.Select((bits, i) => layers[i].Single(choice => choice.Bits == bits).Size).Sum(), Is.EqualTo(allocation.Size));
        }
    }

    [Test]
    public void Allocation_FiftyLayers_IsFound()
    {
        LayerChoice[][] layers = Layers(7, 50);
        BitAllocation[] frontier = BitAllocation.Frontier(layers, long.MaxValue / 2);

        Assert.That(frontier.Zip(frontier.Skip(1), (small, large) => small.Size < large.Size && small.Cost > large.Cost), Is.All.True);
        Assert.That(frontier[^1].Cost, Is.EqualTo(layers.Sum(layer => layer.Min(choice => choice.Cost))).Within(1e-9));
    }

    [Test]
    public void Allocation_BudgetTooSmall_Throws() => Assert.That(
        () => BitAllocation.Within([[new LayerChoice(2, 1, 200), new LayerChoice(4, 0, 400)]], 100),
        Throws.ArgumentException.With.Message.StartsWith("The smallest choices together are 200, more than the budget of 100."));

    [Test]
    public void Estimate_OfATrace_IsRightToWithinItsSpread()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] numbers = new double[400];
        RandomKey.FromSeed(1).FillNormal(numbers);
        Tensor half = TensorData.FromDoubles(numbers, ScalarType.Float64, 20, 20);
        Tensor matrix = half.mm(half.t());
        Tensor weights = ones([20], ScalarType.Float64).requires_grad_();
        Tensor loss = weights.dot(matrix.mv(weights)) * 0.5;

        double estimate = HessianTrace.Estimate(loss, weights, RandomKey.FromSeed(2), tolerance: 0);

        // Variance of zᵀAz: 2·Σ of squares off the diagonal; 200 probes, five standard errors.
        double offDiagonal = (matrix - matrix.diag().diag()).square().sum().item<double>();
        Assert.That(estimate, Is.EqualTo(matrix.diag().sum().item<double>()).Within(5 * Math.Sqrt(2 * offDiagonal / 200)));
        Assert.That(HessianTrace.Estimate(loss, weights, RandomKey.FromSeed(2), tolerance: 0), Is.EqualTo(estimate));
        Assert.That(HessianTrace.Probe(weights.sum(), weights, ones_like(weights)), Is.Zero, "a linear loss");
    }

    private static LayerChoice[][] Layers(ulong seed, int count)
    {
        double[] numbers = new double[count * 2];
        RandomKey.FromSeed(seed).FillUniform(numbers);
        return [.. Enumerable.Range(0, count).Select(layer => new[] { 2, 4, 8 }.Select(bits => new LayerChoice(
            bits, numbers[2 * layer] * Math.Pow(4, -bits), bits * (long)(10 + (20 * numbers[(2 * layer) + 1])))).ToArray())];
    }
}
