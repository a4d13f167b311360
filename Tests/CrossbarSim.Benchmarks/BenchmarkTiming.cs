namespace CrossbarSim.Benchmarks;

/// <summary>How long a case is measured.</summary>
/// <param name="WarmUpSeconds">Least time to let compilers and caches settle.</param>
/// <param name="MeasuredSeconds">Least time of measuring.</param>
/// <param name="FewestRuns">Least number of measurements.</param>
/// <param name="SampleSeconds">Least time of one measurement; shorter work is repeated within it.</param>
public sealed record BenchmarkTiming(double WarmUpSeconds = 3.0, double MeasuredSeconds = 4.0, int FewestRuns = 5, double SampleSeconds = 0.02);
