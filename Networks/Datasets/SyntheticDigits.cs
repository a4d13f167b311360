using System.Globalization;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Digits drawn by the program itself: 28x28, seeded, the same bytes on every machine.</summary>
/// <remarks>
/// A sample depends on the seed, its split and its index alone: asking for more samples changes none of them, and neither
/// does the number of threads. Every ten consecutive samples from a multiple of ten on hold each digit once, in random
/// order.
/// </remarks>
public sealed class SyntheticDigits : IDatasetSource
{
    /// <summary>Name of this data set.</summary>
    public const string SourceName = "synthetic-digits";

    /// <summary>Training images when no number is asked for.</summary>
    public const int UsualTrainCount = 6000;

    /// <summary>Test images when no number is asked for.</summary>
    public const int UsualTestCount = 1000;

    /// <summary>Most images of one split.</summary>
    public const int MostImages = 1_000_000;

    private const int Digits = 10;
    private const int PixelsPerImage = DigitRenderer.Side * DigitRenderer.Side;

    /// <inheritdoc/>
    public string Name => SourceName;

    /// <inheritdoc/>
    public string Description => "digits drawn by the program, 28x28, seeded; as many as wanted, no files needed";

    /// <inheritdoc/>
    public ImageShape? Shape => new(1, DigitRenderer.Side, DigitRenderer.Side, Digits);

    /// <inheritdoc/>
    public bool HasCharacters => true;

    /// <inheritdoc/>
    public DatasetPair Load(DatasetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new DatasetPair(
            Draw(request.Seed, DatasetSplit.Train, request.TrainCount ?? UsualTrainCount),
            Draw(request.Seed, DatasetSplit.Test, request.TestCount ?? UsualTestCount),
            $"drawn from seed {request.Seed.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Draws the first images of a split.</summary>
    /// <param name="seed">Seed; another seed gives other images.</param>
    /// <param name="split">Which half; the two have no image in common.</param>
    /// <param name="count">How many images, 1 to <see cref="MostImages"/>.</param>
    /// <exception cref="DatasetException">More images are asked for than are drawn.</exception>
    public static ImageDataset Draw(ulong seed, DatasetSplit split, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count > MostImages)
        {
            throw new DatasetException(SourceName, $"{count} images are asked for; at most {MostImages} are drawn.");
        }

        RandomKey key = RandomKey.FromSeed(seed).For(SourceName).For(split switch
        {
            DatasetSplit.Train => "train",
            DatasetSplit.Test => "test",
            _ => throw new ArgumentOutOfRangeException(nameof(split), split, "Expected Train or Test."),
        });
        byte[] images = new byte[count * PixelsPerImage];
        byte[] labels = new byte[count];
        int decades = (count + Digits - 1) / Digits;
        Parallel.For(0, decades, decade => DrawDecade(key, decade, images, labels));
        return ImageDataset.Own(SourceName, images, labels, 1, DigitRenderer.Side, DigitRenderer.Side, Digits);
    }

    private static void DrawDecade(RandomKey key, int decade, byte[] images, byte[] labels)
    {
        int[] order = key.For("order", decade).Permutation(Digits);
        for (int i = 0; i < Digits && (decade * Digits) + i < labels.Length; i++)
        {
            int sample = (decade * Digits) + i;
            labels[sample] = (byte)order[i];
            DigitRenderer.Draw(
                order[i], key.For("sample", sample), images.AsSpan(sample * PixelsPerImage, PixelsPerImage));
        }
    }
}
