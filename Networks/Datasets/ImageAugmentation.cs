using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Random changes of training images: a crop out of a black frame, a mirror.</summary>
/// <remarks>
/// K. He, X. Zhang, S. Ren, J. Sun, CVPR 2016, section 4.2: 4 pixels are added on each side, and a crop of the first size, mirrored or not, is sampled. The
/// frame is black before normalization. What befalls an image depends on the key and the image's number alone, not on the batch it is in.
/// </remarks>
public sealed record ImageAugmentation
{
    /// <summary>Pixels by which an image is shifted at most, up or down and left or right. Zero or more, less than a side of the image.</summary>
    public int Crop { get; init; }

    /// <summary>Whether images are mirrored left to right, every other time.</summary>
    public bool Flip { get; init; }

    /// <summary>Writes changed images as a network sees them.</summary>
    /// <param name="data">The images.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="destination">Receives values, normalised as those of the data set, in the order [indices, channels, height, width].</param>
    /// <param name="key">Address of the draws, one for every epoch.</param>
    /// <exception cref="ArgumentException">The images are not larger than the shift.</exception>
    public void WritePixels(ImageDataset data, ReadOnlySpan<int> indices, Span<float> destination, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, indices.Length * data.PixelsPerImage);
        if (Crop >= Math.Min(data.Height, data.Width))
        {
            throw new ArgumentException($"Images of {data.Height}x{data.Width} cannot be shifted by {Crop} pixels.", nameof(data));
        }

        Span<float> table = stackalloc float[256 * data.Channels];
        for (int channel = 0; channel < data.Channels; channel++)
        {
            data.Normalization.FillTable(channel, table.Slice(256 * channel, 256));
        }

        for (int sample = 0; sample < indices.Length; sample++)
        {
            Change change = Draw(key, indices[sample]);
            Write(data, data.Image(indices[sample]), destination.Slice(sample * data.PixelsPerImage, data.PixelsPerImage), table, change);
        }
    }

    private Change Draw(RandomKey key, int index)
    {
        PhiloxBlock block = key.Block(index);
        return new Change(Shift(block.W0), Shift(block.W1), Flip && (block.W2 & 1) != 0);

        // 32 bits against at most 2·side: the bias is below 2^-18.
        int Shift(uint bits) => (int)(((ulong)bits * (ulong)((2 * Crop) + 1)) >> 32) - Crop;
    }

    private static void Write(ImageDataset data, ReadOnlySpan<byte> image, Span<float> values, ReadOnlySpan<float> tables, Change change)
    {
        int width = data.Width;
        int first = Math.Max(0, -change.Right); // the pixels of a row that come from the image and not from the frame
        int end = Math.Min(width, width - change.Right);
        for (int channel = 0; channel < data.Channels; channel++)
        {
            ReadOnlySpan<float> table = tables.Slice(256 * channel, 256);
            for (int y = 0; y < data.Height; y++)
            {
                int row = (channel * data.Height) + y;
                Span<float> to = values.Slice(row * width, width);
                if ((uint)(y + change.Down) >= (uint)data.Height)
                {
                    to.Fill(table[0]);
                    continue;
                }

                ReadOnlySpan<byte> from = image.Slice((row + change.Down) * width, width);
                to[..first].Fill(table[0]);
                to[end..].Fill(table[0]);
                for (int x = first; x < end; x++)
                {
                    to[x] = table[from[x + change.Right]];
                }

                if (change.Mirrored)
                {
                    to.Reverse();
                }
            }
        }
    }

    /// <summary>What befalls one image.</summary>
    /// <param name="Down">Rows below, negative above, at which the crop begins.</param>
    /// <param name="Right">Pixels to the right, negative to the left, at which the crop begins.</param>
    /// <param name="Mirrored">Whether the crop is mirrored.</param>
    private readonly record struct Change(int Down, int Right, bool Mirrored);
}
