using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CrossbarSim.Tests;

/// <summary>An array as NumPy writes it to an <c>.npy</c> file: double precision, little-endian, the last index running fastest.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its numbers.</param>
internal sealed record NpyFile(int[] Shape, double[] Values)
{
    /// <summary>Reads a file of the golden data.</summary>
    public static NpyFile Golden(params string[] parts)
    {
        byte[] bytes = File.ReadAllBytes(GoldenFile.Path(parts));
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, 10, length);
        if (!bytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8) || bytes[6] != 1
            || !header.Contains("'<f8'", StringComparison.Ordinal) || !header.Contains("'fortran_order': False", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{string.Join('/', parts)} is no array that can be read here: {header}");
        }

        string sizes = header[(header.IndexOf('(', StringComparison.Ordinal) + 1)..header.IndexOf(')', StringComparison.Ordinal)];
        int[] shape = [.. sizes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        double[] values = MemoryMarshal.Cast<byte, double>(bytes.AsSpan(10 + length)).ToArray();
        return values.Length == shape.Aggregate(1, (product, size) => product * size)
            ? new NpyFile(shape, values)
            : throw new InvalidDataException($"{string.Join('/', parts)} is cut short.");
    }
}
