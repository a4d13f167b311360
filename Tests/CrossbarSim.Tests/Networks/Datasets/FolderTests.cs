using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class FolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("")]
    [TestCase(".gz")]
    public void MnistFolder_Complete_ReadsBothHalves(string suffix)
    {
        _folder.WriteMnist("set", suffix);

        DatasetPair pair = MnistFolder.Open(_folder.At("set")).Read("tiny");

        Assert.Multiple(() =>
        {
            Assert.That(pair.Train.Labels.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(pair.Test.Labels.ToArray(), Is.EqualTo(new byte[] { 4, 5 }));
            Assert.That(pair.Train.Name, Is.EqualTo("tiny"));
            Assert.That(pair.Origin, Is.EqualTo(_folder.At("set")));
        });
    }

    [Test]
    public void MnistFolder_DottedNames_AreFoundToo()
    {
        _folder.WriteMnist("");
        File.Move(_folder.At("train-images-idx3-ubyte"), _folder.At("train-images.idx3-ubyte"));
        File.WriteAllBytes(
            _folder.At("t10k-labels.idx1-ubyte.gz"),
            TemporaryFolder.Gzip(File.ReadAllBytes(_folder.At("t10k-labels-idx1-ubyte"))));
        File.Delete(_folder.At("t10k-labels-idx1-ubyte"));

        MnistFolder found = MnistFolder.Open(_folder.Root);

        Assert.Multiple(() =>
        {
            Assert.That(found.TrainImages, Is.EqualTo(_folder.At("train-images.idx3-ubyte")));
            Assert.That(found.TestLabels, Is.EqualTo(_folder.At("t10k-labels.idx1-ubyte.gz")));
        });
    }

    [Test]
    public void MnistFolder_TwoFilesMissing_NamesThem()
    {
        _folder.WriteMnist("");
        File.Delete(_folder.At("train-images-idx3-ubyte"));
        File.Delete(_folder.At("t10k-labels-idx1-ubyte"));

        DatasetException? exception = Assert.Throws<DatasetException>(() => MnistFolder.Open(_folder.Root));

        Assert.That(
            exception!.Message,
            Is.EqualTo(
                $"{_folder.Root}: missing train-images-idx3-ubyte and t10k-labels-idx1-ubyte (each with or without .gz)."));
    }

    [Test]
    public void MnistFolder_NoSuchFolder_SaysSo()
    {
        DatasetException? exception = Assert.Throws<DatasetException>(() => MnistFolder.Open(_folder.At("nowhere")));

        Assert.That(exception!.Message, Is.EqualTo($"{_folder.At("nowhere")}: there is no such folder."));
    }

    [Test]
    public void MnistFolder_HalvesOfDifferentSize_NamesBoth()
    {
        _folder.WriteMnist("");
        _folder.Write("t10k-images-idx3-ubyte", TemporaryFolder.Images(2, 3, 3));

        DatasetException? exception = Assert.Throws<DatasetException>(() => MnistFolder.Open(_folder.Root).Read("tiny"));

        Assert.That(
            exception!.Message,
            Is.EqualTo(
                $"{_folder.At("t10k-images-idx3-ubyte")}: images of 3x3, "
                + $"but those of {_folder.At("train-images-idx3-ubyte")} are 2x2."));
    }

    [Test]
    public void DataFolders_ExplicitFolder_IsTheOnlyOne()
    {
        DataFolders folders = DataFolders.FromEnvironment(
            _folder.At("asked"), Variables(("CROSSBARSIM_DATA", _folder.At("named")), ("HOME", _folder.At("home"))));

        Assert.Multiple(() =>
        {
            Assert.That(folders.Roots, Is.EqualTo(new[] { _folder.At("asked") }));
            Assert.That(folders.DownloadRoot, Is.EqualTo(_folder.At("asked")));
        });
    }

    [Test]
    public void DataFolders_VariableSet_ComesBeforeTheUsualPlaces()
    {
        DataFolders folders = DataFolders.FromEnvironment(
            null, Variables(("CROSSBARSIM_DATA", _folder.At("named")), ("HOME", _folder.At("home"))));

        Assert.Multiple(() =>
        {
            Assert.That(
                folders.Roots,
                Is.EqualTo(new[]
                {
                    _folder.At("named"), Path.GetFullPath("data"), _folder.At("home", ".cache", "crossbarsim", "data"),
                }));
            Assert.That(folders.DownloadRoot, Is.EqualTo(_folder.At("named")));
        });
    }

    [Test]
    public void DataFolders_NothingSet_UsesTheUsualPlaces()
    {
        DataFolders folders = DataFolders.FromEnvironment("", Variables(("HOME", _folder.At("home")), ("CROSSBARSIM_DATA", "")));

        Assert.Multiple(() =>
        {
            Assert.That(
                folders.Roots,
                Is.EqualTo(new[] { Path.GetFullPath("data"), _folder.At("home", ".cache", "crossbarsim", "data") }));
            Assert.That(folders.DownloadRoot, Is.EqualTo(_folder.At("home", ".cache", "crossbarsim", "data")));
        });
    }

    [Test]
    public void DataFolders_CacheFolderNamed_TakesThePlaceOfDotCache()
    {
        DataFolders folders = DataFolders.FromEnvironment(
            null, Variables(("HOME", _folder.At("home")), ("XDG_CACHE_HOME", _folder.At("cache"))));

        Assert.That(
            folders.Roots,
            Is.EqualTo(new[] { Path.GetFullPath("data"), _folder.At("cache", "crossbarsim", "data") }));
    }

    [Test]
    public void DataFolders_NoHomeEither_DownloadsIntoData()
    {
        DataFolders folders = DataFolders.FromEnvironment(null, Variables());

        Assert.Multiple(() =>
        {
            Assert.That(folders.Roots, Is.EqualTo(new[] { Path.GetFullPath("data") }));
            Assert.That(folders.DownloadRoot, Is.EqualTo(Path.GetFullPath("data")));
        });
    }

    [TestCase("mnist")]
    [TestCase("MNIST")]
    [TestCase("MNIST/raw")]
    [TestCase("")]
    public void Mnist_InAnyOfItsSubfolders_IsFound(string subfolder)
    {
        _folder.WriteMnist(subfolder, ".gz");

        DatasetPair pair = MnistSource.Mnist.Load(Request(_folder.Root));

        Assert.That(Path.TrimEndingDirectorySeparator(pair.Origin), Is.EqualTo(
            Path.TrimEndingDirectorySeparator(_folder.At(subfolder))));
    }

    [TestCase("fashion-mnist")]
    [TestCase("fashion-mnist-20k")]
    [TestCase("FashionMNIST/raw")]
    public void FashionMnist_InAnyOfItsSubfolders_IsFound(string subfolder)
    {
        _folder.WriteMnist("mnist");
        _folder.WriteMnist(subfolder, firstTestLabel: 8);

        DatasetPair pair = MnistSource.FashionMnist.Load(Request(_folder.Root));

        Assert.That(pair.Test.Labels.ToArray(), Is.EqualTo(new byte[] { 8, 5 }));
    }

    [Test]
    public void Mnist_IncompleteInTheFirstFolder_IsTakenFromTheSecond()
    {
        _folder.WriteMnist("one/mnist");
        File.Delete(_folder.At("one", "mnist", "train-labels-idx1-ubyte"));
        _folder.WriteMnist("two/mnist");

        MnistFolder found = MnistSource.Mnist.Find(new DataFolders([_folder.At("one"), _folder.At("two")]));

        Assert.That(found.Folder, Is.EqualTo(_folder.At("two", "mnist")));
    }

    [Test]
    public void Mnist_Nowhere_SaysWhereItLookedAndWhatToDo()
    {
        Directory.CreateDirectory(_folder.At("one"));

        DatasetException? exception = Assert.Throws<DatasetException>(
            () => MnistSource.Mnist.Load(Request(_folder.At("one"), _folder.At("two"))));

        Assert.That(
            exception!.Message,
            Is.EqualTo(
                $"mnist: not found. Looked in {_folder.At("one")}, {_folder.At("two")} (no such folder), "
                + "each with its sub-folders mnist, MNIST and MNIST/raw. Run 'crossbarsim data get mnist', name the folder that has it with --data, or use the data set 'synthetic-digits'."));
    }

    [Test]
    public void FashionMnist_OnlyPartly_SaysWhatIsMissing()
    {
        _folder.WriteMnist("fashion-mnist");
        File.Delete(_folder.At("fashion-mnist", "train-labels-idx1-ubyte"));

        DatasetException? exception = Assert.Throws<DatasetException>(
            () => MnistSource.FashionMnist.Load(Request(_folder.Root)));

        Assert.That(
            exception!.Message,
            Is.EqualTo(
                $"fashion-mnist: not found. Looked in {_folder.Root}, each with its sub-folders "
                + "fashion-mnist, FashionMNIST, FashionMNIST/raw and fashion-mnist-20k. "
                + $"Incomplete: {_folder.At("fashion-mnist")} lacks train-labels-idx1-ubyte. "
                + "Run 'crossbarsim data get fashion-mnist', name the folder that has it with --data, or use the data set 'synthetic-digits'."));
    }

    [Test]
    public void FashionMnist_FilesOfMnist_AreRefused()
    {
        byte[] mnist = [.. MnistSource.Mnist.FirstTestLabels];
        _folder.WriteMnist("");
        _folder.Write("t10k-labels-idx1-ubyte", TemporaryFolder.Labels(mnist));
        _folder.Write("t10k-images-idx3-ubyte", TemporaryFolder.Images(mnist.Length, 2, 2));

        DatasetException? exception = Assert.Throws<DatasetException>(
            () => MnistSource.FashionMnist.Load(Request(_folder.Root)));

        Assert.Multiple(() =>
        {
            Assert.That(
                exception!.Message, Is.EqualTo($"{_folder.Root}: these are the files of 'mnist', not of 'fashion-mnist'."));
            Assert.That(MnistSource.Mnist.Load(Request(_folder.Root)).Test.Count, Is.EqualTo(mnist.Length));
            // A set of one's own with the labels of MNIST, a rotated MNIST say, is nobody's mistake.
            Assert.That(
                new MnistSource("rotated", "a test", []).Load(Request(_folder.Root)).Test.Count, Is.EqualTo(mnist.Length));
        });
    }

    [Test]
    public void Mnist_CountsAskedFor_AreTaken()
    {
        _folder.WriteMnist("mnist");

        DatasetPair pair = MnistSource.Mnist.Load(Request(_folder.Root) with { TrainCount = 2, TestCount = 1 });

        Assert.That((pair.Train.Count, pair.Test.Count), Is.EqualTo((2, 1)));
    }

    [Test]
    public void Mnist_MoreThanThereAre_SaysHowManyThereAre()
    {
        _folder.WriteMnist("mnist");

        DatasetException? exception = Assert.Throws<DatasetException>(
            () => MnistSource.Mnist.Load(Request(_folder.Root) with { TrainCount = 4 }));

        Assert.That(exception!.Message, Is.EqualTo("mnist: 4 images are asked for, but there are 3."));
    }

    private static DatasetRequest Request(params string[] roots) => new() { Folders = new DataFolders(roots) };

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
