using System.Collections.Concurrent;
using System.Security.Cryptography;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Models;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Training;
using CrossbarSim.Scenarios.Schema;
using Serilog;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>The trained networks of a run: each is trained once, kept in a file, and shared by all points that need it.</summary>
/// <remarks>A file is what a module saves, and the SHA-256 of that: a damaged one is noticed, and its network trained again.</remarks>
internal sealed class NetworkStore(string folder, StudyEnvironment environment, ILogger log)
{
    private readonly ConcurrentDictionary<string, Lazy<Sequential>> _networks = new();

    /// <summary>The digitally trained network of a point.</summary>
    public Sequential Digital(PreparedPoint point, IProgress<EpochReport> progress, CancellationToken cancellation) =>
        Once(point.DigitalHash, () => LoadOrTrain(
            point.DigitalHash, point, point.Point.Scenario.Training, new DigitalRule(), start: null, progress, cancellation));

    /// <summary>The network that a point puts on its hardware.</summary>
    public Sequential OnHardware(PreparedPoint point, IProgress<EpochReport> progress, CancellationToken cancellation)
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
        ModelRequest request = new()
        {
            Channels = images.Channels,
            Height = images.Height,
            Width = images.Width,
            Classes = images.Classes,
            Hidden = model.Hidden,
            InitialSigma = model.InitialSigma,
        };
        request = model.FirstChannels is int channels ? request with { FirstChannels = channels } : request;
        return environment.Models.Kinds[model.Name].Build(request, point.Root.For("first-weights"));
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
        IProgress<EpochReport> progress,
        CancellationToken cancellation)
    {
        Sequential network = Untrained(point);
        string file = Path.Combine(folder, $"{hash}.bin");
        if (File.Exists(file))
        {
            if (Saved(file) is byte[] saved)
            {
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
            network, point.Data.Train, training, rule, point.Root.For("training"), progress, cancellation);
        EpochReport last = epochs[^1];
        log.Information("Trained {Network}: loss {Loss:F4}, training accuracy {Accuracy:P2}", hash, last.Loss, last.TrainingAccuracy);
        if (last.ValidationAccuracy is double validation)
        {
            log.Information("Validation accuracy of {Network}: {Accuracy:P2}", hash, validation);
        }

        Directory.CreateDirectory(folder);
        Save(network, file);
        return network;
    }

    private static void Save(Sequential network, string file)
    {
        using MemoryStream stream = new();
        network.save(stream);
        byte[] bytes = stream.ToArray();
        File.WriteAllBytes(file + ".part", [.. bytes, .. SHA256.HashData(bytes)]);
        File.Move(file + ".part", file, overwrite: true);
    }

    /// <summary>What was saved in a file; null when that is not what is in it now.</summary>
    private static byte[]? Saved(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int length = bytes.Length - SHA256.HashSizeInBytes;
        return length > 0 && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)) ? bytes[..length] : null;
    }
}
