namespace CrossbarSim.Networks.Datasets;

/// <summary>What is wanted of a data set.</summary>
public sealed record DatasetRequest
{
    /// <summary>Where files are looked for.</summary>
    public required DataFolders Folders { get; init; }

    /// <summary>How many training images, at least 1: the first ones. Null: all, or the source's usual number.</summary>
    public int? TrainCount
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(TrainCount), value, "At least one training image is needed.");
    }

    /// <summary>How many test images, at least 1: the first ones. Null: all, or the source's usual number.</summary>
    public int? TestCount
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(
            nameof(TestCount), value, "At least one test image is needed.");
    }

    /// <summary>Seed of a source that makes its images; files do not depend on it.</summary>
    public ulong Seed { get; init; }
}

/// <summary>A data set that can be asked for by name.</summary>
public interface IDatasetSource
{
    /// <summary>Name in scenarios and on the command line: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What it is, in one line.</summary>
    string Description { get; }

    /// <summary>What its images look like; null: only loading them tells.</summary>
    ImageShape? Shape => null;

    /// <summary>Whether its images are of characters, which a mirror turns into none.</summary>
    bool HasCharacters => false;

    /// <summary>Loads or makes the images; equal requests give equal images.</summary>
    /// <param name="request">What is wanted.</param>
    /// <exception cref="DatasetException">The data set is missing, damaged or smaller than what is wanted.</exception>
    DatasetPair Load(DatasetRequest request);
}
