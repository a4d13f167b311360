using System.Buffers.Binary;
using System.IO.Compression;

namespace CrossbarSim.Tests.Networks.Datasets;

/// <summary>A folder of its own for one test, and the idx files that go into it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("crossbarsim-datasets-").FullName;

    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    public string Write(string name, byte[] content)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Four small files: 3 training and 2 test images of 2x2, labels 1, 2, 3 and 4, 5.</summary>
    public void WriteMnist(string folder, string suffix = "", byte firstTestLabel = 4)
    {
        Write(Path.Combine(folder, "train-images-idx3-ubyte" + suffix), Pack(Images(3, 2, 2), suffix));
        Write(Path.Combine(folder, "train-labels-idx1-ubyte" + suffix), Pack(Labels(1, 2, 3), suffix));
        Write(Path.Combine(folder, "t10k-images-idx3-ubyte" + suffix), Pack(Images(2, 2, 2), suffix));
        Write(Path.Combine(folder, "t10k-labels-idx1-ubyte" + suffix), Pack(Labels(firstTestLabel, 5), suffix));
    }

    /// <summary>An idx file: header, then values.</summary>
    public static byte[] Idx(uint magic, uint[] sizes, byte[] values)
    {
        byte[] file = new byte[4 + (4 * sizes.Length) + values.Length];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(4 + (4 * i)), sizes[i]);
        }

        values.CopyTo(file, 4 + (4 * sizes.Length));
        return file;
    }

    /// <summary>Images whose pixels are 0, 1, 2, ... in file order.</summary>
    public static byte[] Images(int count, int height, int width) => Idx(
        0x803,
        [(uint)count, (uint)height, (uint)width],
        [.. Enumerable.Range(0, count * height * width).Select(i => (byte)i)]);

    public static byte[] Labels(params byte[] labels) => Idx(0x801, [(uint)labels.Length], labels);

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static byte[] Pack(byte[] content, string suffix) => suffix == ".gz" ? Gzip(content) : content;
}
