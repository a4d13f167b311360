namespace CrossbarSim.Benchmarks;

/// <summary>Two ways to do the same work, of which the times are compared.</summary>
public abstract class BenchmarkCase
{
    /// <summary>The name in tables and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Sets both up.</summary>
    /// <param name="threads">Threads that each may use.</param>
    public abstract BenchmarkPair Prepare(int threads);
}

/// <summary>The work of a case, ready to be repeated.</summary>
/// <param name="Simulated">The simulated hardware.</param>
/// <param name="Plain">The plain float network.</param>
/// <param name="Release">Frees what both hold.</param>
public sealed record BenchmarkPair(Action Simulated, Action Plain, Action Release);
