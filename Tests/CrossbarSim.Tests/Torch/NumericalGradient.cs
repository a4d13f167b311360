using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Torch;

/// <summary>Compares gradients with central differences, in double precision.</summary>
internal static class NumericalGradient
{
    internal static void Check(Func<Tensor, Tensor> function, Tensor at)
    {
        const double Step = 1e-5;
        using DisposeScope scope = NewDisposeScope();
        Tensor point = at.detach().to(float64).clone().requires_grad_();
        using Tensor weights = Weights(function(point));
        (function(point) * weights).sum().backward();
        double[] actual = point.grad!.contiguous().data<double>().ToArray();
        double[] values = point.detach().data<double>().ToArray();
        double[] expected = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            expected[i] = (At(i, Step) - At(i, -Step)) / (2 * Step);
        }

        Assert.That(actual, Is.EqualTo(expected).Within(1e-6));

        double At(int index, double change)
        {
            double[] moved = [.. values];
            moved[index] += change;
            return (function(tensor(moved).reshape(at.shape)) * weights).sum().ToDouble();
        }
    }

    /// <summary>Weights that differ, so that no error hides in a sum.</summary>
    private static Tensor Weights(Tensor like) =>
        (arange(1, like.numel() + 1, dtype: float64) * 0.37).sin().reshape(like.shape);
}
