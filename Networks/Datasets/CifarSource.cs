using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>CIFAR-10 from its binary batches.</summary>
/// <remarks>A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.</remarks>
public sealed class CifarSource : IDatasetSource
{
    private static readonly ImmutableArray<string> s_subfolders =
        ["cifar-10", "cifar-10/cifar-10-batches-bin", "cifar-10-batches-bin", "cifar10", "cifar10/cifar-10-batches-bin", "CIFAR10"];

    /// <summary>Name of this data set.</summary>
    public const string SourceName = "cifar-10";

    /// <inheritdoc/>
    public string Name => SourceName;

    /// <inheritdoc/>
    public string Description => "photographs in ten classes, 50,000 + 10,000 images of 32x32 in colour (binary batches)";

    /// <inheritdoc/>
    public ImageShape? Shape => new(CifarReader.Channels, CifarReader.Side, CifarReader.Side, CifarReader.Classes);

    /// <inheritdoc/>
    public DatasetPair Load(DatasetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Folders).Read(Name, request.TrainCount, request.TestCount);
    }

    /// <summary>Finds the first folder that has all batches.</summary>
    /// <param name="folders">Where to look.</param>
    /// <exception cref="DatasetException">There is none; the message says where it looked and what to do.</exception>
    public static CifarFolder Find(DataFolders folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        List<string> incomplete = [];
        string hint = "";
        foreach (string candidate in folders.Candidates(s_subfolders))
        {
            if (CifarFolder.Look(candidate, out ImmutableArray<string> missing) is { } found)
            {
                return found;
            }

            hint = hint.Length > 0 ? hint : CifarFolder.Hint(candidate);
            if (missing.Length < CifarFolder.FileCount)
            {
                incomplete.Add($"{candidate} lacks {MnistFolder.Join(missing)}");
            }
        }

        throw MnistSource.NotFound(SourceName, folders, s_subfolders, incomplete, hint);
    }
}
