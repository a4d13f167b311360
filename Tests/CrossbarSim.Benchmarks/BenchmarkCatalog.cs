namespace CrossbarSim.Benchmarks;

/// <summary>The cases known by name.</summary>
public static class BenchmarkCatalog
{
    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        new LinearCase("linear-512x256", 512, 256),

        // One physical array of 128 columns: 64 outputs of two columns each.
        new LinearCase("tile-128", 128, 64),
    ];
}
