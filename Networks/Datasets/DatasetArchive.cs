using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>One published file of a data set.</summary>
/// <param name="Name">File name, without folder.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of the content: 64 lower-case hexadecimal digits.</param>
public sealed record DatasetFile(string Name, long Length, string Sha256);

/// <summary>A data set as it is published: its files, their sums and where they can be had.</summary>
public sealed record DatasetArchive
{
    /// <summary>Name of the data set, and of the sub-folder that its files go to.</summary>
    public required string Name { get; init; }

    /// <summary>Who made it and on what terms it is given, in one line.</summary>
    public required string Terms { get; init; }

    /// <summary>The files.</summary>
    public required ImmutableArray<DatasetFile> Files { get; init; }

    /// <summary>Addresses of folders that hold the files, each ending in '/'; tried in this order.</summary>
    public required ImmutableArray<Uri> Mirrors { get; init; }

    /// <summary>Files to be taken out of the one file that is published, a tar.gz archive: their paths in it. None: files are published one by one.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>MNIST as published. The sums are those that the data set libraries check as well.</summary>
    public static DatasetArchive Mnist { get; } = new()
    {
        Name = MnistSource.Mnist.Name,
        Terms = "Y. LeCun, C. Cortes, C. J. C. Burges; commonly stated as CC BY-SA 3.0",
        Files =
        [
            new("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            new("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            new("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            new("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ],
        Mirrors =
        [
            new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        ],
    };

    /// <summary>Fashion-MNIST as published.</summary>
    public static DatasetArchive FashionMnist { get; } = new()
    {
        Name = MnistSource.FashionMnist.Name,
        Terms = "Zalando SE, MIT licence",
        Files =
        [
            new("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            new("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            new("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            new("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ],
        Mirrors =
        [
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        ],
    };

    /// <summary>The binary version of CIFAR-10 as published; its MD5 there is c32a1d4ab5d03f1284b67883e8d87530.</summary>
    public static DatasetArchive Cifar10 { get; } = new()
    {
        Name = CifarSource.SourceName,
        Terms = "A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009, which is to be cited; no formal licence",
        Files = [new("cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")],
        Mirrors = [new("https://www.cs.toronto.edu/~kriz/")],
        Members =
        [
            .. Enumerable.Range(1, 5).Select(i => $"cifar-10-batches-bin/data_batch_{i}.bin"),
            "cifar-10-batches-bin/test_batch.bin", "cifar-10-batches-bin/batches.meta.txt",
        ],
    };

    /// <summary>Everything that can be downloaded.</summary>
    public static ImmutableArray<DatasetArchive> Known { get; } = [Cifar10, FashionMnist, Mnist];

    /// <summary>Looks a name up.</summary>
    /// <param name="name">Name of a data set.</param>
    /// <exception cref="DatasetException">It cannot be downloaded; the message lists those that can.</exception>
    public static DatasetArchive Get(string name) =>
        Known.FirstOrDefault(archive => archive.Name == name)
        ?? throw new DatasetException(
            name,
            "no data set of this name can be downloaded. "
            + $"Known: {string.Join(", ", Known.Select(archive => archive.Name))}.");
}
