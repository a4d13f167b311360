using System.Diagnostics;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Evaluation;
using Serilog;
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
        Stopwatch clock = Stopwatch.StartNew();
        StudyPreparation preparation = new(environment, folder, log);
        PreparedPoint[] points = preparation.Prepare(study.Points);
        log.Information("Points: {Points}; trials: {Trials}", points.Length, points.Sum(point => point.Trials));
        using TrialJournal journal = new(folder.Journal);
        if (journal.DamagedLines > 0)
        {
            log.Warning("Damaged lines in {Journal}, whose chips are done again: {Lines}", folder.Journal, journal.DamagedLines);
        }

        preparation.Train(points, threads, progress, cancellation);
        Dictionary<string, EvaluationResult> baselines = EvaluateBaselines(points, preparation, threads, progress, cancellation);
        Dictionary<string, EvaluationResult> quantized = EvaluateQuantized(points, preparation, threads, progress, cancellation);
        IReadOnlyList<LayerPlan>[] layers = Evaluate(points, preparation, journal, threads, progress, cancellation);
        CalibrationFile.Write(folder.Calibration, points, layers);
        log.Information("Finished in {Seconds:F1} s", clock.Elapsed.TotalSeconds);
        return new StudyResult(study, [.. points.Select((point, i) => Result(point, baselines[point.DigitalHash], layers[i], journal)
            with { Quantized = quantized.TryGetValue(point.NetworkHash, out EvaluationResult itself) ? itself : null, WeightBits = preparation.Networks.WeightBits(point) })]);
    }

    private static PointResult Result(PreparedPoint point, EvaluationResult baseline, IReadOnlyList<LayerPlan> layers, TrialJournal journal)
    {
        TrialResult[] trials = [.. Enumerable.Range(0, point.Trials).Select(trial => journal.Find(point.TrialHash, trial)!)];
        return new PointResult(point.Point, point.TrialHash, baseline, trials, ClipRates.Of(layers, trials));
    }

    private static Dictionary<string, EvaluationResult> EvaluateBaselines(
        PreparedPoint[] points, StudyPreparation preparation, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        return Digitally(
            [.. points.DistinctBy(point => point.DigitalHash)], "baseline", point => point.DigitalHash, point => point.Point.Scenario.Training.Temperature,
            point => preparation.Digital(point, cancellation), threads, progress, cancellation);
    }

    /// <summary>The quantized networks themselves, without hardware.</summary>
    private static Dictionary<string, EvaluationResult> EvaluateQuantized(
        PreparedPoint[] points, StudyPreparation preparation, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        PreparedPoint[] distinct = [.. points.Where(point => point.Point.Scenario.Quantization is not null).DistinctBy(point => point.NetworkHash)];
        return distinct.Length == 0 ? [] : Digitally(
            distinct, "quantized", point => point.NetworkHash, point => point.Temperature,
            point => preparation.Networks.OnHardware(point, new TrainingWatch(null), cancellation), threads, progress, cancellation);
    }

    private static Dictionary<string, EvaluationResult> Digitally(
        PreparedPoint[] points, string stage, Func<PreparedPoint, string> hash, Func<PreparedPoint, double> temperature, Func<PreparedPoint, Sequential> network,
        int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        EvaluationResult[] results = new EvaluationResult[points.Length];
        progress.Begin(stage, points.Length, "networks");
        InParallel.ForEach(points, threads, (point, i) =>
        {
            using ChipNetwork digital = AnalogNetwork.Baseline(network(point), point.Hardware).ProgramIdeally();
            results[i] = Evaluator.Evaluate(digital.Network, point.Data.Test, point.Point.Scenario.EvaluationBatch, temperature(point), cancellation);
            progress.Advance(1);
        }, cancellation);
        return points.Zip(results).ToDictionary(pair => hash(pair.First), pair => pair.Second);
    }

    private static IReadOnlyList<LayerPlan>[] Evaluate(
        PreparedPoint[] points, StudyPreparation preparation, TrialJournal journal, int threads, IStudyProgress progress, CancellationToken cancellation)
    {
        IReadOnlyList<LayerPlan>[] layers = new IReadOnlyList<LayerPlan>[points.Length];
        progress.Begin("evaluation", points.Sum(point => point.Trials), "chips");
        int beside = Math.Max(1, threads / Math.Min(threads, points.Length));
        InParallel.ForEach(points, threads, (point, i) =>
        {
            AnalogNetwork analog = preparation.LayOut(point, beside, cancellation);
            layers[i] = analog.LayersOn(point.Chip(0));
            InParallel.ForEach(Enumerable.Range(0, point.Trials).ToArray(), beside, (trial, _) =>
            {
                if (journal.Find(point.TrialHash, trial) is null)
                {
                    journal.Add(point.TrialHash, point.Reading(() => Evaluate(point, analog, trial, point.Trials == 1 ? beside : 1, cancellation)));
                }

                progress.Advance(1);
            }, cancellation);
        }, cancellation);
        return layers;
    }

    private static TrialResult Evaluate(PreparedPoint point, AnalogNetwork analog, int trial, int threads, CancellationToken cancellation)
    {
        using ChipNetwork chip = analog.Program(point.Chip(trial), threads);
        EvaluationResult result = Evaluator.Evaluate(
            chip.Network, point.Data.Test, point.Point.Scenario.EvaluationBatch, point.Temperature, cancellation);
        return new TrialResult(trial, result, chip.Counts, chip.ProgrammingError * 1e6) { Layers = chip.LayerCounts };
    }
}
