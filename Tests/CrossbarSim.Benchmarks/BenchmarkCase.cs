namespace CrossbarSim.Benchmarks;

/// <summary>Work on simulated hardware that is timed; beside the same work of the plain network, where there is such a thing.</summary>
public abstract class BenchmarkCase
{
    /// <summary>The name in tables and on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is timed or compared, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Sets it up.</summary>
    /// <param name="threads">Threads that each side may use.</param>
    public abstract BenchmarkWork Prepare(int threads);
}

/// <summary>The work of a case, ready to be repeated.</summary>
/// <param name="Simulated">The simulated hardware.</param>
/// <param name="Plain">The plain float network, which makes the result a ratio; null: there is none, and the result is a time.</param>
/// <param name="Release">Frees what both hold.</param>
public sealed record BenchmarkWork(Action Simulated, Action? Plain, Action Release)
{
    /// <summary>Reads the memory that it took, in MiB; null: it is timed.</summary>
    public Func<double>? Memory { get; init; }
}
