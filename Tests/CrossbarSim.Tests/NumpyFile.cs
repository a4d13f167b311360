using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace CrossbarSim.Tests;

/// <summary>A matrix of double-precision numbers in NumPy's format, version 1; row by row, however the file has them.</summary>
internal sealed partial record NumpyFile(int[] Shape, double[] Values)
{
    public static NumpyFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string text = Encoding.ASCII.GetString(bytes, 10, header);
        if (!text.Contains("'<f8'", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {text}");
        }

        int[] shape = [.. Numbers().Matches(Between().Match(text).Value).Select(match => int.Parse(match.Value, null))];
        double[] values = new double[(bytes.Length - 10 - header) / sizeof(double)];
        Buffer.BlockCopy(bytes, 10 + header, values, 0, values.Length * sizeof(double));
        if (text.Contains("'fortran_order': True", StringComparison.Ordinal))
        {
            values = [.. Enumerable.Range(0, values.Length).Select(i => values[(i % shape[1] * shape[0]) + (i / shape[1])])];
        }

        return new NumpyFile(shape, values);
    }

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Between();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
