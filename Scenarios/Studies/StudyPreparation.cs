using System.Security.Cryptography;
using System.Text.Json;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Scenarios.Schema;
using Serilog;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Brings points of a study to where chips can be programmed: loads data, trains networks or takes them from the run folder, lays them out.</summary>
internal sealed class StudyPreparation
{
    private readonly StudyEnvironment _environment;
    private readonly ILogger _log;

    /// <summary>A preparation.</summary>
    /// <param name="environment">What scenarios refer to.</param>
    /// <param name="folder">Where trained networks are kept.</param>
    /// <param name="log">Hears what is loaded and trained.</param>
    public StudyPreparation(StudyEnvironment environment, RunFolder folder, ILogger log)
    {
        torch.set_num_threads(1); // training would depend on how many there are
        (_environment, _log) = (environment, log);
        Networks = new NetworkStore(folder, environment, log);
    }

    /// <summary>The networks, trained or not.</summary>
    public NetworkStore Networks { get; }

    /// <summary>Loads what points refer to; they share it.</summary>
    /// <exception cref="DatasetException">A data set is not there, or not what it should be.</exception>
    public PreparedPoint[] Prepare(IEnumerable<StudyPoint> points)
    {
        Dictionary<(DatasetSection, ulong), (DatasetPair Data, string Hash)> loaded = [];
        List<PreparedPoint> prepared = [];
        foreach (StudyPoint point in points)
        {
            (DatasetSection, ulong) key = (point.Scenario.Dataset, point.Scenario.Seed);
            if (!loaded.TryGetValue(key, out (DatasetPair Data, string Hash) data))
            {
                DatasetPair pair = _environment.Load(point.Scenario);
                loaded[key] = data = (pair, Hash(pair));
                _log.Information("Data set {Name}, {Origin}: {Train} training and {Test} test images",
                    point.Scenario.Dataset.Name, pair.Origin, pair.Train.Count, pair.Test.Count);
            }

            prepared.Add(new PreparedPoint(point, data.Data, data.Hash, _environment));
        }

        return [.. prepared];
    }

    /// <summary>Trains what has not been trained yet.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Train(PreparedPoint[] points, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        PreparedPoint[] digital = [.. points.DistinctBy(point => point.DigitalHash)];
        PreparedPoint[] aware = [.. points.Where(point => point.NetworkHash != point.DigitalHash).DistinctBy(point => point.NetworkHash)];
        progress.Begin("training", digital.Length + aware.Length, "networks");
        InParallel.ForEach(digital, threads, (point, _) => Counted(watch => Networks.Digital(point, watch, cancellation)), cancellation);
        int each = Math.Max(1, threads / Math.Max(1, aware.Length)); // fewer networks than threads: each on several
        InParallel.ForEach(aware, threads, (point, _) => Counted(watch => Networks.OnHardware(point, watch, cancellation, each)), cancellation);

        void Counted(Action<TrainingWatch> train)
        {
            TrainingWatch watch = new(progress);
            train(watch);
            watch.Complete(); // a network that was trained before reports no steps
        }
    }

    /// <summary>The digitally trained network of a point.</summary>
    public Sequential Digital(PreparedPoint point, CancellationToken cancellation) => Networks.Digital(point, new TrainingWatch(null), cancellation);

    /// <summary>The network of a point on its hardware, of which chips can be programmed: that of a trial at <see cref="PreparedPoint.Chip"/>.</summary>
    /// <exception cref="InputException">It does not fit the hardware.</exception>
    public AnalogNetwork LayOut(PreparedPoint point, int threads, CancellationToken cancellation)
    {
        Sequential network = Networks.OnHardware(point, new TrainingWatch(null), cancellation);
        LayerEffects effects = point.EffectsWith(Networks.WeightBits(point));
        HardwareSection hardware = point.Point.Scenario.Hardware;
        using torch.Tensor calibration = ImageTensors.Of(point.Data.Train, [.. Enumerable.Range(0, point.CalibrationSamples)]);
        try
        {
            return point.Reading(() => new AnalogNetwork(network, point.Hardware, hardware.KeepDigital, calibration, threads, effects: effects, foldNorms: point.FoldsNorms));
        }
        catch (ArgumentException fault)
        {
            // What only shows on the network at hand, such as a channel too large for a tile.
            throw new InputException([new Complaint(SourceLocation.WholeFile($"point {point.Point.Index}"), "hardware", fault.Message)]);
        }
    }

    private static string Hash(DatasetPair pair)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ImageDataset images in new[] { pair.Train, pair.Test })
        {
            hash.AppendData(images.Images.Span);
            hash.AppendData(images.Labels.Span);
            if (!images.Normalization.Equals(PixelNormalization.None))
            {
                hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(images.Normalization));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
