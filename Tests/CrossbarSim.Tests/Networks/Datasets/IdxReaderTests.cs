using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class IdxReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(false, "images.gz")]
    [TestCase(true, "images-without-suffix")]
    public void ReadImages_PlainOrGzipWhateverTheName_ReadsThem(bool zipped, string name)
    {
        byte[] content = TemporaryFolder.Images(5, 3, 2);
        string file = _folder.Write(name, zipped ? TemporaryFolder.Gzip(content) : content);

        IdxImages images = IdxReader.ReadImages(file);

        Assert.Multiple(() =>
        {
            Assert.That((images.Count, images.Height, images.Width), Is.EqualTo((5, 3, 2)));
            Assert.That(images.Pixels.ToArray(), Is.EqualTo(Enumerable.Range(0, 30).Select(i => (byte)i)));
        });
    }

    [Test]
    public void ReadImages_MoreThanTheFirstAllocation_ReadsAllOfThem()
    {
        // 3 x 3000 x 3000 = 27 MB, above the 16 MiB that are allocated at first.
        byte[] content = TemporaryFolder.Images(3, 3000, 3000);
        string file = _folder.Write("big", content);

        IdxImages images = IdxReader.ReadImages(file);

        Assert.That(images.Pixels.Span.SequenceEqual(content.AsSpan(16)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void ReadLabels_PlainOrGzip_ReadsThem(bool zipped)
    {
        byte[] content = TemporaryFolder.Labels(9, 0, 4);
        string file = _folder.Write("labels", zipped ? TemporaryFolder.Gzip(content) : content);

        Assert.That(IdxReader.ReadLabels(file).ToArray(), Is.EqualTo(new byte[] { 9, 0, 4 }));
    }

    [Test]
    public void ReadImages_LabelsFile_SaysThatItIsOne() => AssertImagesProblem(
        TemporaryFolder.Labels(1, 2, 3),
        "begins with 0x00000801, an idx1-ubyte file of labels; expected 0x00000803, an idx3-ubyte file of images.");

    [Test]
    public void ReadLabels_ImagesFile_SaysThatItIsOne() => AssertLabelsProblem(
        TemporaryFolder.Images(1, 2, 2),
        "begins with 0x00000803, an idx3-ubyte file of images; expected 0x00000801, an idx1-ubyte file of labels.");

    [TestCase(0x00000D03u, "an idx file of 32-bit floats in 3 dimensions")]
    [TestCase(0x504B0304u, "a zip archive")]
    [TestCase(0x3C21444Fu, "a web page or XML, not data")]
    [TestCase(0x12345678u, "no idx file")]
    public void ReadImages_AnotherMagic_SaysWhatItIs(uint magic, string kind) => AssertImagesProblem(
        TemporaryFolder.Idx(magic, [1, 2, 2], new byte[4]),
        $"begins with 0x{magic:X8}, {kind}; expected 0x00000803, an idx3-ubyte file of images.");

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(15)]
    public void ReadImages_ShorterThanItsHeader_SaysHowShort(int length) => AssertImagesProblem(
        TemporaryFolder.Images(1, 1, 1)[..length],
        $"{length} bytes, too short for the 16-byte header of an idx3-ubyte file of images.");

    [TestCase(false)]
    [TestCase(true)]
    public void ReadImages_DataCutShort_SaysHowMuchIsThere(bool zipped)
    {
        byte[] content = TemporaryFolder.Images(100, 5, 4)[..^7];

        AssertImagesProblem(
            zipped ? TemporaryFolder.Gzip(content) : content,
            "cut short: 1,993 of the 2,000 bytes of data that its header promises (100 images of 5x4).");
    }

    [Test]
    public void ReadLabels_DataCutShort_SaysHowMuchIsThere() => AssertLabelsProblem(
        TemporaryFolder.Labels(1, 2, 3)[..^1],
        "cut short: 2 of the 3 bytes of data that its header promises (3 labels).");

    [TestCase(false)]
    [TestCase(true)]
    public void ReadImages_DataAfterTheEnd_SaysHowMuch(bool zipped)
    {
        byte[] content = [.. TemporaryFolder.Images(2, 2, 2), 1, 2, 3];

        AssertImagesProblem(
            zipped ? TemporaryFolder.Gzip(content) : content,
            "3 bytes too many after the 8 bytes of data that its header promises (2 images of 2x2).");
    }

    [Test]
    public void ReadImages_MuchDataAfterTheEnd_StopsCounting() => AssertImagesProblem(
        TemporaryFolder.Gzip([.. TemporaryFolder.Images(2, 2, 2), .. new byte[5_000_000]]),
        "1,048,576 or more bytes too many after the 8 bytes of data that its header promises (2 images of 2x2).");

    [Test]
    public void ReadImages_SizeOfZero_IsRefused() => AssertImagesProblem(
        TemporaryFolder.Idx(0x803, [10, 0, 28], []),
        "the header gives the size 10x0x28; no size may be 0.");

    [Test]
    public void ReadImages_AbsurdSide_IsRefusedBeforeAllocating() => AssertImagesProblem(
        TemporaryFolder.Idx(0x803, [1, 28, 0xFFFFFFFF], []),
        "the header gives images of 28x4294967295 pixels; a side has at most 4096.");

    [Test]
    public void ReadImages_AbsurdCount_IsRefusedBeforeAllocating() => AssertImagesProblem(
        TemporaryFolder.Idx(0x803, [0xFFFFFFFF, 4096, 4096], []),
        "the header gives the size 4294967295x4096x4096, 72,057,594,021,150,720 bytes; at most 1,073,741,824 are read.");

    [Test]
    public void ReadLabels_AbsurdCount_IsRefusedBeforeAllocating() => AssertLabelsProblem(
        TemporaryFolder.Idx(0x801, [0xFFFFFFFF], []),
        "the header gives the size 4294967295, 4,294,967,295 bytes; at most 1,073,741,824 are read.");

    [Test]
    public void ReadImages_PromiseFarBeyondTheData_AllocatesLittle()
    {
        string file = _folder.Write("liar", TemporaryFolder.Idx(0x803, [1_000_000, 32, 32], new byte[10]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DatasetException>(() => IdxReader.ReadImages(file));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64L << 20));
    }

    [Test]
    public void ReadImages_GzipCutShort_SaysHowMuchIsThere()
    {
        string file = _folder.Write("images", TemporaryFolder.Gzip(Noise())[..^500]);

        DatasetException? exception = Assert.Throws<DatasetException>(() => IdxReader.ReadImages(file));

        // How much of the last block can still be unpacked is the business of the gzip library.
        Assert.That(exception!.Problem, Does.Match(
            @"^cut short: [0-9],[0-9]{3} of the 10,000 bytes of data that its header promises \(100 images of 10x10\)\.$"));
    }

    [Test]
    public void ReadImages_GzipWithAWrongSum_SaysSo()
    {
        // A gzip file ends with 4 bytes of CRC-32 and 4 bytes of length.
        byte[] packed = TemporaryFolder.Gzip(Noise());
        packed[^6] ^= 1;

        AssertImagesProblem(packed, "the gzip data are damaged or cut short; fetch the file again.");
    }

    [Test]
    public void ReadImages_GzipWithOneWrongByte_SaysSo()
    {
        byte[] packed = TemporaryFolder.Gzip(Noise());
        packed[packed.Length / 2] ^= 0x10;

        AssertImagesProblem(packed, "the gzip data are damaged or cut short; fetch the file again.");
    }

    [Test]
    public void ReadLabels_LabelNotBelowClasses_NamesTheSample() => AssertLabelsProblem(
        TemporaryFolder.Labels(0, 9, 10, 11),
        "label 10 of sample 2 is not between 0 and 9.");

    [Test]
    public void ReadLabels_MoreClasses_TakesLargerLabels()
    {
        string file = _folder.Write("labels", TemporaryFolder.Labels(0, 46));

        Assert.That(IdxReader.ReadLabels(file, classes: 47).ToArray(), Is.EqualTo(new byte[] { 0, 46 }));
    }

    [Test]
    public void ReadImages_NoSuchFile_SaysSo()
    {
        string file = _folder.At("nowhere", "images");

        DatasetException? exception = Assert.Throws<DatasetException>(() => IdxReader.ReadImages(file));

        Assert.That(exception!.Message, Is.EqualTo($"{file}: there is no such file."));
    }

    [Test]
    public void ReadDataset_ImagesAndLabels_BelongTogether()
    {
        string images = _folder.Write("images", TemporaryFolder.Images(2, 2, 3));
        string labels = _folder.Write("labels", TemporaryFolder.Labels(7, 8));

        ImageDataset set = IdxReader.ReadDataset("pair", images, labels);

        Assert.Multiple(() =>
        {
            Assert.That((set.Count, set.Channels, set.Height, set.Width, set.Classes), Is.EqualTo((2, 1, 2, 3, 10)));
            Assert.That(set.Image(1).ToArray(), Is.EqualTo(new byte[] { 6, 7, 8, 9, 10, 11 }));
            Assert.That(set.Labels.ToArray(), Is.EqualTo(new byte[] { 7, 8 }));
        });
    }

    [Test]
    public void ReadDataset_CountsDiffer_NamesBoth()
    {
        string images = _folder.Write("images", TemporaryFolder.Images(2, 2, 3));
        string labels = _folder.Write("labels", TemporaryFolder.Labels(7, 8, 9));

        DatasetException? exception = Assert.Throws<DatasetException>(() => IdxReader.ReadDataset("pair", images, labels));

        Assert.That(exception!.Message, Is.EqualTo($"{labels}: 3 labels, but {images} has 2 images."));
    }

    /// <summary>An idx file that does not compress, so that its gzip is about as long.</summary>
    private static byte[] Noise()
    {
        byte[] content = TemporaryFolder.Images(100, 10, 10);
        uint state = 1;
        for (int i = 16; i < content.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            content[i] = (byte)(state >> 24);
        }

        return content;
    }

    private void AssertImagesProblem(byte[] content, string problem)
    {
        string file = _folder.Write("images", content);
        DatasetException? exception = Assert.Throws<DatasetException>(() => IdxReader.ReadImages(file));
        Assert.That(exception!.Message, Is.EqualTo($"{file}: {problem}"));
    }

    private void AssertLabelsProblem(byte[] content, string problem)
    {
        string file = _folder.Write("labels", content);
        DatasetException? exception = Assert.Throws<DatasetException>(() => IdxReader.ReadLabels(file));
        Assert.That(exception!.Message, Is.EqualTo($"{file}: {problem}"));
    }
}
