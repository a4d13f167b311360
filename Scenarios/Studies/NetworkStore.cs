using System.Collections.Concurrent;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Hardware;
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
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, int>> _weightBits = new();

    /// <summary>The bits of weights that a budget chose for the network of a point, layer by layer; null: there is none, or the network was not asked for yet.</summary>
    public IReadOnlyDictionary<string, int>? WeightBits(PreparedPoint point) => _weightBits.GetValueOrDefault(point.NetworkHash);

    /// <summary>The digitally trained network of a point.</summary>
    public Sequential Digital(PreparedPoint point, TrainingWatch progress, CancellationToken cancellation) =>
        Once(point.DigitalHash, () => LoadOrTrain(
            point.DigitalHash, point, point.Point.Scenario.Training, new DigitalRule(), Untrained(point), teacher: null, progress, cancellation));

    /// <summary>The network that a point puts on its hardware.</summary>
    /// <param name="point">The point.</param>
    /// <param name="progress">Hears of every step.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <param name="threads">Most threads that training through hardware may use for the hardware.</param>
    public Sequential OnHardware(PreparedPoint point, TrainingWatch progress, CancellationToken cancellation, int threads = 1)
    {
        if (point.Qat is not QatSection qat)
        {
            return point.Point.Scenario.Quantization is QuantizationSection quantization
                ? Once(point.NetworkHash, () => LoadOrQuantize(point, Quantized(point, quantization, progress, cancellation), progress, cancellation))
                : Digital(point, progress, cancellation);
        }

        if (point.Point.Scenario.Quantization is QuantizationSection numbers)
        {
            return Once(point.NetworkHash, () => LoadOrTrain(
                point.NetworkHash, point, qat.Training, new DigitalRule(),
                Quantized(point, numbers, progress, cancellation).ForTraining(Started(point, qat, progress, cancellation)),
                Teacher(point, qat, progress, cancellation), progress, cancellation));
        }

        RandomKey draws = point.Root.For("qat");
        IReadOnlyList<string> digital = point.Known.KeepDigital;
        ITrainingRule rule = point.Point.Scenario.Method switch
        {
            Method.QatProjection => new ProjectionRule(point.TrainingHardware, qat.EverySteps, draws, digital) { Effects = point.TrainingEffects },
            Method.QatLatent => new LatentRule(point.TrainingHardware, draws, digital) { Effects = point.TrainingEffects },
            _ => new HardwareRule(point.TrainingHardware, qat.Hardware!, draws, digital) { Effects = point.TrainingEffects, Threads = threads },
        };
        return Once(point.NetworkHash, () => LoadOrTrain(
            point.NetworkHash, point, qat.Training, rule, Started(point, qat, progress, cancellation), Teacher(point, qat, progress, cancellation), progress, cancellation));
    }

    /// <summary>The network that quantization-aware training starts from: one of its own.</summary>
    private Sequential Started(PreparedPoint point, QatSection qat, TrainingWatch progress, CancellationToken cancellation)
    {
        return qat.Start == TrainingStart.Baseline ? Copy(point, progress, cancellation) : Untrained(point);
    }

    /// <summary>A copy of the digitally trained network.</summary>
    private Sequential Copy(PreparedPoint point, TrainingWatch progress, CancellationToken cancellation)
    {
        Sequential network = Untrained(point);
        network.load_state_dict(Digital(point, progress, cancellation).state_dict());
        return network;
    }

    private QuantizedPoint Quantized(PreparedPoint point, QuantizationSection section, TrainingWatch progress, CancellationToken cancellation)
    {
        QuantizedPoint quantized = new(point, section, environment);
        if (quantized.ChooseBits(() => Copy(point, progress, cancellation)) is (IReadOnlyDictionary<string, int> bits, string size))
        {
            log.Information(
                "Bits of weights of {Network}: {Bits}; all layers together take {Size}", point.NetworkHash, string.Join(", ", bits.Select(layer => $"{layer.Key} {layer.Value}")), size);
            _weightBits[point.NetworkHash] = bits;
        }

        return quantized;
    }

    private Sequential? Teacher(PreparedPoint point, QatSection qat, TrainingWatch progress, CancellationToken cancellation) =>
        qat.Training.Distillation is null ? null : Digital(point, progress, cancellation);

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
        Sequential network,
        Sequential? teacher,
        TrainingWatch progress,
        CancellationToken cancellation)
    {
        TrainingFiles files = new(folder.Training, hash, log);
        if (IsLoaded(network, hash, "trained"))
        {
            files.DeleteCheckpoint(); // a run was stopped between saving the network and this
            return network;
        }

        log.Information("Training {Network} for point {Point}: {Epochs} epochs", hash, point.Point.Index, training.Epochs);
        IReadOnlyList<EpochReport> epochs = Trainer.Train(
            network, point.Data.Train, training, rule, point.Root.For("training"), new TrainingLog(hash, log), progress, files, teacher, cancellation);
        files.WriteHistory(epochs);
        EpochReport kept = TrainingHistory.Kept(epochs, training.Best);
        log.Information(
            "Trained {Network}: epoch {Epoch} of {Epochs}, loss {Loss:F4}, training accuracy {Accuracy:P2}",
            hash, kept.Epoch, epochs.Count, kept.Loss, kept.TrainingAccuracy);
        if (kept.ValidationAccuracy is double validation)
        {
            log.Information("Validation accuracy of {Network}: {Accuracy:P2}", hash, validation);
        }

        Save(network, hash);
        files.DeleteCheckpoint();
        return network;
    }

    /// <summary>The network that a point's trained one becomes when it is quantized after training.</summary>
    private Sequential LoadOrQuantize(PreparedPoint point, QuantizedPoint quantized, TrainingWatch progress, CancellationToken cancellation)
    {
        Sequential trained = Copy(point, progress, cancellation); // what is made of it listens in on its layers
        Sequential network = quantized.Shape(trained);
        if (IsLoaded(network, point.NetworkHash, "quantized"))
        {
            return network;
        }

        log.Information("Quantizing {Network} for point {Point}", point.NetworkHash, point.Point.Index);
        network = quantized.AfterTraining(trained);
        Save(network, point.NetworkHash);
        return network;
    }

    /// <summary>Takes the state of a network from its file, if there is a whole one.</summary>
    private bool IsLoaded(Sequential network, string hash, string done)
    {
        string file = FileOf(hash);
        if (!File.Exists(file))
        {
            return false;
        }

        if (SealedFile.Read(file) is not byte[] saved)
        {
            log.Warning("{File} is damaged: its network is {Done} again", file, done);
            return false;
        }

        network.load(new MemoryStream(saved));
        network.eval();
        return true;
    }

    private void Save(Sequential network, string hash)
    {
        using MemoryStream stream = new();
        network.save(stream);
        SealedFile.Write(FileOf(hash), stream.ToArray());
    }

    private string FileOf(string hash) => Path.Combine(folder.Networks, $"{hash}.bin");
}
