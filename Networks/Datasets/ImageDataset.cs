using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Labelled images of one size, in memory: built once, then only read.</summary>
public sealed class ImageDataset
{
    /// <summary>Copies images and labels into a data set.</summary>
    /// <param name="name">Name of the data set, for messages and reports.</param>
    /// <param name="images">Pixels 0..255 in the order [count, channels, height, width].</param>
    /// <param name="labels">One label per image, below <paramref name="classes"/>.</param>
    /// <param name="channels">Channels per image, at least 1.</param>
    /// <param name="height">Rows per image, at least 1.</param>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="classes">Number of classes, 1 to 256.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is too large.</exception>
    public ImageDataset(
        string name,
        ReadOnlySpan<byte> images,
        ReadOnlySpan<byte> labels,
        int channels,
        int height,
        int width,
        int classes)
        : this(name, images.ToArray(), labels.ToArray(), channels, height, width, classes, owned: true)
    {
    }

    private ImageDataset(
        string name,
        ReadOnlyMemory<byte> images,
        ReadOnlyMemory<byte> labels,
        int channels,
        int height,
        int width,
        int classes,
        bool owned)
    {
        _ = owned; // tells this constructor, which keeps what it is given, from the public one, which copies
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        if (labels.IsEmpty)
        {
            throw new ArgumentException("A data set has at least one image.", nameof(labels));
        }

        long expected = (long)labels.Length * channels * height * width;
        if (images.Length != expected)
        {
            throw new ArgumentException(
                $"{labels.Length} images of {channels}x{height}x{width} are {expected} bytes, got {images.Length}.",
                nameof(images));
        }

        ReadOnlySpan<byte> values = labels.Span;
        for (int index = 0; index < values.Length; index++)
        {
            if (values[index] >= classes)
            {
                throw new ArgumentException(
                    $"Label {values[index]} of image {index} is not between 0 and {classes - 1}.", nameof(labels));
            }
        }

        Name = name;
        Images = images;
        Labels = labels;
        Channels = channels;
        Height = height;
        Width = width;
        Classes = classes;
    }

    /// <summary>Name of the data set, for messages and reports.</summary>
    public string Name { get; }

    /// <summary>Pixels 0..255, contiguous, in the order [count, channels, height, width].</summary>
    public ReadOnlyMemory<byte> Images { get; }

    /// <summary>One label per image, 0 to <see cref="Classes"/> − 1.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>Number of images, at least 1.</summary>
    public int Count => Labels.Length;

    /// <summary>Channels per image.</summary>
    public int Channels { get; }

    /// <summary>Rows per image.</summary>
    public int Height { get; }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>How pixels become inputs of a network.</summary>
    public PixelNormalization Normalization { get; private init; } = PixelNormalization.None;

    /// <summary>Names of the classes; empty where nobody knows them.</summary>
    public ImmutableArray<string> ClassNames { get; private init; } = [];

    /// <summary>Values per image: channels × height × width.</summary>
    public int PixelsPerImage => Channels * Height * Width;

    /// <summary>Pixels of one image, 0..255, in the order [channels, height, width].</summary>
    /// <param name="index">Which image, 0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Images.Span.Slice(index * PixelsPerImage, PixelsPerImage);
    }

    /// <summary>The first images, sharing the memory of this set.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="DatasetException">There are fewer images than that.</exception>
    public ImageDataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count > Count)
        {
            throw new DatasetException(Name, $"{count} images are asked for, but there are {Count}.");
        }

        return count == Count ? this : Copy(count);
    }

    /// <summary>The same images, in the same memory, with pixels that become inputs in another way.</summary>
    /// <param name="normalization">Means and deviations: one for all channels, or one per channel.</param>
    /// <exception cref="ArgumentException">It is for another number of channels.</exception>
    public ImageDataset NormalizedBy(PixelNormalization normalization)
    {
        CheckChannels(normalization);
        return Copy(Count, normalization);
    }

    /// <summary>The same images within a border of zeros.</summary>
    /// <param name="border">Pixels on each side, zero or more.</param>
    public ImageDataset Within(int border)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(border);
        (int height, int width) = (Height + (2 * border), Width + (2 * border));
        byte[] images = new byte[(long)Count * Channels * height * width];
        for (int row = 0; row < Count * Channels * Height; row++)
        {
            int to = (((row / Height) * height) + (row % Height) + border) * width;
            Images.Span.Slice(row * Width, Width).CopyTo(images.AsSpan(to + border));
        }

        return new ImageDataset(Name, images, Labels, Channels, height, width, Classes, owned: true) { Normalization = Normalization, ClassNames = ClassNames };
    }

    /// <summary>The same images, in the same memory, with names of their classes.</summary>
    /// <param name="classNames">One name a class.</param>
    internal ImageDataset Naming(ImmutableArray<string> classNames)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(classNames.Length, Classes);
        return Copy(Count, classNames: classNames);
    }

    private ImageDataset Copy(int count, PixelNormalization? normalization = null, ImmutableArray<string>? classNames = null) => new(
        Name, Images[..(count * PixelsPerImage)], Labels[..count], Channels, Height, Width, Classes, owned: true)
    {
        Normalization = normalization ?? Normalization,
        ClassNames = classNames ?? ClassNames,
    };

    /// <summary>Writes chosen images as a network sees them, normalised as <see cref="Normalization"/> says.</summary>
    /// <param name="indices">Which images, each 0 to <see cref="Count"/> − 1; any order, repeats allowed.</param>
    /// <param name="destination">Receives the values, in the order [indices, channels, height, width].</param>
    public void WritePixels(ReadOnlySpan<int> indices, Span<float> destination) =>
        WritePixels(indices, destination, Normalization);

    /// <summary>Writes (p/255 − mean)/deviation of chosen images.</summary>
    /// <param name="indices">Which images, each 0 to <see cref="Count"/> − 1; any order, repeats allowed.</param>
    /// <param name="destination">Receives the values, in the order [indices, channels, height, width].</param>
    /// <param name="normalization">Means and deviations: one for all channels, or one per channel.</param>
    public void WritePixels(ReadOnlySpan<int> indices, Span<float> destination, PixelNormalization normalization)
    {
        CheckChannels(normalization);
        CheckRoom(indices, (long)indices.Length * PixelsPerImage, (ReadOnlySpan<float>)destination, "values");
        int plane = Height * Width;
        Span<float> table = stackalloc float[256];
        for (int channel = 0; channel < Channels; channel++)
        {
            normalization.FillTable(channel, table);
            for (int sample = 0; sample < indices.Length; sample++)
            {
                ReadOnlySpan<byte> pixels = Image(indices[sample]).Slice(channel * plane, plane);
                Span<float> values = destination.Slice((sample * PixelsPerImage) + (channel * plane), plane);
                for (int pixel = 0; pixel < plane; pixel++)
                {
                    values[pixel] = table[pixels[pixel]];
                }
            }
        }
    }

    /// <summary>Writes the labels of chosen images, as the 64-bit integers that loss functions take.</summary>
    /// <param name="indices">Which images, each 0 to <see cref="Count"/> − 1; any order, repeats allowed.</param>
    /// <param name="destination">Receives one label per index.</param>
    public void WriteLabels(ReadOnlySpan<int> indices, Span<long> destination)
    {
        CheckRoom(indices, indices.Length, (ReadOnlySpan<long>)destination, "labels");
        ReadOnlySpan<byte> labels = Labels.Span;
        for (int sample = 0; sample < indices.Length; sample++)
        {
            destination[sample] = labels[indices[sample]];
        }
    }

    /// <summary>Takes over memory that nobody else will write to, without copying them.</summary>
    internal static ImageDataset Own(
        string name,
        ReadOnlyMemory<byte> images,
        ReadOnlyMemory<byte> labels,
        int channels,
        int height,
        int width,
        int classes) =>
        new(name, images, labels, channels, height, width, classes, owned: true);

    private void CheckChannels(PixelNormalization normalization)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        if (normalization.Means.Length != 1 && normalization.Means.Length != Channels)
        {
            throw new ArgumentException(
                $"The images have {Channels} channels, the normalization has {normalization.Means.Length}.",
                nameof(normalization));
        }
    }

    private void CheckRoom<T>(
        ReadOnlySpan<int> indices, long expected, ReadOnlySpan<T> destination, string what)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(indices), index, $"Image {index} is not between 0 and {Count - 1}.");
            }
        }

        if (destination.Length != expected)
        {
            throw new ArgumentException($"Expected room for {expected} {what}, got {destination.Length}.", nameof(destination));
        }
    }
}
