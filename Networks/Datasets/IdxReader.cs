using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace CrossbarSim.Networks.Datasets;

/// <summary>The content of an idx3-ubyte file.</summary>
/// <param name="Pixels">Pixels 0..255 in the order [count, height, width].</param>
/// <param name="Count">Number of images, at least 1.</param>
/// <param name="Height">Rows per image, at least 1.</param>
/// <param name="Width">Pixels per row, at least 1.</param>
public sealed record IdxImages(ReadOnlyMemory<byte> Pixels, int Count, int Height, int Width);

/// <summary>Reads the idx files of MNIST and its relatives, plain or gzip.</summary>
/// <remarks>
/// The format: a big-endian magic number (two zero bytes, the type of the values, the number of dimensions), a
/// 32-bit size per dimension, then the values. Whether a file is gzip is told by its first two bytes, not by its name.
/// </remarks>
public static class IdxReader
{
    /// <summary>Largest image side that is believed, in pixels.</summary>
    public const int MaximumSide = 4096;

    /// <summary>Most bytes of pixels that are believed: 1 GiB.</summary>
    public const long MaximumBytes = 1L << 30;

    private const uint ImagesMagic = 0x00000803;
    private const uint LabelsMagic = 0x00000801;
    private const int FirstAllocation = 16 << 20;
    private const int MostTrailingCounted = 1 << 20;

    /// <summary>Reads an idx3-ubyte file of images.</summary>
    /// <param name="file">Path of the file, plain or gzip.</param>
    /// <exception cref="DatasetException">The file is missing, is not such a file, or is damaged.</exception>
    public static IdxImages ReadImages(string file)
    {
        (int[] sizes, byte[] pixels) = Read(file, ImagesMagic);
        return new IdxImages(pixels, sizes[0], sizes[1], sizes[2]);
    }

    /// <summary>Reads an idx1-ubyte file of labels.</summary>
    /// <param name="file">Path of the file, plain or gzip.</param>
    /// <param name="classes">Number of classes, 1 to 256; every label is below it.</param>
    /// <exception cref="DatasetException">The file is missing, is not such a file, or is damaged.</exception>
    public static ReadOnlyMemory<byte> ReadLabels(string file, int classes = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        (_, byte[] labels) = Read(file, LabelsMagic);
        for (int index = 0; index < labels.Length; index++)
        {
            if (labels[index] >= classes)
            {
                throw new DatasetException(
                    file, $"label {labels[index]} of sample {index} is not between 0 and {classes - 1}.");
            }
        }

        return labels;
    }

    /// <summary>Reads images and their labels.</summary>
    /// <param name="name">Name of the data set.</param>
    /// <param name="imagesFile">Path of the idx3-ubyte file.</param>
    /// <param name="labelsFile">Path of the idx1-ubyte file, with as many labels.</param>
    /// <param name="classes">Number of classes, 1 to 256; every label is below it.</param>
    /// <exception cref="DatasetException">A file is missing or damaged, or the two do not belong together.</exception>
    public static ImageDataset ReadDataset(string name, string imagesFile, string labelsFile, int classes = 10)
    {
        // The small file first: whatever is wrong with it is then known at once.
        ReadOnlyMemory<byte> labels = ReadLabels(labelsFile, classes);
        IdxImages images = ReadImages(imagesFile);
        if (labels.Length != images.Count)
        {
            throw new DatasetException(
                labelsFile, $"{Number(labels.Length)} labels, but {imagesFile} has {Number(images.Count)} images.");
        }

        return ImageDataset.Own(name, images.Pixels, labels, 1, images.Height, images.Width, classes);
    }

    private static (int[] Sizes, byte[] Values) Read(string file, uint magic)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        try
        {
            using FileStream stream = File.OpenRead(file);
            bool zipped = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
            stream.Position = 0;
            if (!zipped)
            {
                return ReadContent(file, stream, magic);
            }

            using GZipStream content = new(stream, CompressionMode.Decompress);
            return ReadContent(file, content, magic);
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException(
                file, "the gzip data are damaged or cut short; fetch the file again.", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(file, "there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(file, $"cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static (int[] Sizes, byte[] Values) ReadContent(string file, Stream stream, uint magic)
    {
        bool images = magic == ImagesMagic;
        int dimensions = images ? 3 : 1;
        byte[] header = new byte[4 + (4 * dimensions)];
        int found = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (found >= 4)
        {
            CheckMagic(file, BinaryPrimitives.ReadUInt32BigEndian(header), magic);
        }

        if (found < header.Length)
        {
            throw new DatasetException(
                file, $"{found} bytes, too short for the {header.Length}-byte header of {Kind(magic)}.");
        }

        uint[] sizes = new uint[dimensions];
        for (int dimension = 0; dimension < dimensions; dimension++)
        {
            sizes[dimension] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + (4 * dimension)));
        }

        CheckSizes(file, sizes);
        int expected = (int)sizes.Aggregate(1L, (product, size) => product * size);
        string promise = images
            ? $"{Number(sizes[0])} images of {sizes[1]}x{sizes[2]}"
            : $"{Number(sizes[0])} labels";
        return ([.. sizes.Select(size => (int)size)], ReadValues(file, stream, expected, promise));
    }

    private static void CheckMagic(string file, uint found, uint expected)
    {
        if (found != expected)
        {
            throw new DatasetException(
                file, $"begins with 0x{found:X8}, {Kind(found)}; expected 0x{expected:X8}, {Kind(expected)}.");
        }
    }

    /// <summary>Refuses sizes that cannot be meant, before memory is asked for.</summary>
    private static void CheckSizes(string file, ReadOnlySpan<uint> sizes)
    {
        if (sizes.Contains(0u))
        {
            throw new DatasetException(
                file, $"the header gives the size {string.Join('x', sizes.ToArray())}; no size may be 0.");
        }

        // Sides first: with them bounded, the product below cannot overflow.
        foreach (uint side in sizes[1..])
        {
            if (side > MaximumSide)
            {
                throw new DatasetException(
                    file,
                    $"the header gives images of {sizes[1]}x{sizes[2]} pixels; a side has at most {MaximumSide}.");
            }
        }

        long bytes = 1;
        foreach (uint size in sizes)
        {
            bytes *= size;
        }

        if (bytes > MaximumBytes)
        {
            throw new DatasetException(
                file,
                $"the header gives the size {string.Join('x', sizes.ToArray())}, {Number(bytes)} bytes; "
                + $"at most {Number(MaximumBytes)} are read.");
        }
    }

    private static byte[] ReadValues(string file, Stream stream, int expected, string promise)
    {
        // Grows with what is there rather than with what a damaged header promises.
        byte[] values = new byte[Math.Min(expected, FirstAllocation)];
        int found = 0;
        while (true)
        {
            found += stream.ReadAtLeast(values.AsSpan(found), values.Length - found, throwOnEndOfStream: false);
            if (found < values.Length)
            {
                throw new DatasetException(
                    file,
                    $"cut short: {Number(found)} of the {Number(expected)} bytes of data "
                    + $"that its header promises ({promise}).");
            }

            if (found == expected)
            {
                break;
            }

            Array.Resize(ref values, (int)Math.Min(expected, 2L * values.Length));
        }

        // Reading to the end also makes gzip check its sum.
        byte[] rest = new byte[MostTrailingCounted];
        int trailing = stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        if (trailing > 0)
        {
            string many = trailing == rest.Length ? $"{Number(trailing)} or more" : Number(trailing);
            throw new DatasetException(
                file,
                $"{many} bytes too many after the {Number(expected)} bytes of data that its header promises ({promise}).");
        }

        return values;
    }

    private static string Kind(uint magic)
    {
        ReadOnlySpan<byte> bytes = [(byte)(magic >> 24), (byte)(magic >> 16), (byte)(magic >> 8), (byte)magic];
        return magic switch
        {
            ImagesMagic => "an idx3-ubyte file of images",
            LabelsMagic => "an idx1-ubyte file of labels",
            _ when magic >> 16 == 0 && ValueType(bytes[2]) is { } type && bytes[3] > 0 =>
                $"an idx file of {type} in {bytes[3]} dimensions",
            _ when bytes.SequenceEqual("PK\u0003\u0004"u8) => "a zip archive",
            _ when bytes[0] == (byte)'<' => "a web page or XML, not data",
            _ => "no idx file",
        };
    }

    private static string? ValueType(byte code) => code switch
    {
        0x08 => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit integers",
        0x0C => "32-bit integers",
        0x0D => "32-bit floats",
        0x0E => "64-bit floats",
        _ => null,
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
