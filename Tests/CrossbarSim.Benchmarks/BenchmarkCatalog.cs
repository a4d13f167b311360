namespace CrossbarSim.Benchmarks;

/// <summary>The cases known by name.</summary>
public static class BenchmarkCatalog
{
    /// <summary>All of them, in the order in which they run.</summary>
    public static IReadOnlyList<BenchmarkCase> All { get; } =
    [
        new LinearCase(
            "linear-512x256",
            "512 -> 256, batch 1024, 128x128 tiles, 8-bit weights, inputs and ADC, differential",
            () => LinearProblem.Ordinary(512, 256)),

        // One physical array of 128 columns: 64 outputs of two columns each.
        new LinearCase("tile-128", "the same on one tile: 128 -> 64", () => LinearProblem.Ordinary(128, 64)),
        new LinearCase(
            "linear-ties",
            "as linear-512x256, but every sum lies exactly between two codes: the worst case",
            () => LinearProblem.EverySumOnAThreshold(512, 256)),
    ];
}
