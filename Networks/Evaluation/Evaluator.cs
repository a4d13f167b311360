using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Evaluation;

/// <summary>How a network did on a data set.</summary>
/// <param name="Correct">Images whose largest output is that of their class; of equal outputs the first counts.</param>
/// <param name="Total">Images.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
public readonly record struct EvaluationResult(int Correct, int Total, double Loss)
{
    /// <summary>Share of correct images, 0 to 1.</summary>
    public double Accuracy => (double)Correct / Total;
}

/// <summary>Runs a network over a data set.</summary>
public static class Evaluator
{
    /// <summary>Accuracy and loss. Outputs are compared and losses summed image by image, in order: batches leave no trace.</summary>
    /// <param name="network">[batch, channels, height, width] pixels in [0, 1] to [batch, classes].</param>
    /// <param name="data">The images.</param>
    /// <param name="batch">Images at a time. One or more.</param>
    /// <param name="temperature">Temperature of the softmax that the network was trained with; changes the loss alone. Above 0.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static EvaluationResult Evaluate(
        nn.Module<Tensor, Tensor> network, ImageDataset data, int batch, double temperature = 1.0, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        using IDisposable inference = torch.no_grad();
        int correct = 0;
        double loss = 0;
        for (int first = 0; first < data.Count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using IDisposable scope = torch.NewDisposeScope();
            int count = Math.Min(batch, data.Count - first);
            int[] indices = [.. Enumerable.Range(first, count)];
            double[] logits = TensorData.ToDoubles(network.call(ImageTensors.Of(data, indices)));
            int classes = logits.Length / count;
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<double> outputs = logits.AsSpan(i * classes, classes);
                int label = data.Labels.Span[first + i];
                int best = 0;
                for (int k = 1; k < classes; k++)
                {
                    best = outputs[k] > outputs[best] ? k : best;
                }

                correct += best == label ? 1 : 0;
                loss += CrossEntropy(outputs, label, outputs[best], temperature);
            }
        }

        return new EvaluationResult(correct, data.Count, loss / data.Count);
    }

    private static double CrossEntropy(ReadOnlySpan<double> outputs, int label, double largest, double temperature)
    {
        double sum = 0;
        foreach (double output in outputs)
        {
            sum += Math.Exp((output - largest) / temperature);
        }

        return ((largest - outputs[label]) / temperature) + Math.Log(sum);
    }
}
