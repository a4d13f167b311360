using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Scenarios.Reproductions;

/// <summary>How a reproduction is run.</summary>
public sealed record ReproductionOptions
{
    /// <summary>Where data sets are looked for.</summary>
    public required DataFolders Data { get; init; }

    /// <summary>Data sets by name.</summary>
    public DatasetCatalog Datasets { get; init; } = DatasetCatalog.Standard;

    /// <summary>How many seeds, from 1 on; null: as many as the reproduction usually has.</summary>
    public int? Seeds { get; init; }

    /// <summary>Epochs of every training; null: as many as the reproduction usually has.</summary>
    public int? Epochs { get; init; }

    /// <summary>How many training images, the first ones, and test images, at most; null: as many as the reproduction usually has.</summary>
    public int? Images { get; init; }

    /// <summary>Names of trainings, or words that they contain; empty: all trainings.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Trainings side by side; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
