using CrossbarSim.Networks.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Training;

public sealed class TrainingLossTests
{
    [Test]
    public void Of_SquaredHinge_IsTheMeanOverImagesAndClasses()
    {
        // Class 1 of the first image, 0 of the second: margins 1 + 0.5, 1 - 2, 1 + -3 and 1 - 0.25, 1 + 0, 1 + 1; below 0 they are 0.
        double[] margins = [1.5, 0, 0, 0.75, 1, 2];

        Assert.That(Loss(new() { Loss = LossKind.SquaredHinge }), Is.EqualTo(margins.Sum(margin => margin * margin) / 6).Within(1e-6));
    }

    [Test]
    public void Of_CrossEntropy_IsTheMeanOfNegativeLogarithms() =>
        Assert.That(Loss(new()), Is.EqualTo((Nats(1, 0.5, 2, -3) + Nats(0, 0.25, 0, 1)) / 2).Within(1e-6));

    [Test]
    public void Of_CrossEntropyAtATemperature_DividesOutputs() => Assert.That(
        Loss(new() { Temperature = 0.5 }), Is.EqualTo((Nats(1, 1, 4, -6) + Nats(0, 0.5, 0, 2)) / 2).Within(1e-6));

    /// <summary>0.9 of the target on the class and 0.1 spread over all three.</summary>
    [Test]
    public void Of_LabelSmoothing_SpreadsAPartOfTheTarget()
    {
        double plain = (Nats(1, 0.5, 2, -3) + Nats(0, 0.25, 0, 1)) / 2;
        double spread = Enumerable.Range(0, 3).Sum(label => Nats(label, 0.5, 2, -3) + Nats(label, 0.25, 0, 1)) / 6;

        Assert.That(Loss(new() { LabelSmoothing = 0.1 }), Is.EqualTo((0.9 * plain) + (0.1 * spread)).Within(1e-6));
    }

    private static double Loss(TrainingSettings settings)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor outputs = tensor(new float[,] { { 0.5f, 2, -3 }, { 0.25f, 0, 1 } });
        return TrainingLoss.Of(outputs, tensor(new long[] { 1, 0 }), settings).item<float>();
    }

    private static double Nats(int label, params double[] outputs) => Math.Log(outputs.Sum(Math.Exp)) - outputs[label];
}
