using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>A folder with the four files of MNIST or of a set in its format.</summary>
/// <remarks>
/// Each file may be plain or end in <c>.gz</c>, and be spelled <c>train-images-idx3-ubyte</c> or
/// <c>train-images.idx3-ubyte</c>.
/// </remarks>
public sealed class MnistFolder
{
    private static readonly ImmutableArray<string> s_names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private MnistFolder(string folder, ImmutableArray<string> files)
    {
        Folder = folder;
        TrainImages = files[0];
        TrainLabels = files[1];
        TestImages = files[2];
        TestLabels = files[3];
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Path of the training images.</summary>
    public string TrainImages { get; }

    /// <summary>Path of the training labels.</summary>
    public string TrainLabels { get; }

    /// <summary>Path of the test images.</summary>
    public string TestImages { get; }

    /// <summary>Path of the test labels.</summary>
    public string TestLabels { get; }

    /// <summary>Finds the four files in a folder.</summary>
    /// <param name="folder">Path of the folder itself; its sub-folders are not looked at.</param>
    /// <exception cref="DatasetException">The folder or some of the files are missing; the message says which.</exception>
    public static MnistFolder Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            throw new DatasetException(folder, "there is no such folder.");
        }

        return Look(folder, out ImmutableArray<string> missing)
            ?? throw new DatasetException(
                folder, $"missing {Join(missing)} (each with or without .gz).");
    }

    /// <summary>Reads the four files.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="classes">Number of classes, 1 to 256; every label is below it.</param>
    /// <exception cref="DatasetException">A file is damaged, or two do not belong together.</exception>
    public DatasetPair Read(string name, int classes = 10)
    {
        ImageDataset test = IdxReader.ReadDataset(name, TestImages, TestLabels, classes);
        ImageDataset train = IdxReader.ReadDataset(name, TrainImages, TrainLabels, classes);
        if ((train.Height, train.Width) != (test.Height, test.Width))
        {
            throw new DatasetException(
                TestImages,
                $"images of {test.Height}x{test.Width}, but those of {TrainImages} are {train.Height}x{train.Width}.");
        }

        return new DatasetPair(train, test, Folder);
    }

    /// <summary>Finds the four files, or says which are missing; all four where there is no such folder.</summary>
    internal static MnistFolder? Look(string folder, out ImmutableArray<string> missing)
    {
        string?[] files = [.. s_names.Select(name => Spellings(name)
            .Select(spelling => Path.Combine(folder, spelling))
            .FirstOrDefault(File.Exists))];
        missing = [.. s_names.Where((_, index) => files[index] is null)];
        return missing.IsEmpty ? new MnistFolder(folder, [.. files.OfType<string>()]) : null;
    }

    /// <summary>How many files a complete folder has.</summary>
    internal static int FileCount => s_names.Length;

    internal static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static string[] Spellings(string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, name + ".gz", dotted, dotted + ".gz"];
    }
}
