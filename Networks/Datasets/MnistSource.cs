using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>MNIST, or a set in its format, from files on disk.</summary>
public sealed class MnistSource : IDatasetSource
{
    /// <summary>Describes a data set that comes as four idx files.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="description">What it is, in one line.</param>
    /// <param name="subfolders">Sub-folders of a data folder in which it may lie, first to last.</param>
    /// <param name="firstTestLabels">The first labels of the published test set, at least 8, or none.</param>
    public MnistSource(
        string name, string description, IEnumerable<string> subfolders, ReadOnlySpan<byte> firstTestLabels = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(subfolders);
        Name = name;
        Description = description;
        Subfolders = [.. subfolders];
        FirstTestLabels = [.. firstTestLabels];
    }

    /// <summary>Handwritten digits: 60,000 training and 10,000 test images of 28x28.</summary>
    public static MnistSource Mnist { get; } = new(
        "mnist",
        "handwritten digits, 60,000 + 10,000 images of 28x28 (idx files)",
        ["mnist", "MNIST", "MNIST/raw"],
        [7, 2, 1, 0, 4, 1, 4, 9, 5, 9, 0, 6, 9, 0, 1, 5])
    {
        Shape = new ImageShape(1, 28, 28, 10),
        HasCharacters = true,
    };

    /// <summary>Articles of clothing: 60,000 training and 10,000 test images of 28x28.</summary>
    public static MnistSource FashionMnist { get; } = new(
        "fashion-mnist",
        "articles of clothing, 60,000 + 10,000 images of 28x28 (idx files)",
        ["fashion-mnist", "FashionMNIST", "FashionMNIST/raw", "fashion-mnist-20k"],
        [9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4, 5, 7, 3, 4, 1])
    {
        Shape = new ImageShape(1, 28, 28, 10),
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public ImageShape? Shape { get; init; }

    /// <inheritdoc/>
    public bool HasCharacters { get; init; }

    /// <summary>Sub-folders of a data folder in which the files may lie, first to last.</summary>
    public ImmutableArray<string> Subfolders { get; }

    /// <summary>The first labels of the published test set, or none: by them one set is told from another.</summary>
    public ImmutableArray<byte> FirstTestLabels { get; }

    /// <inheritdoc/>
    public DatasetPair Load(DatasetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        MnistFolder folder = Find(request.Folders);
        DatasetPair pair = folder.Read(Name);
        RefuseAnother(folder, pair.Test);
        return new DatasetPair(
            pair.Train.Take(request.TrainCount ?? pair.Train.Count),
            pair.Test.Take(request.TestCount ?? pair.Test.Count),
            pair.Origin);
    }

    /// <summary>Finds the first folder that has all four files.</summary>
    /// <param name="folders">Where to look.</param>
    /// <exception cref="DatasetException">There is none; the message says where it looked and what to do.</exception>
    public MnistFolder Find(DataFolders folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        List<string> incomplete = [];
        foreach (string candidate in folders.Candidates(Subfolders))
        {
            if (MnistFolder.Look(candidate, out ImmutableArray<string> missing) is { } found)
            {
                return found;
            }

            if (missing.Length < MnistFolder.FileCount)
            {
                incomplete.Add($"{candidate} lacks {MnistFolder.Join(missing)}");
            }
        }

        throw NotFound(Name, folders, Subfolders, incomplete);
    }

    /// <summary>Says where a data set was looked for and what would do.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="folders">Where it was looked for.</param>
    /// <param name="subfolders">In which sub-folders.</param>
    /// <param name="incomplete">Folders that have a part of it, and what they lack.</param>
    /// <param name="hint">More to say, beginning with a space.</param>
    internal static DatasetException NotFound(
        string name, DataFolders folders, IReadOnlyList<string> subfolders, IReadOnlyCollection<string> incomplete, string hint = "")
    {
        IEnumerable<string> roots = folders.Roots.Select(
            root => Directory.Exists(root) ? root : $"{root} (no such folder)");
        string parts = incomplete.Count == 0 ? "" : $" Incomplete: {string.Join("; ", incomplete)}.";
        return new DatasetException(
            name,
            $"not found. Looked in {string.Join(", ", roots)}, "
            + $"each with its sub-folders {MnistFolder.Join(subfolders)}.{parts}{hint}"
            + $" Run 'crossbarsim data get {name}', name the folder that has it with --data, or use the data set '{SyntheticDigits.SourceName}'.");
    }

    /// <summary>The files of the sets have the same names: a folder of the other one must not pass for this one.</summary>
    private void RefuseAnother(MnistFolder folder, ImageDataset test)
    {
        if (FirstTestLabels.IsEmpty)
        {
            return; // a set of the user's own may share its labels with a published one, as a rotated MNIST does
        }

        foreach (MnistSource other in (ReadOnlySpan<MnistSource>)[Mnist, FashionMnist])
        {
            if (other.Name != Name && test.Labels.Span.StartsWith(other.FirstTestLabels.AsSpan()))
            {
                throw new DatasetException(folder.Folder, $"these are the files of '{other.Name}', not of '{Name}'.");
            }
        }
    }
}
