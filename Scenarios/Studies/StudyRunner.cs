using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Datasets;
using CrossbarSim.Networks.Evaluation;
using CrossbarSim.Networks.Layers;
using CrossbarSim.Scenarios.Schema;
using Serilog;
using TorchSharp;
using TorchSharp.Modules;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Runs a study: trains what has to be trained, then programs and evaluates chip after chip.</summary>
/// <remarks>
/// Results depend on the scenario alone. Training runs on one thread a network; several networks and several chips are worked
/// on side by side. What is finished is in the run folder at once, and is not done again by a second run.
/// </remarks>
public sealed class StudyRunner(StudyEnvironment environment, ILogger log)
{
    /// <summary>Runs all that is not done yet.</summary>
    /// <param name="study">What to run.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="threads">Most threads to use. One or more.</param>
    /// <param name="progress">Hears how it goes on.</param>
    /// <param name="cancellation">Stops; what is finished is kept.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public StudyResult Run(Study study, RunFolder folder, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        torch.set_num_threads(1);
        Stopwatch clock = Stopwatch.StartNew();
        PreparedPoint[] points = Prepare(study);
        log.Information("Points: {Points}; trials: {Trials}", points.Length, points.Sum(point => point.Trials));
        using TrialJournal journal = new(folder.Journal);
        if (journal.DamagedLines > 0)
        {
            log.Warning("Damaged lines in {Journal}, whose chips are done again: {Lines}", folder.Journal, journal.DamagedLines);
        }

        NetworkStore store = new(folder, environment, log);

        Train(points, store, threads, progress, cancellation);
        Dictionary<string, EvaluationResult> baselines = EvaluateBaselines(points, store, threads, progress, cancellation);
        IReadOnlyList<LayerPlan>[] layers = Evaluate(points, store, journal, threads, progress, cancellation);
        CalibrationFile.Write(folder.Calibration, points, layers);
        log.Information("Finished in {Seconds:F1} s", clock.Elapsed.TotalSeconds);
        return new StudyResult(study, [.. points.Select((point, i) => Result(point, baselines[point.DigitalHash], layers[i], journal))]);
    }

    private static PointResult Result(PreparedPoint point, EvaluationResult baseline, IReadOnlyList<LayerPlan> layers, TrialJournal journal)
    {
        TrialResult[] trials = [.. Enumerable.Range(0, point.Trials).Select(trial => journal.Find(point.TrialHash, trial)!)];
        return new PointResult(point.Point, point.TrialHash, baseline, trials, ClipRates.Of(layers, trials));
    }

    private PreparedPoint[] Prepare(Study study)
    {
        Dictionary<(DatasetSection, ulong), (DatasetPair Data, string Hash)> loaded = [];
        List<PreparedPoint> points = [];
        foreach (StudyPoint point in study.Points)
        {
            (DatasetSection, ulong) key = (point.Scenario.Dataset, point.Scenario.Seed);
            if (!loaded.TryGetValue(key, out (DatasetPair Data, string Hash) data))
            {
                DatasetPair pair = environment.Load(point.Scenario);
                loaded[key] = data = (pair, Hash(pair));
                log.Information("Data set {Name}, {Origin}: {Train} training and {Test} test images",
                    point.Scenario.Dataset.Name, pair.Origin, pair.Train.Count, pair.Test.Count);
            }

            points.Add(new PreparedPoint(point, data.Data, data.Hash, environment));
        }

        return [.. points];
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

    private static void Train(
        PreparedPoint[] points, NetworkStore store, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        PreparedPoint[] digital = [.. points.DistinctBy(point => point.DigitalHash)];
        PreparedPoint[] aware = [.. points.Where(point => point.Qat is not null).DistinctBy(point => point.NetworkHash)];
        progress.Begin("training", digital.Length + aware.Length, "networks");
        InParallel(digital, threads, (point, _) => Counted(watch => store.Digital(point, watch, cancellation)), cancellation);
        InParallel(aware, threads, (point, _) => Counted(watch => store.OnHardware(point, watch, cancellation)), cancellation);

        void Counted(Action<TrainingWatch> train)
        {
            TrainingWatch watch = new(progress);
            train(watch);
            watch.Complete(); // a network that was trained before reports no steps
        }
    }

    private static Dictionary<string, EvaluationResult> EvaluateBaselines(
        PreparedPoint[] points, NetworkStore store, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        PreparedPoint[] distinct = [.. points.DistinctBy(point => point.DigitalHash)];
        EvaluationResult[] results = new EvaluationResult[distinct.Length];
        progress.Begin("baseline", distinct.Length, "networks");
        InParallel(distinct, threads, (point, i) =>
        {
            Sequential network = store.Digital(point, new TrainingWatch(null), cancellation);
            using ChipNetwork digital = AnalogNetwork.Baseline(network, point.Hardware).ProgramIdeally();
            results[i] = Evaluator.Evaluate(digital.Network, point.Data.Test, point.Point.Scenario.EvaluationBatch, point.Point.Scenario.Training.Temperature, cancellation);
            progress.Advance(1);
        }, cancellation);
        return distinct.Zip(results).ToDictionary(pair => pair.First.DigitalHash, pair => pair.Second);
    }

    private static IReadOnlyList<LayerPlan>[] Evaluate(
        PreparedPoint[] points, NetworkStore store, TrialJournal journal, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        IReadOnlyList<LayerPlan>[] layers = new IReadOnlyList<LayerPlan>[points.Length];
        progress.Begin("evaluation", points.Sum(point => point.Trials), "chips");
        int beside = Math.Max(1, threads / Math.Min(threads, points.Length));
        InParallel(points, threads, (point, i) =>
        {
            AnalogNetwork analog = LayOut(point, store, beside, cancellation);
            layers[i] = analog.LayersOn(point.Root.For("trial", 0));
            InParallel(Enumerable.Range(0, point.Trials).ToArray(), beside, (trial, _) =>
            {
                if (journal.Find(point.TrialHash, trial) is null)
                {
                    journal.Add(point.TrialHash, Evaluate(point, analog, trial, point.Trials == 1 ? beside : 1, cancellation));
                }

                progress.Advance(1);
            }, cancellation);
        }, cancellation);
        return layers;
    }

    private static AnalogNetwork LayOut(PreparedPoint point, NetworkStore store, int threads, CancellationToken cancellation)
    {
        Sequential network = store.OnHardware(point, new TrainingWatch(null), cancellation);
        HardwareSection hardware = point.Point.Scenario.Hardware;
        using torch.Tensor calibration = ImageTensors.Of(point.Data.Train, [.. Enumerable.Range(0, point.CalibrationSamples)]);
        try
        {
            return new AnalogNetwork(network, point.Hardware, hardware.KeepDigital, calibration, threads);
        }
        catch (ArgumentException fault)
        {
            // What only shows on the network at hand, such as a channel too large for a tile.
            throw new InputException([new Complaint(SourceLocation.WholeFile($"point {point.Point.Index}"), "hardware", fault.Message)]);
        }
    }

    private static TrialResult Evaluate(PreparedPoint point, AnalogNetwork analog, int trial, int threads, CancellationToken cancellation)
    {
        using ChipNetwork chip = analog.Program(point.Root.For("trial", trial), threads);
        EvaluationResult result = Evaluator.Evaluate(
            chip.Network, point.Data.Test, point.Point.Scenario.EvaluationBatch, point.Temperature, cancellation);
        return new TrialResult(trial, result, chip.Counts, chip.ProgrammingError * 1e6) { Layers = chip.LayerCounts };
    }

    private static void InParallel<T>(IReadOnlyList<T> items, int threads, Action<T, int> work, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            // One at a time and in order: items take long, and the first of them come first.
            Parallel.ForEach(
                Partitioner.Create(items.Index(), EnumerablePartitionerOptions.NoBuffering), options, item => work(item.Item, item.Index));
        }
        catch (AggregateException failures) when (failures.Flatten().InnerExceptions is [OperationCanceledException, ..])
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}
