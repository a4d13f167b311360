using System.Diagnostics;
using TorchSharp;

namespace CrossbarSim.Benchmarks;

/// <summary>Times cases: where there are two sides, alternately, so that a machine that slows down slows both down.</summary>
public static class BenchmarkRunner
{
    /// <summary>Measures one case.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="threads">Threads for both sides.</param>
    /// <param name="timing">How long.</param>
    public static BenchmarkResult Run(BenchmarkCase benchmark, int threads, BenchmarkTiming timing)
    {
        int usual = torch.get_num_threads();
        torch.set_num_threads(threads);
        try
        {
            return Measured(benchmark, threads, timing);
        }
        finally
        {
            torch.set_num_threads(usual);
        }
    }

    private static BenchmarkResult Measured(BenchmarkCase benchmark, int threads, BenchmarkTiming timing)
    {
        BenchmarkWork work = benchmark.Prepare(threads);
        try
        {
            if (work.Memory is Func<double> memory)
            {
                double[] runs = [.. Enumerable.Range(0, timing.FewestRuns).Select(_ => 1e3 * Seconds(work.Simulated, 1)).Order()];
                return BenchmarkResult.OfMemory(benchmark.Name, threads, memory(), runs);
            }

            int repeats = WarmUp(work, timing);
            List<(double Simulated, double Plain)> times = [];
            long start = Stopwatch.GetTimestamp();
            while (times.Count < timing.FewestRuns || Stopwatch.GetElapsedTime(start).TotalSeconds < timing.MeasuredSeconds)
            {
                double plain = work.Plain is null ? 0 : Seconds(work.Plain, repeats);
                times.Add((Seconds(work.Simulated, repeats), plain));
            }

            double[] simulated = [.. times.Select(time => 1e3 * time.Simulated).Order()];
            return work.Plain is null
                ? BenchmarkResult.OfTime(benchmark.Name, threads, simulated)
                : BenchmarkResult.OfRatio(
                    benchmark.Name, threads, [.. times.Select(time => time.Simulated / time.Plain).Order()], simulated,
                    [.. times.Select(time => 1e3 * time.Plain).Order()]);
        }
        finally
        {
            work.Release();
        }
    }

    /// <summary>Lets compilers and caches settle; finds out how often the work has to be repeated to be timed well.</summary>
    private static int WarmUp(BenchmarkWork work, BenchmarkTiming timing)
    {
        long start = Stopwatch.GetTimestamp();
        double quickest = double.PositiveInfinity;
        do
        {
            double plain = work.Plain is null ? double.PositiveInfinity : Seconds(work.Plain, 1);
            quickest = Math.Min(quickest, Math.Min(plain, Seconds(work.Simulated, 1)));
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < timing.WarmUpSeconds);

        return (int)Math.Clamp(Math.Ceiling(timing.SampleSeconds / quickest), 1, 10_000);
    }

    /// <summary>Seconds for one run, as the mean of several.</summary>
    private static double Seconds(Action work, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }
}
