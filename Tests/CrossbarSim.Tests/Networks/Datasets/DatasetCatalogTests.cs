using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class DatasetCatalogTests
{
    private static readonly DatasetRequest s_request = new() { Folders = new DataFolders([]), TrainCount = 20, TestCount = 10 };

    [Test]
    public void Standard_Names_AreThoseThatComeWithTheProgram() => Assert.That(
        DatasetCatalog.Standard.Names, Is.EqualTo(new[] { "cifar-10", "fashion-mnist", "mnist", "synthetic-digits" }));

    [Test]
    public void Standard_EverySource_DescribesItselfInOneLine()
    {
        Assert.That(DatasetCatalog.Standard.Sources.Count(), Is.EqualTo(4));
        Assert.That(
            DatasetCatalog.Standard.Sources.Select(source => source.Description),
            Is.All.Matches<string>(text => text.Length > 10 && !text.Contains('\n', StringComparison.Ordinal)));
    }

    [Test]
    public void Load_KnownName_PassesTheRequestOn()
    {
        DatasetPair pair = DatasetCatalog.Standard.Load("synthetic-digits", s_request);

        Assert.That((pair.Train.Count, pair.Test.Count), Is.EqualTo((20, 10)));
    }

    /// <summary>What a source says of its images before they are loaded is what they are.</summary>
    [Test]
    public void Shape_OfDrawnDigits_IsThatOfTheImages()
    {
        ImageDataset digits = DatasetCatalog.Standard.Load("synthetic-digits", s_request).Train;

        Assert.That(
            DatasetCatalog.Standard.Get("synthetic-digits").Shape,
            Is.EqualTo(new ImageShape(digits.Channels, digits.Height, digits.Width, digits.Classes)));
        Assert.That(new Stub() is IDatasetSource { Shape: null, HasCharacters: false });
    }

    [Test]
    public void Get_UnknownName_ListsTheKnownOnes()
    {
        DatasetException? exception = Assert.Throws<DatasetException>(() => DatasetCatalog.Standard.Get("mnits"));

        Assert.That(
            exception!.Message,
            Is.EqualTo("mnits: no data set has this name. Known: cifar-10, fashion-mnist, mnist, synthetic-digits."));
    }

    [Test]
    public void With_AnotherSource_LeavesTheFirstCatalogAsItWas()
    {
        DatasetCatalog larger = DatasetCatalog.Standard.With(new Stub());

        Assert.Multiple(() =>
        {
            Assert.That(larger.TryGet("stub", out IDatasetSource? source), Is.True);
            Assert.That(source, Is.TypeOf<Stub>());
            Assert.That(DatasetCatalog.Standard.TryGet("stub", out _), Is.False);
        });
    }

    [Test]
    public void With_NameThatIsTaken_IsRefused()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(
            () => DatasetCatalog.Standard.With(new Stub()).With(new Stub()));

        Assert.That(
            exception!.Message, Is.EqualTo("There is already a data set called 'stub'. (Parameter 'source')"));
    }

    [Test]
    public void DatasetRequest_CountOfZero_IsRefused()
    {
        ArgumentOutOfRangeException? train = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ = s_request with { TrainCount = 0 });
        ArgumentOutOfRangeException? test = Assert.Throws<ArgumentOutOfRangeException>(
            () => _ = s_request with { TestCount = -1 });

        Assert.Multiple(() =>
        {
            Assert.That(train!.Message, Does.StartWith("At least one training image is needed."));
            Assert.That(test!.Message, Does.StartWith("At least one test image is needed."));
        });
    }

    private sealed class Stub : IDatasetSource
    {
        public string Name => "stub";

        public string Description => "one pixel";

        public DatasetPair Load(DatasetRequest request)
        {
            ImageDataset one = new("stub", [0], [0], 1, 1, 1, 1);
            return new DatasetPair(one, one, "nowhere");
        }
    }
}
