using System.Globalization;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Reads the binary batches of CIFAR-10.</summary>
/// <remarks>
/// The format, <see href="https://www.cs.toronto.edu/~kriz/cifar.html"/>: records of 3073 bytes and nothing else; a label from 0 to 9, then 1024 bytes each of
/// red, green and blue, row by row. A file has 10,000 of them as published; any number is read.
/// </remarks>
public static class CifarReader
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordBytes = 1 + PixelBytes;

    /// <summary>Number of classes.</summary>
    public const int Classes = 10;

    internal const int Channels = 3;
    internal const int Side = 32;
    internal const int PixelBytes = Channels * Side * Side;

    /// <summary>Reads the first records of a batch.</summary>
    /// <param name="file">Path of the batch.</param>
    /// <param name="images">Receives pixels 0..255 in the order [records, channels, height, width]; as long as labels ask for.</param>
    /// <param name="labels">Receives one label a record; its length says how many are read.</param>
    /// <exception cref="DatasetException">The file is missing, has fewer records, or a label is out of range.</exception>
    public static void Read(string file, Span<byte> images, Span<byte> labels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        ArgumentOutOfRangeException.ThrowIfNotEqual(images.Length, labels.Length * PixelBytes);
        Guarded(file, images, labels, static (stream, name, pixels, classes) =>
        {
            Span<byte> label = stackalloc byte[1];
            for (int record = 0; record < classes.Length; record++)
            {
                Span<byte> image = pixels.Slice(record * PixelBytes, PixelBytes);
                if (stream.ReadAtLeast(label, 1, throwOnEndOfStream: false) < 1
                    || stream.ReadAtLeast(image, image.Length, throwOnEndOfStream: false) < image.Length)
                {
                    throw new DatasetException(name, $"ends within record {Number(record)}; {Number(classes.Length)} are wanted.");
                }

                if (label[0] >= Classes)
                {
                    throw new DatasetException(
                        name,
                        $"label {label[0]} of record {Number(record)}, at byte {Number((long)record * RecordBytes)}, is not between 0 and {Classes - 1}: "
                        + "the file is damaged, or no batch of CIFAR-10.");
                }

                classes[record] = label[0];
            }
        });
    }

    /// <summary>How many records a batch has.</summary>
    /// <param name="file">Path of the batch.</param>
    /// <exception cref="DatasetException">The file is missing or empty, or its length is no whole number of records.</exception>
    public static int Count(string file)
    {
        FileInfo info = new(file);
        if (!info.Exists)
        {
            throw new DatasetException(file, "there is no such file.");
        }

        (long records, long rest) = Math.DivRem(info.Length, RecordBytes);
        return (records, rest) switch
        {
            (0, 0) => throw new DatasetException(file, "the file is empty."),
            (> int.MaxValue / PixelBytes, _) => throw new DatasetException(file, $"{Number(records)} records are more than fit in memory."),
            (_, 0) => (int)records,
            _ => throw new DatasetException(
                file,
                $"{Number(info.Length)} bytes are {Number(records)} records of {RecordBytes} bytes and {Number(rest)} bytes more: "
                + "the file is cut short, or no batch of CIFAR-10."),
        };
    }

    private delegate void Reading(Stream stream, string file, Span<byte> images, Span<byte> labels);

    private static void Guarded(string file, Span<byte> images, Span<byte> labels, Reading read)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            read(stream, file, images, labels);
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

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
