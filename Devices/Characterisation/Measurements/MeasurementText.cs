using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using System.Buffers;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Measurements;

/// <summary>The bytes of a measurement file, plain or compressed with gzip, once they are known to be UTF-8 text.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Sha256">SHA-256 of the file as it lies on the disk, in lower-case hexadecimal.</param>
/// <param name="Bytes">Its text in UTF-8, without byte order mark.</param>
internal sealed record MeasurementText(string File, string Sha256, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest text that is read, once decompressed.</summary>
    public const int MaximumBytes = 256 << 20;

    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(code => code is not ('\t' or '\n' or '\r')).Select(code => (byte)code), 0x7F]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">There is no such file, it is too large, damaged or no text.</exception>
    public static MeasurementText Load(string path)
    {
        byte[] stored = Stored(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stored));
        byte[] bytes = stored is [0x1F, 0x8B, ..] ? Unpacked(path, stored) : stored;
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw Whole(path, "is UTF-16 text; save it as UTF-8.");
        }

        ReadOnlyMemory<byte> text = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsMemory(3) : bytes;
        Check(path, text.Span);
        return new MeasurementText(path, hash, text);
    }

    private static byte[] Stored(string path)
    {
        if (path.Length == 0)
        {
            throw Whole("''", "there is no such file.");
        }

        if (Directory.Exists(path))
        {
            throw Whole(path, "is a folder, not a file.");
        }

        try
        {
            if (new FileInfo(path).Length > MaximumBytes)
            {
                throw TooLarge(path);
            }

            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Whole(path, "there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Whole(path, $"cannot be read: {e.Message}");
        }
    }

    private static byte[] Unpacked(string path, byte[] stored)
    {
        // A gzip file ends with the length of what is in it, modulo 2^32 (RFC 1952, section 2.3.1).
        long length = stored.Length < 18 ? 0 : BitConverter.ToUInt32(stored.AsSpan(stored.Length - 4));
        using MemoryStream unpacked = new((int)Math.Min(length, MaximumBytes));
        try
        {
            using GZipStream stream = new(new MemoryStream(stored), CompressionMode.Decompress);
            byte[] buffer = new byte[1 << 16];
            for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            {
                unpacked.Write(buffer, 0, count);
                if (unpacked.Length > MaximumBytes)
                {
                    throw TooLarge(path);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Whole(path, "is a damaged gzip file.");
        }

        return unpacked.Length == length
            ? unpacked.ToArray()
            : throw Whole(path, "is a gzip file that is cut short, or several in one.");
    }

    private static void Check(string path, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            int at = FirstInvalid(text);
            throw At(path, text, at, $"byte 0x{text[at]:X2} is not UTF-8 text; save the file as UTF-8.");
        }

        int control = text.IndexOfAny(Controls);
        if (control >= 0)
        {
            throw At(path, text, control, text[control] == 0
                ? "a NUL byte: this is not a text file."
                : $"control character U+{(int)text[control]:X4} in the text.");
        }

        for (int at = text.IndexOf((byte)'\r'); at >= 0;)
        {
            if (at + 1 < text.Length && text[at + 1] != '\n')
            {
                throw At(path, text, at, "a carriage return inside a line; lines end with a line feed.");
            }

            int next = text[(at + 1)..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }

        int mark = text.IndexOf("\uFEFF"u8);
        if (mark >= 0)
        {
            throw At(path, text, mark, "a byte order mark inside the text; are these several files in one?");
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static InputException At(string path, ReadOnlySpan<byte> text, int index, string problem)
    {
        ReadOnlySpan<byte> before = text[..index];
        int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new InputException(new SourceLocation(path, before.Count((byte)'\n') + 1, column), "", problem);
    }

    private static InputException TooLarge(string path) => Whole(path, $"is larger than {MaximumBytes >> 20} MiB.");

    private static InputException Whole(string path, string problem) => new(SourceLocation.WholeFile(path), "", problem);
}
