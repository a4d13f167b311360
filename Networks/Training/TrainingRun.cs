using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Networks.Quantization.Perturbation;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Training;

/// <summary>One training, epoch by epoch.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const int ValidationBatch = 500;

    private readonly Sequential _network;
    private readonly ImageDataset _data;
    private readonly TrainingSettings _settings;
    private readonly ITrainingRule _rule;
    private readonly RandomKey _key;
    private readonly ICheckpoints? _checkpoints;
    private readonly IProgress<StepReport>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly nn.Module<Tensor, Tensor>? _teacher;

    private readonly nn.Module<Tensor, Tensor> _through;
    private readonly OptimizerHelper _optimiser;
    private readonly List<EpochReport> _epochs = [];
    private readonly int _training;
    private readonly int _stepsPerEpoch;

    private long _passes;

    /// <summary>The network after the last step of the last epoch, before what the rule does to it then; kept only where the end may come unforeseen.</summary>
    private byte[]? _latest;

    /// <summary>The same of the best epoch so far.</summary>
    private byte[]? _best;

    public TrainingRun(
        Sequential network,
        ImageDataset data,
        TrainingSettings settings,
        ITrainingRule rule,
        RandomKey key,
        ICheckpoints? checkpoints,
        IProgress<StepReport>? progress,
        nn.Module<Tensor, Tensor>? teacher,
        CancellationToken cancellation)
    {
        (_network, _data, _settings, _rule, _key) = (network, data, settings, rule, key);
        (_checkpoints, _progress, _cancellation, _teacher) = (checkpoints, progress, cancellation, teacher);
        if (settings.Distillation is not null && teacher is null)
        {
            throw new ArgumentException("Distillation needs a network to learn from.", nameof(teacher));
        }

        _training = data.Count - (int)(data.Count * settings.Validation);
        _stepsPerEpoch = (_training + settings.Batch - 1) / settings.Batch;
        if (_training == data.Count && EndMayComeUnforeseen)
        {
            throw new DatasetException(data.Name, FormattableString.Invariant(
                $"{100 * settings.Validation} % of {data.Count} training images are none: without validation images no epoch is the best."));
        }

        TrainingCheckpoint? left = checkpoints?.Load() is byte[] bytes ? TrainingCheckpoint.FromBytes(bytes) : null;
        if (left is not null)
        {
            TrainingCheckpoint.Restore(network, left.Network);
            rule.Resume(left.Passes, left.Epochs.Count);
            (_passes, _best) = (left.Passes, left.Best);
            _epochs.AddRange(left.Epochs);
        }

        _through = rule.Through(network);
        _optimiser = Optimisers.Make(settings, network.parameters());
        if (left is not null)
        {
            TrainingCheckpoint.Restore(_optimiser, left.Optimiser);
        }

        network.train();
    }

    /// <summary>The epochs that are done.</summary>
    public IReadOnlyList<EpochReport> Epochs => _epochs;

    /// <summary>Whether no epoch follows.</summary>
    public bool HasEnded => _epochs.Count == _settings.Epochs
        || _settings.EarlyStop?.Ends(_epochs.Select(epoch => epoch.ValidationAccuracy!.Value)) == true;

    private bool EndMayComeUnforeseen => _settings.Best != BestEpoch.None || _settings.EarlyStop is not null;

    /// <summary>Trains for an epoch, validates, and leaves a checkpoint.</summary>
    public EpochReport Epoch()
    {
        int epoch = _epochs.Count;
        double rate = LearningRates.At(_settings, epoch);
        Optimisers.SetLearningRate(_optimiser, rate);
        (double loss, int correct) = Steps(epoch);
        (double Loss, double Accuracy)? validated = _training == _data.Count ? null : Validate();
        EpochReport report = new(epoch + 1, _settings.Epochs, loss / _training, (double)correct / _training, validated?.Accuracy)
        {
            LearningRate = rate,
            ValidationLoss = validated?.Loss,
        };
        _epochs.Add(report);
        _best = TrainingHistory.Kept(_epochs, _settings.Best) == report ? _latest : _best;
        if (!HasEnded)
        {
            _checkpoints?.Save(_epochs, new TrainingCheckpoint(
                _epochs,
                _passes,
                TrainingCheckpoint.Snapshot(_network),
                TrainingCheckpoint.Snapshot(_optimiser),
                _settings.Best == BestEpoch.None ? null : _best).ToBytes());
        }

        return report;
    }

    /// <summary>Leaves the network with the weights of the epoch that is kept.</summary>
    public void Finish()
    {
        int kept = TrainingHistory.Kept(_epochs, _settings.Best).Epoch;
        if (kept < _settings.Epochs && EndMayComeUnforeseen)
        {
            // What follows the last step of all is not what follows the last of an epoch: it is done again, as at the end.
            TrainingCheckpoint.Restore(_network, _best!);
            _rule.AfterStep(_network, StepAfter(kept - 1, _stepsPerEpoch) with { Last = true });
        }

        _network.eval();
    }

    public void Dispose() => _optimiser.Dispose();

    private (double Loss, int Correct) Steps(int epoch)
    {
        RandomKey draws = _key.For("epoch", epoch);
        int[] order = draws.Permutation(_training);
        double loss = 0;
        int correct = 0;
        for (int step = 0; step < _stepsPerEpoch; step++)
        {
            _cancellation.ThrowIfCancellationRequested();
            int end = Math.Min(_training, (step + 1) * _settings.Batch);
            int[] batch = order[(step * _settings.Batch)..end];
            (double batchLoss, int batchCorrect) = Step(batch, draws.For("augment"));
            loss += batchLoss * batch.Length;
            correct += batchCorrect;
            TrainingStep done = StepAfter(epoch, step + 1);
            if (done.InEpoch == done.PerEpoch && EndMayComeUnforeseen)
            {
                _latest = TrainingCheckpoint.Snapshot(_network);
            }

            _rule.AfterStep(_network, done);
            _progress?.Report(new StepReport(
                epoch + 1, _settings.Epochs, (double)done.Number / ((long)_stepsPerEpoch * _settings.Epochs), loss / end, (double)correct / end));
        }

        return (loss, correct);
    }

    private TrainingStep StepAfter(int epoch, int steps) => new(
        ((long)epoch * _stepsPerEpoch) + steps, steps, _stepsPerEpoch, Last: epoch == _settings.Epochs - 1 && steps == _stepsPerEpoch);

    private (double Loss, int Correct) Step(int[] batch, RandomKey draws)
    {
        using IDisposable scope = torch.NewDisposeScope();
        Tensor labels = ImageTensors.Labels(_data, batch);
        _optimiser.zero_grad();
        Tensor images = _settings.Augmentation is ImageAugmentation augmentation
            ? ImageTensors.Of(_data, batch, augmentation, draws)
            : ImageTensors.Of(_data, batch);
        Tensor outputs = Outputs(images);
        Tensor loss = _settings.Distillation is DistillationSettings distillation
            ? TrainingLoss.Of(outputs, Taught(images), labels, _settings, distillation)
            : TrainingLoss.Of(outputs, labels, _settings);
        loss.backward();
        _optimiser.step();
        if (_settings.ClipWeights is double limit)
        {
            WeightClip.Apply(NetworkLayers.LatentWeights(_network), limit);
        }

        long correct = outputs.argmax(1).eq(labels).sum().item<long>();
        return (loss.item<float>(), (int)correct);
    }

    private Tensor Taught(Tensor images)
    {
        using IDisposable inference = torch.no_grad();
        return _teacher!.call(images);
    }

    /// <summary>Loss and accuracy on the images that are kept out of training, as they are.</summary>
    private (double Loss, double Accuracy) Validate()
    {
        using IDisposable inference = torch.no_grad();
        _network.eval();
        double loss = 0;
        long correct = 0;
        for (int start = _training; start < _data.Count; start += ValidationBatch)
        {
            _cancellation.ThrowIfCancellationRequested();
            using IDisposable scope = torch.NewDisposeScope();
            int[] batch = [.. Enumerable.Range(start, Math.Min(ValidationBatch, _data.Count - start))];
            Tensor labels = ImageTensors.Labels(_data, batch);
            Tensor outputs = Outputs(ImageTensors.Of(_data, batch));
            loss += TrainingLoss.Of(outputs, labels, _settings).item<float>() * (double)batch.Length;
            correct += outputs.argmax(1).eq(labels).sum().item<long>();
        }

        _network.train();
        int count = _data.Count - _training;
        return (loss / count, (double)correct / count);
    }

    private Tensor Outputs(Tensor images)
    {
        _passes++;
        return _through.call(images);
    }
}
