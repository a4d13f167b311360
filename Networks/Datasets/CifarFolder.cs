using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>A folder with the binary version of CIFAR-10: five training batches, the test batch and the names of the classes.</summary>
public sealed class CifarFolder
{
    private const string ClassNamesFile = "batches.meta.txt";

    private static readonly ImmutableArray<string> s_train = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")];
    private static readonly ImmutableArray<string> s_names = [.. s_train, "test_batch.bin"];

    private CifarFolder(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Finds the batches in a folder.</summary>
    /// <param name="folder">Path of the folder itself; its sub-folders are not looked at.</param>
    /// <exception cref="DatasetException">The folder or some of the files are missing; the message says which.</exception>
    public static CifarFolder Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            throw new DatasetException(folder, "there is no such folder.");
        }

        return Look(folder, out ImmutableArray<string> missing) ?? throw new DatasetException(folder, $"missing {MnistFolder.Join(missing)}.{Hint(folder)}");
    }

    /// <summary>Reads the first images of both halves.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="trainCount">Training images; null: all.</param>
    /// <param name="testCount">Test images; null: all.</param>
    /// <exception cref="DatasetException">A file is damaged, or has too few images.</exception>
    public DatasetPair Read(string name, int? trainCount = null, int? testCount = null)
    {
        ImmutableArray<string> classes = ClassNames();
        return new DatasetPair(Half(name, s_train, trainCount, classes), Half(name, s_names[5..], testCount, classes), Folder);
    }

    /// <summary>The names of the classes: those of <c>batches.meta.txt</c>, one a line; none without that file.</summary>
    /// <exception cref="DatasetException">The file does not name ten classes.</exception>
    public ImmutableArray<string> ClassNames()
    {
        string file = Path.Combine(Folder, ClassNamesFile);
        if (!File.Exists(file))
        {
            return [];
        }

        ImmutableArray<string> names = [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == CifarReader.Classes
            ? names
            : throw new DatasetException(file, $"names {names.Length} classes; {CifarReader.Classes} are wanted, one a line.");
    }

    /// <summary>Finds the batches, or says which are missing; all where there is no such folder.</summary>
    internal static CifarFolder? Look(string folder, out ImmutableArray<string> missing)
    {
        missing = [.. s_names.Where(name => !File.Exists(Path.Combine(folder, name)))];
        return missing.IsEmpty ? new CifarFolder(folder) : null;
    }

    /// <summary>How many files a complete folder has.</summary>
    internal static int FileCount => s_names.Length;

    /// <summary>What a folder holds instead, where that can be told; it begins with a space.</summary>
    internal static string Hint(string folder) => File.Exists(Path.Combine(folder, "data_batch_1"))
        ? $" {folder} has the Python version; the binary version is wanted."
        : "";

    private ImageDataset Half(string name, IEnumerable<string> files, int? wanted, ImmutableArray<string> classNames)
    {
        // Every length is looked at, however few images are wanted: a damaged folder is noticed at once.
        (string Path, int Count)[] batches = [.. files.Select(file => Path.Combine(Folder, file)).Select(path => (path, CifarReader.Count(path)))];
        int there = batches.Sum(batch => batch.Count);
        int count = wanted ?? there;
        if (count > there)
        {
            throw new DatasetException(name, $"{count} images are asked for, but there are {there}.");
        }

        byte[] images = new byte[count * CifarReader.PixelBytes];
        byte[] labels = new byte[count];
        int done = 0;
        foreach ((string path, int records) in batches)
        {
            int taken = Math.Min(records, count - done);
            CifarReader.Read(path, images.AsSpan(done * CifarReader.PixelBytes, taken * CifarReader.PixelBytes), labels.AsSpan(done, taken));
            done += taken;
        }

        ImageDataset all = ImageDataset.Own(name, images, labels, CifarReader.Channels, CifarReader.Side, CifarReader.Side, CifarReader.Classes);
        return classNames.IsEmpty ? all : all.Naming(classNames);
    }
}
