using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class ImageDatasetTests
{
    private static readonly byte[] s_pixels = [0, 51, 102, 153, 204, 255, 10, 20, 30, 40, 50, 60];

    // Three images of two channels, one row, two columns.
    private static ImageDataset Small() => new("small", s_pixels, [2, 0, 1], 2, 1, 2, 3);

    [Test]
    public void Constructor_FittingLengths_KeepsWhatItIsGiven()
    {
        ImageDataset set = Small();

        Assert.Multiple(() =>
        {
            Assert.That(set.Name, Is.EqualTo("small"));
            Assert.That((set.Count, set.Channels, set.Height, set.Width, set.Classes), Is.EqualTo((3, 2, 1, 2, 3)));
            Assert.That(set.PixelsPerImage, Is.EqualTo(4));
            Assert.That(set.Images.ToArray(), Is.EqualTo(s_pixels));
            Assert.That(set.Labels.ToArray(), Is.EqualTo(new byte[] { 2, 0, 1 }));
            Assert.That(set.Image(1).ToArray(), Is.EqualTo(new byte[] { 204, 255, 10, 20 }));
        });
    }

    [Test]
    public void Constructor_ArraysWrittenToLater_KeepsTheFirstContent()
    {
        byte[] pixels = [1, 2];
        byte[] labels = [0, 1];
        ImageDataset set = new("copy", pixels, labels, 1, 1, 1, 2);

        pixels[0] = 99;
        labels[0] = 1;

        Assert.That((set.Images.Span[0], set.Labels.Span[0]), Is.EqualTo(((byte)1, (byte)0)));
    }

    [Test]
    public void Constructor_LengthsThatDoNotFit_SaysWhatIsExpected()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(
            () => _ = new ImageDataset("bad", new byte[11], [0, 1, 2], 2, 1, 2, 3));

        Assert.That(exception!.Message, Is.EqualTo("3 images of 2x1x2 are 12 bytes, got 11. (Parameter 'images')"));
    }

    [Test]
    public void Constructor_LabelNotBelowClasses_NamesTheImage()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(
            () => _ = new ImageDataset("bad", new byte[2], [0, 3], 1, 1, 1, 3));

        Assert.That(exception!.Message, Is.EqualTo("Label 3 of image 1 is not between 0 and 2. (Parameter 'labels')"));
    }

    [Test]
    public void Constructor_NoImages_IsRefused()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(() => _ = new ImageDataset("bad", [], [], 1, 1, 1, 3));

        Assert.That(exception!.Message, Is.EqualTo("A data set has at least one image. (Parameter 'labels')"));
    }

    [Test]
    public void Take_FewerThanThereAre_GivesTheFirst()
    {
        ImageDataset first = Small().Take(2);

        Assert.Multiple(() =>
        {
            Assert.That(first.Count, Is.EqualTo(2));
            Assert.That(first.Images.ToArray(), Is.EqualTo(s_pixels[..8]));
            Assert.That(first.Labels.ToArray(), Is.EqualTo(new byte[] { 2, 0 }));
        });
    }

    [Test]
    public void Take_MoreThanThereAre_SaysHowManyThereAre()
    {
        DatasetException? exception = Assert.Throws<DatasetException>(() => Small().Take(4));

        Assert.That(exception!.Message, Is.EqualTo("small: 4 images are asked for, but there are 3."));
    }

    [Test]
    public void Take_Zero_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Small().Take(0));

    [Test]
    public void WritePixels_ChosenImages_DividesBy255InTheOrderAskedFor()
    {
        float[] values = new float[12];

        Small().WritePixels([2, 0, 2], values);

        float[] third = [30 / 255f, 40 / 255f, 50 / 255f, 60 / 255f];
        Assert.That(values, Is.EqualTo((float[])[.. third, 0f, 0.2f, 0.4f, 0.6f, .. third]));
    }

    [Test]
    public void WritePixels_EveryPixelValue_EqualsTheFloatQuotient()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        float[] values = new float[256];

        new ImageDataset("ramp", pixels, [0], 1, 16, 16, 1).WritePixels([0], values);

        Assert.That(values, Is.EqualTo(pixels.Select(pixel => pixel / 255f)));
    }

    [Test]
    public void WritePixels_NormalizationPerChannel_UsesEachChannelsNumbers()
    {
        float[] values = new float[4];

        Small().WritePixels([0], values, new PixelNormalization([0.2, 0.5], [0.5, 0.25]));

        // By hand: (0 − 0.2)/0.5, (0.2 − 0.2)/0.5, (0.4 − 0.5)/0.25, (0.6 − 0.5)/0.25.
        Assert.That(values, Is.EqualTo(new[] { -0.4f, 0f, -0.4f, 0.4f }).Within(1e-7f));
    }

    [Test]
    public void WritePixels_OneNormalizationForAllChannels_AppliesToBoth()
    {
        float[] values = new float[4];

        Small().WritePixels([0], values, new PixelNormalization(0.2, 0.5));

        Assert.That(values, Is.EqualTo(new[] { -0.4f, 0f, 0.4f, 0.8f }).Within(1e-7f));
    }

    [Test]
    public void NormalizedBy_Numbers_IsHowTheSetIsWrittenFromThenOn()
    {
        PixelNormalization numbers = new([0.2, 0.5], [0.5, 0.25]);
        (float[] given, float[] own, float[] taken) = (new float[4], new float[4], new float[4]);
        Small().WritePixels([0], given, numbers);

        Small().NormalizedBy(numbers).WritePixels([0], own);
        Small().NormalizedBy(numbers).Take(1).WritePixels([0], taken);

        Assert.That(own, Is.EqualTo(given));
        Assert.That(taken, Is.EqualTo(given));
        Assert.Throws<ArgumentException>(() => Small().NormalizedBy(new PixelNormalization([0, 0, 0], [1, 1, 1])));
    }

    [Test]
    public void PixelNormalization_OfTheSameNumbers_IsEqual()
    {
        PixelNormalization numbers = new([0.2, 0.5], [0.5, 0.25]);

        Assert.That(new PixelNormalization([0.2, 0.5], [0.5, 0.25]), Is.EqualTo(numbers));
        Assert.That(new PixelNormalization([0.2, 0.5], [0.5, 0.5]), Is.Not.EqualTo(numbers));
        Assert.That(new PixelNormalization([0.2, 0.4], [0.5, 0.25]), Is.Not.EqualTo(numbers));
    }

    [Test]
    public void WritePixels_NormalizationOfAnotherChannelCount_IsRefused()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(
            () => Small().WritePixels([0], new float[4], new PixelNormalization([0, 0, 0], [1, 1, 1])));

        Assert.That(
            exception!.Message,
            Is.EqualTo("The images have 2 channels, the normalization has 3. (Parameter 'normalization')"));
    }

    [Test]
    public void WritePixels_RoomThatDoesNotFit_SaysHowMuchIsExpected()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(() => Small().WritePixels([0, 1], new float[9]));

        Assert.That(exception!.Message, Is.EqualTo("Expected room for 8 values, got 9. (Parameter 'destination')"));
    }

    [TestCase(-1)]
    [TestCase(3)]
    public void WritePixels_IndexOutside_IsRefused(int index)
    {
        ArgumentOutOfRangeException? exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => Small().WritePixels([index], new float[4]));

        Assert.That(exception!.Message, Does.StartWith($"Image {index} is not between 0 and 2."));
    }

    [Test]
    public void WriteLabels_ChosenImages_GivesTheirLabels()
    {
        long[] labels = new long[3];

        Small().WriteLabels([2, 0, 1], labels);

        Assert.That(labels, Is.EqualTo(new long[] { 1, 2, 0 }));
    }

    [Test]
    public void PixelNormalization_DeviationOfZero_IsRefused()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(() => _ = new PixelNormalization(0.1, 0));

        Assert.That(exception!.Message, Is.EqualTo("A deviation is above zero, not 0. (Parameter 'deviations')"));
    }

    [Test]
    public void DatasetPair_HalvesOfDifferentShape_IsRefused()
    {
        ImageDataset other = new("other", new byte[4], [0], 1, 2, 2, 3);

        ArgumentException? exception = Assert.Throws<ArgumentException>(() => _ = new DatasetPair(Small(), other, "here"));

        Assert.That(
            exception!.Message,
            Is.EqualTo("The training images are 2x1x2 in 3 classes, the test images 1x2x2 in 3 classes. (Parameter 'test')"));
    }

    [Test]
    public void DatasetPair_Indexer_GivesTheHalfAskedFor()
    {
        DatasetPair pair = new(Small(), Small().Take(1), "here");

        Assert.Multiple(() =>
        {
            Assert.That(pair[DatasetSplit.Train].Count, Is.EqualTo(3));
            Assert.That(pair[DatasetSplit.Test].Count, Is.EqualTo(1));
        });
    }

    [Test]
    public void Within_Border_PutsEachPlaneInItsMiddle()
    {
        ImageDataset set = new("two", [1, 2, 3, 4, 5, 6, 7, 8], [0, 1], 2, 1, 2, 2);

        ImageDataset framed = set.Within(1);

        Assert.That((framed.Height, framed.Width, framed.Count), Is.EqualTo((3, 4, 2)));
        Assert.That(framed.Images.ToArray(), Is.EqualTo(new byte[]
        {
            0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0, 0,
        }));
        Assert.That(framed.Labels.ToArray(), Is.EqualTo(new byte[] { 0, 1 }));
    }
}
