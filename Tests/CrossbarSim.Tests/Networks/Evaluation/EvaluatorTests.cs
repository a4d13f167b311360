using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Tests.Networks.Evaluation;

public sealed class EvaluatorTests
{
    /// <summary>Trap 7: accuracy and loss are the same bytes for every batch and number of threads.</summary>
    [Test]
    public void Evaluate_OtherBatchesAndThreads_GivesTheSameBytes([Values(1, 64, 1000)] int batch, [Values(1, 2)] int threads)
    {
        using Sequential network = NetworkSamples.Mlp();
        using Tensor images = ImageTensors.Of(NetworkSamples.Train, NetworkSamples.First(100));
        RandomKey key = RandomKey.FromSeed(1).For("trial", 4);
        using ChipNetwork one = new AnalogNetwork(network, NetworkSamples.Levels, ["fc2"], images).Program(key);
        using ChipNetwork other = new AnalogNetwork(network, NetworkSamples.Levels, ["fc2"], images, threads).Program(key, threads);

        EvaluationResult expected = Evaluator.Evaluate(one.Network, NetworkSamples.Test, 50);

        Assert.That(Evaluator.Evaluate(other.Network, NetworkSamples.Test, batch), Is.EqualTo(expected));
        Assert.That(other.Counts, Is.EqualTo(one.Counts));
        Assert.That(expected.Total, Is.EqualTo(200));
        Assert.That(expected.Loss, Is.Positive);
    }

    [Test]
    public void Evaluate_OutputsThatSayTheLabel_AreAllCorrect()
    {
        // The loss by hand: one output of 3, nine of 0: ln(e^3 + 9) - 3.
        using Knowing network = new(3);

        EvaluationResult result = Evaluator.Evaluate(network, NetworkSamples.Test, 30);

        Assert.That((result.Correct, result.Total, result.Accuracy), Is.EqualTo((200, 200, 1.0)));
        Assert.That(result.Loss, Is.EqualTo(Math.Log(Math.Exp(3) + 9) - 3).Within(1e-7));
    }

    [Test]
    public void Evaluate_Temperature_DividesOutputsInTheLossAlone()
    {
        // By hand: outputs of 3 and 0 over 0.5 are 6 and 0: ln(e^6 + 9) - 6.
        using Knowing network = new(3);

        EvaluationResult result = Evaluator.Evaluate(network, NetworkSamples.Test, 30, temperature: 0.5);

        Assert.That(result.Correct, Is.EqualTo(200));
        Assert.That(result.Loss, Is.EqualTo(Math.Log(Math.Exp(6) + 9) - 6).Within(1e-7));
    }

    [Test]
    public void Evaluate_EqualOutputs_TakesTheFirst()
    {
        using Knowing network = new(0);

        EvaluationResult result = Evaluator.Evaluate(network, NetworkSamples.Test, 30);

        Assert.That(result.Correct, Is.EqualTo(NetworkSamples.Test.Labels.ToArray().Count(label => label == 0)));
        Assert.That(result.Loss, Is.EqualTo(Math.Log(10)).Within(1e-12));
    }

    [Test]
    public void Evaluate_Cancelled_Stops()
    {
        using Knowing network = new(1);

        Assert.That(
            () => Evaluator.Evaluate(network, NetworkSamples.Test, 30, cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Knows the labels by heart: so much on the right output, nothing on the others.</summary>
    private sealed class Knowing(double certainty) : nn.Module<Tensor, Tensor>("knowing")
    {
        private int _next;

        public override Tensor forward(Tensor input)
        {
            float[] outputs = new float[input.shape[0] * 10];
            for (int i = 0; i < input.shape[0]; i++)
            {
                outputs[(i * 10) + NetworkSamples.Test.Labels.Span[_next++]] = (float)certainty;
            }

            return torch.tensor(outputs).reshape(-1, 10);
        }
    }
}
