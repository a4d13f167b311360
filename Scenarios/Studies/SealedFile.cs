using System.Security.Cryptography;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>A file that ends with the SHA-256 of what is before: damage is noticed. It appears under its name only when it is whole.</summary>
internal static class SealedFile
{
    /// <summary>Writes a file in the place of the one that may be there; makes its folder where there is none.</summary>
    public static void Write(string file, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (FileStream stream = File.Create(file + ".part"))
        {
            stream.Write(content);
            stream.Write(SHA256.HashData(content));
        }

        File.Move(file + ".part", file, overwrite: true);
    }

    /// <summary>What was written to a file; null when that is not what is in it now.</summary>
    public static byte[]? Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int length = bytes.Length - SHA256.HashSizeInBytes;
        return length > 0 && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)) ? bytes[..length] : null;
    }
}
