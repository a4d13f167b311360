using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Layers;

public sealed class GlobalAveragePoolTests
{
    [TestCase(1, 1)]
    [TestCase(1, 2)]
    [TestCase(7, 7)]
    [TestCase(8, 8)]
    [TestCase(5, 3)]
    public void Forward_AnySize_IsTheMeanOfEveryChannel(int height, int width)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using GlobalAveragePool pool = new();
        int pixels = height * width;
        Tensor images = torch.arange(2 * 3 * pixels, dtype: float32).reshape(2, 3, height, width);

        Tensor means = pool.call(images);

        // Consecutive whole numbers, exact in single precision: the mean is that of the first and the last.
        Assert.That(means.shape, Is.EqualTo(new long[] { 2, 3 }));
        Assert.That(means.data<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, 6).Select(i => (i * pixels) + ((pixels - 1) / 2f))));
    }

    [Test]
    public void Forward_Gradient_IsThatOfAMean()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using GlobalAveragePool pool = new();
        Tensor images = torch.zeros(1, 2, 3, 3, requires_grad: true);

        pool.call(images).sum().backward();

        Assert.That(images.grad!.data<float>().ToArray(), Is.EqualTo(Enumerable.Repeat(1f / 9, 18)).Within(1e-7));
    }

    /// <summary>
    /// The order of the sum is the documented one: pairs of the first and second half, an odd one out at the end, here written out plainly.
    /// </summary>
    [Test]
    public void Forward_NumbersThatRound_AddsInPairs()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using GlobalAveragePool pool = new();
        float[] values = [1e8f, 1, 3, -1e8f, 5, 7, 0.1f];

        float mean = pool.call(torch.tensor(values).reshape(1, 1, 1, 7)).item<float>();

        float first = (values[0] + values[3]) + (values[2] + values[5]);
        float second = (values[1] + values[4]) + values[6];
        Assert.That(mean, Is.EqualTo((first + second) / 7));
    }
}
