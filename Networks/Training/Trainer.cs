using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>Trains classifiers with cross-entropy.</summary>
/// <remarks>
/// The same key gives the same weights to the last bit as long as torch runs on one thread: sums over several threads have
/// no fixed order. Images are shuffled anew in every epoch, under an address of their own.
/// </remarks>
public static class Trainer
{
    /// <summary>Trains a network in place.</summary>
    /// <param name="network">[batch, channels, height, width] to [batch, classes].</param>
    /// <param name="data">Training images; the last share of them is kept for validation where the settings say so.</param>
    /// <param name="settings">How.</param>
    /// <param name="rule">What is done with weights beside following the gradient.</param>
    /// <param name="key">Address of the shuffling.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static IReadOnlyList<EpochReport> Train(
        Sequential network,
        ImageDataset data,
        TrainingSettings settings,
        ITrainingRule rule,
        RandomKey key,
        IProgress<EpochReport>? progress = null,
        CancellationToken cancellation = default)
    {
        int validation = (int)(data.Count * settings.Validation);
        int training = data.Count - validation;
        int perEpoch = (training + settings.Batch - 1) / settings.Batch;
        nn.Module<Tensor, Tensor> through = rule.Through(network);
        using optim.Optimizer optimiser = settings.Optimiser == OptimiserKind.Adam
            ? optim.Adam(network.parameters(), settings.LearningRate)
            : optim.SGD(network.parameters(), settings.LearningRate, 0.9);
        List<EpochReport> reports = [];
        network.train();
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            SetLearningRate(optimiser, LearningRate(settings, epoch));
            int[] order = key.For("epoch", epoch).Permutation(training);
            double loss = 0;
            int correct = 0;
            for (int step = 0; step < perEpoch; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] batch = order[(step * settings.Batch)..Math.Min(training, (step + 1) * settings.Batch)];
                (double batchLoss, int batchCorrect) = Step(through, optimiser, data, batch, settings.Temperature);
                loss += batchLoss * batch.Length;
                correct += batchCorrect;
                bool last = epoch == settings.Epochs - 1 && step == perEpoch - 1;
                rule.AfterStep(network, new TrainingStep(((long)epoch * perEpoch) + step + 1, step + 1, perEpoch, last));
            }

            double? validated = validation == 0 ? null : Accuracy(through, network, data, training, cancellation);
            EpochReport report = new(epoch + 1, settings.Epochs, loss / training, (double)correct / training, validated);
            reports.Add(report);
            progress?.Report(report);
        }

        network.eval();
        return reports;
    }

    private static (double Loss, int Correct) Step(
        nn.Module<Tensor, Tensor> network, optim.Optimizer optimiser, ImageDataset data, int[] batch, double temperature)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Tensor labels = ImageTensors.Labels(data, batch);
        optimiser.zero_grad();
        Tensor logits = network.call(ImageTensors.Of(data, batch));
        Tensor loss = nn.functional.cross_entropy(temperature == 1.0 ? logits : logits * (1.0 / temperature), labels);
        loss.backward();
        optimiser.step();
        long correct = logits.argmax(1).eq(labels).sum().item<long>();
        return (loss.item<float>(), (int)correct);
    }

    /// <summary>Accuracy on the images from <paramref name="first"/> on.</summary>
    private static double Accuracy(
        nn.Module<Tensor, Tensor> through, Sequential network, ImageDataset data, int first, CancellationToken cancellation)
    {
        using IDisposable inference = torch.no_grad();
        network.eval();
        long correct = 0;
        for (int start = first; start < data.Count; start += 500)
        {
            cancellation.ThrowIfCancellationRequested();
            using IDisposable scope = torch.NewDisposeScope();
            int[] batch = [.. Enumerable.Range(start, Math.Min(500, data.Count - start))];
            correct += through.call(ImageTensors.Of(data, batch)).argmax(1).eq(ImageTensors.Labels(data, batch)).sum().item<long>();
        }

        network.train();
        return (double)correct / (data.Count - first);
    }

    private static double LearningRate(TrainingSettings settings, int epoch) => settings.Schedule == LearningRateSchedule.Constant
        ? settings.LearningRate
        : settings.LearningRate * 0.5 * (1.0 + Math.Cos(Math.PI * epoch / settings.Epochs));

    private static void SetLearningRate(optim.Optimizer optimiser, double rate)
    {
        foreach (optim.ILearningRateController group in optimiser.ParamGroups)
        {
            group.LearningRate = rate;
        }
    }
}
