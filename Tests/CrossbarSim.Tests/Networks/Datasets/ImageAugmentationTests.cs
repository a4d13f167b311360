using CrossbarSim.Devices.Randomness;
using CrossbarSim.Networks.Datasets;

namespace CrossbarSim.Tests.Networks.Datasets;

[TestFixture]
public sealed class ImageAugmentationTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(7);

    /// <summary>8,100 images of 5x5 in two channels: pixel i is i + 1, in the second channel i + 101.</summary>
    private static readonly ImageDataset s_images = new(
        "numbered",
        [.. Enumerable.Range(0, 8100).SelectMany(_ => Enumerable.Range(1, 25).Concat(Enumerable.Range(101, 25)).Select(pixel => (byte)pixel))],
        new byte[8100], 2, 5, 5, 1);

    [Test]
    public void WritePixels_NeitherCropNorFlip_WritesTheImages()
    {
        float[] plain = new float[100];
        float[] written = new float[100];
        s_images.WritePixels([3, 5], plain);

        new ImageAugmentation().WritePixels(s_images, [3, 5], written, s_key);

        Assert.That(written, Is.EqualTo(plain));
    }

    [Test]
    public void WritePixels_SameKey_ChangesAnImageAlikeInAnyBatch()
    {
        ImageAugmentation augmentation = new() { Crop = 2, Flip = true };

        float[] together = Written(augmentation, s_key, 8, 3, 5);
        float[] alone = [.. Written(augmentation, s_key, 8), .. Written(augmentation, s_key, 3), .. Written(augmentation, s_key, 5)];
        float[] nextEpoch = Written(augmentation, s_key.For("epoch", 1), 8, 3, 5);

        Assert.That(alone, Is.EqualTo(together));
        Assert.That(nextEpoch, Is.Not.EqualTo(together));
    }

    /// <summary>Every one of the 7x7 shifts within ±3 has probability 1/49, and half of it with either side to the left.</summary>
    [TestCase(false, 49)]
    [TestCase(true, 98)]
    public void WritePixels_Crops_AreUniform(bool flip, int kinds)
    {
        ImageAugmentation augmentation = new() { Crop = 3, Flip = flip };
        Dictionary<(int Down, int Right, bool Mirrored), int> counts = [];
        float[] values = Written(augmentation, s_key, [.. Enumerable.Range(0, 8100)]);
        for (int image = 0; image < 8100; image++)
        {
            (int, int, bool) change = Change(values.AsSpan(image * 50, 50));
            counts[change] = counts.GetValueOrDefault(change) + 1;
        }

        // Of 8,100 images 8100/kinds are expected of each kind, with a deviation of its root; allow five.
        double expected = 8100.0 / kinds;
        Assert.That(counts, Has.Count.EqualTo(kinds));
        Assert.That(counts.Values.Select(count => (double)count), Has.All.EqualTo(expected).Within(5 * Math.Sqrt(expected)));
    }

    [Test]
    public void WritePixels_Frame_IsBlackBeforeNormalization()
    {
        ImageDataset normalised = s_images.NormalizedBy(new PixelNormalization([0.5, 0.25], [0.5, 0.25]));
        float[] values = Written(new ImageAugmentation { Crop = 4 }, s_key, normalised, [.. Enumerable.Range(0, 20)]);

        // Pixels are above zero: an input of -1, which is (0 - mean)/deviation in both channels, comes from the frame alone.
        float[] plain = new float[50];
        normalised.WritePixels([0], plain);
        Assert.That(plain, Has.None.EqualTo(-1f));
        Assert.That(values, Has.Some.EqualTo(-1f));
        Assert.That(values.Except(plain), Is.EqualTo(new[] { -1f }));
    }

    [Test]
    public void WritePixels_ShiftAsLargeAsTheImage_IsRefused()
    {
        ArgumentException? exception = Assert.Throws<ArgumentException>(() => _ = Written(new ImageAugmentation { Crop = 5 }, s_key, 0));

        Assert.That(exception!.Message, Is.EqualTo("Images of 5x5 cannot be shifted by 5 pixels. (Parameter 'data')"));
    }

    private static float[] Written(ImageAugmentation augmentation, RandomKey key, params int[] indices) => Written(augmentation, key, s_images, indices);

    private static float[] Written(ImageAugmentation augmentation, RandomKey key, ImageDataset images, int[] indices)
    {
        float[] values = new float[indices.Length * 50];
        augmentation.WritePixels(images, indices, values, key);
        return values;
    }

    /// <summary>What was done to an image, told from where its pixels are; both channels must agree.</summary>
    private static (int Down, int Right, bool Mirrored) Change(ReadOnlySpan<float> values)
    {
        (int, int, bool) first = ChangeOf(values[..25], 1);
        Assert.That(ChangeOf(values[25..], 101), Is.EqualTo(first));
        return first;
    }

    private static (int, int, bool) ChangeOf(ReadOnlySpan<float> values, int offset)
    {
        List<(int Y, int X, int FromY, int FromX)> pixels = [];
        for (int i = 0; i < 25; i++)
        {
            int pixel = (int)Math.Round(values[i] * 255) - offset;
            if (pixel >= 0)
            {
                pixels.Add((i / 5, i % 5, pixel / 5, pixel % 5));
            }
        }

        // Along a row, pixels come in the order of the image, or mirrored in the opposite one.
        (int y, int x, int fromY, int fromX) = pixels[0];
        bool mirrored = pixels.Any(other => other.FromY == fromY && (other.X - x) * (other.FromX - fromX) < 0);
        int place = mirrored ? 4 - x : x;
        Assert.That(pixels, Has.All.Matches<(int Y, int X, int FromY, int FromX)>(
            p => p.FromY - p.Y == fromY - y && p.FromX - (mirrored ? 4 - p.X : p.X) == fromX - place));
        return (fromY - y, fromX - place, mirrored);
    }
}
