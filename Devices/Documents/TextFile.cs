using System.Text;

namespace CrossbarSim.Devices.Documents;

/// <summary>Reads small UTF-8 text files, and says precisely why one cannot be read.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, without byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumBytes">The largest size that is read; a whole number of MiB.</param>
    /// <exception cref="InputException">There is no such file, or it is not a text file of at most that size.</exception>
    public static string Read(string path, int maximumBytes)
    {
        if (path.Length == 0)
        {
            throw Whole("''", "there is no such file.");
        }

        if (Directory.Exists(path))
        {
            throw Whole(path, "is a folder, not a file.");
        }

        byte[] bytes;
        try
        {
            bytes = ReadBytes(path, maximumBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Whole(path, "there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Whole(path, $"cannot be read: {e.Message}");
        }

        return Decode(path, bytes);
    }

    private static byte[] ReadBytes(string path, int maximumBytes)
    {
        using FileStream stream = File.OpenRead(path);
        using MemoryStream read = new();
        byte[] buffer = new byte[65536];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            read.Write(buffer, 0, count);
            if (read.Length > maximumBytes)
            {
                throw Whole(path, $"is larger than {maximumBytes >> 20} MiB.");
            }
        }

        return read.ToArray();
    }

    private static string Decode(string path, byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw Whole(path, "is UTF-16 text; save it as UTF-8.");
        }

        ReadOnlySpan<byte> content = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsSpan(3) : bytes;
        string text;
        try
        {
            text = StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException e)
        {
            string before = Encoding.UTF8.GetString(content[..e.Index]);
            byte unknown = content[e.Index];
            throw new InputException(
                LocationOf(path, before, before.Length), "", $"byte 0x{unknown:X2} is not UTF-8 text; save the file as UTF-8.");
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                throw new InputException(LocationOf(path, text, i), "", "a NUL byte: this is not a text file.");
            }

            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\r' or '\n' or '\u0085'))
            {
                throw new InputException(LocationOf(path, text, i), "", $"control character U+{(int)text[i]:X4} in the text.");
            }
        }

        return text;
    }

    private static SourceLocation LocationOf(string path, string text, int index)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, index);
        return new SourceLocation(path, before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    private static InputException Whole(string path, string problem) =>
        new(SourceLocation.WholeFile(path), "", problem);
}
