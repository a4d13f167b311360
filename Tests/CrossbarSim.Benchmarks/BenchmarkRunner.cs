using System.Diagnostics;
using TorchSharp;

namespace CrossbarSim.Benchmarks;

/// <summary>Times cases: both sides alternately, so that a machine that slows down slows both down.</summary>
public static class BenchmarkRunner
{
    private const double WarmUpSeconds = 1.0;
    private const double MeasuredSeconds = 4.0;
    private const int FewestPairs = 5;

    /// <summary>Least time of one measurement; shorter work is repeated within it.</summary>
    private const double SampleSeconds = 0.02;

    /// <summary>Measures one case.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="threads">Threads for both sides; torch keeps this number afterwards.</param>
    public static BenchmarkResult Run(BenchmarkCase benchmark, int threads)
    {
        torch.set_num_threads(threads);
        BenchmarkPair pair = benchmark.Prepare(threads);
        try
        {
            int repeats = WarmUp(pair);
            List<(double Simulated, double Plain)> times = [];
            long start = Stopwatch.GetTimestamp();
            while (times.Count < FewestPairs || Stopwatch.GetElapsedTime(start).TotalSeconds < MeasuredSeconds)
            {
                double plain = Seconds(pair.Plain, repeats);
                times.Add((Seconds(pair.Simulated, repeats), plain));
            }

            return new BenchmarkResult(
                benchmark.Name,
                threads,
                [.. times.Select(time => time.Simulated / time.Plain).Order()],
                1e3 * BenchmarkResult.MedianOf([.. times.Select(time => time.Simulated).Order()]),
                1e3 * BenchmarkResult.MedianOf([.. times.Select(time => time.Plain).Order()]));
        }
        finally
        {
            pair.Release();
        }
    }

    /// <summary>Lets compilers and caches settle; finds out how often the work has to be repeated to be timed well.</summary>
    private static int WarmUp(BenchmarkPair pair)
    {
        long start = Stopwatch.GetTimestamp();
        double quickest = double.PositiveInfinity;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds)
        {
            quickest = Math.Min(quickest, Math.Min(Seconds(pair.Plain, 1), Seconds(pair.Simulated, 1)));
        }

        return (int)Math.Clamp(Math.Ceiling(SampleSeconds / quickest), 1, 10_000);
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
