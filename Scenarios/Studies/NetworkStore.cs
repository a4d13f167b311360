using System.Collections.Concurrent;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Schema;
using Serilog;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>The trained networks of a run: each is trained once, kept in a file, and shared by all points that need it.</summary>
/// <remarks>
/// A file is what a module saves, sealed: a damaged one is noticed, and its network trained again. A training that is stopped goes on from its last
/// finished epoch.
/// </remarks>
internal sealed class NetworkStore(RunFolder folder, StudyEnvironment environment, ILogger log)
{
    private readonly ConcurrentDictionary<string, Lazy<Sequential>> _networks = new();

    /// <summary>The digitally trained network of a point.</summary>
    public Sequential Digital(PreparedPoint point, TrainingWatch progress, CancellationToken cancellation) =>
        Once(point.DigitalHash, () => LoadOrTrain(
            point.DigitalHash, point, point.Point.Scenario.Training, new DigitalRule(), start: null, progress, cancellation));

    /// <summary>The network that a point puts on its hardware.</summary>
    public Sequential OnHardware(PreparedPoint point, TrainingWatch progress, CancellationToken cancellation)
    {
        if (point.Qat is not QatSection qat)
        {
            return Digital(point, progress, cancellation);
        }

        RandomKey draws = point.Root.For("qat");
        IReadOnlyList<string> digital = point.Point.Scenario.Hardware.KeepDigital;
        ITrainingRule rule = point.Point.Scenario.Method == Method.QatProjection
            ? new ProjectionRule(point.Hardware, qat.EverySteps, draws, digital)
            : new LatentRule(point.Hardware, draws, digital);
        return Once(point.NetworkHash, () => LoadOrTrain(
            point.NetworkHash, point, qat.Training, rule,
            qat.Start == TrainingStart.Baseline ? Digital(point, progress, cancellation) : null, progress, cancellation));
    }

    /// <summary>The network of a point as it is before training.</summary>
    public Sequential Untrained(PreparedPoint point)
    {
        ImageDataset images = point.Data.Train;
        ModelSection model = point.Point.Scenario.Model;
        ImageShape shape = new(images.Channels, images.Height, images.Width, images.Classes);
        return environment.Models.Kinds[model.Name].Build(model.RequestFor(shape), point.Root.For("first-weights"));
    }

    private Sequential Once(string hash, Func<Sequential> make)
    {
        Lazy<Sequential> lazy = _networks.GetOrAdd(hash, _ => new Lazy<Sequential>(make));
        return lazy.Value;
    }

    private Sequential LoadOrTrain(
        string hash,
        PreparedPoint point,
        TrainingSettings training,
        ITrainingRule rule,
        Sequential? start,
        TrainingWatch progress,
        CancellationToken cancellation)
    {
        Sequential network = Untrained(point);
        string file = Path.Combine(folder.Networks, $"{hash}.bin");
        TrainingFiles files = new(folder.Training, hash, log);
        if (File.Exists(file))
        {
            if (SealedFile.Read(file) is byte[] saved)
            {
                files.DeleteCheckpoint(); // a run was stopped between saving the network and this
                network.load(new MemoryStream(saved));
                network.eval();
                return network;
            }

            log.Warning("{File} is damaged: its network is trained again", file);
        }

        if (start is not null)
        {
            network.load_state_dict(start.state_dict());
        }

        log.Information("Training {Network} for point {Point}: {Epochs} epochs", hash, point.Point.Index, training.Epochs);
        IReadOnlyList<EpochReport> epochs = Trainer.Train(
            network, point.Data.Train, training, rule, point.Root.For("training"), new TrainingLog(hash, log), progress, files, cancellation);
        files.WriteHistory(epochs);
        EpochReport kept = TrainingHistory.Kept(epochs, training.Best);
        log.Information(
            "Trained {Network}: epoch {Epoch} of {Epochs}, loss {Loss:F4}, training accuracy {Accuracy:P2}",
            hash, kept.Epoch, epochs.Count, kept.Loss, kept.TrainingAccuracy);
        if (kept.ValidationAccuracy is double validation)
        {
            log.Information("Validation accuracy of {Network}: {Accuracy:P2}", hash, validation);
        }

        using MemoryStream stream = new();
        network.save(stream);
        SealedFile.Write(file, stream.ToArray());
        files.DeleteCheckpoint();
        return network;
    }
}
