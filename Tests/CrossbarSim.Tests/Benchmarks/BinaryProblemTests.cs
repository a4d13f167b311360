using CrossbarSim.Benchmarks;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Layers;
using TorchSharp;

namespace CrossbarSim.Tests.Benchmarks;

/// <summary>The layers do what a binary array with sense amplifiers does: tile by tile, the sign of the sum stands for full scale.</summary>
internal sealed class BinaryProblemTests
{
    [Test]
    public void OnTiles_Linear_AddsTheSignsOfTiles()
    {
        using BinaryProblem problem = BinaryProblem.OfLinear();
        (float[] inputs, float[] weights, float[] bias, float[] found) = Called(problem);

        for (int i = 0; i < 2000; i++)
        {
            (int sample, int output) = (i / 512, i % 512);
            double expected = bias[output];
            for (int tile = 0; tile < 4; tile++)
            {
                double sum = Enumerable.Range(tile * 128, 128).Sum(row => inputs[(sample * 512) + row] * weights[(output * 512) + row]);
                expected += sum > 0 ? 128 : -128;
            }

            Assert.That(found[(sample * 512) + output], Is.EqualTo(expected).Within(1e-3));
        }
    }

    [Test]
    public void OnTiles_Convolution_AddsTheSignsOfTiles()
    {
        using BinaryProblem problem = BinaryProblem.OfConvolution();
        (float[] inputs, float[] weights, float[] bias, float[] found) = Called(problem);

        for (int i = 0; i < 1000; i++)
        {
            (int output, int y, int x) = (i % 128, i / 128, i % 16);
            double expected = bias[output];
            for (int first = 0; first < 128; first += 14)
            {
                int channels = Math.Min(14, 128 - first);
                double sum = 0;
                for (int tap = 0; tap < channels * 9; tap++)
                {
                    (int channel, int row, int column) = (first + (tap / 9), y + (tap % 9 / 3) - 1, x + (tap % 3) - 1);
                    bool inside = row is >= 0 and < 16 && column is >= 0 and < 16;
                    sum += inside ? inputs[(((channel * 16) + row) * 16) + column] * weights[(((output * 128) + channel) * 9) + (tap % 9)] : 0;
                }

                expected += (sum > 0 ? 9 : -9) * channels;
            }

            Assert.That(found[(((output * 16) + y) * 16) + x], Is.EqualTo(expected).Within(1e-3));
        }
    }

    private static (float[] Inputs, float[] Weights, float[] Bias, float[] Found) Called(BinaryProblem problem)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable inference = torch.no_grad();
        using ChipNetwork chip = problem.OnTiles(threads: 2);
        WeightLayer layer = WeightLayer.AllOf(problem.Plain).Single().Layer;
        return (
            TensorData.ToFloats(problem.Inputs), TensorData.ToFloats(layer.Weight), TensorData.ToFloats(layer.Bias!),
            TensorData.ToFloats(chip.Network.call(problem.Inputs)));
    }
}
