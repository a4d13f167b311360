using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Creates a tensor with a copy of the numbers of an array of any shape.</summary>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), TypeOf(rawArray), dtype, device, requires_grad);

    /// <summary>Creates a tensor with a copy of the numbers of an array of any shape.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor tensor(
        byte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        byte[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        byte[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<byte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Byte, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        byte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        byte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        byte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Byte, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Int8, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        sbyte[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        sbyte[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int8, dtype, device, requires_grad);

    public static Tensor tensor(
        short scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        short[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        short[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Int16, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        short[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        short[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        short[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int16, dtype, device, requires_grad);

    public static Tensor tensor(
        int scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        int[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        int[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Int32, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        int[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        int[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        int[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int32, dtype, device, requires_grad);

    public static Tensor tensor(
        long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Int64, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        long[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        long[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(
        long[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Int64, dtype, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float32, null, device, requires_grad);

    public static Tensor tensor(float scalar, ScalarType? dtype, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.LongLength], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<float> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(
            memory.Pointer, rawArray.Length, dimensions, ScalarType.Float32, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        float[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        float[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        float[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float32, dtype, device, requires_grad);

    public static Tensor tensor(
        double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, [rawArray.LongLength], ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(
            memory.Pointer, rawArray.Length, dimensions, ScalarType.Float64, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        double[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        double[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        double[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Float64, dtype, device, requires_grad);

    public static Tensor tensor(
        bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromScalar(scalar, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        bool[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(dataArray, [dataArray.LongLength], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        bool[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(dataArray, dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<bool> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), [rawArray.Count], ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        IList<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        FromArray(rawArray.ToArray(), dimensions, ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        Memory<bool> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false)
    {
        using System.Buffers.MemoryHandle memory = rawArray.Pin();
        return FromMemory(memory.Pointer, rawArray.Length, dimensions, ScalarType.Bool, dtype, device, requires_grad);
    }

    public static Tensor tensor(
        bool[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        bool[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Bool, dtype, device, requires_grad);

    public static Tensor tensor(
        bool[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        FromArray(rawArray, SizesOf(rawArray), ScalarType.Bool, dtype, device, requires_grad);

    private static long[] SizesOf(Array array) =>
        [.. Enumerable.Range(0, array.Rank).Select(i => array.GetLongLength(i))];

    private static Tensor FromScalar<T>(T value, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged =>
        FromMemory(&value, 1, [], type, dtype, device, requires_grad);

    private static Tensor FromArray(
        Array array, ReadOnlySpan<long> sizes, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
    {
        fixed (byte* p = &MemoryMarshal.GetArrayDataReference(array))
        {
            return FromMemory(p, array.LongLength, sizes, type, dtype, device, requires_grad);
        }
    }

    private static Tensor FromMemory(
        void* data, long count, ReadOnlySpan<long> sizes, ScalarType type, ScalarType? dtype, Device? device,
        bool requires_grad)
    {
        long total = 1;
        foreach (long size in sizes)
        {
            total *= size;
        }

        if (total > count)
        {
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {total} vs. {count}");
        }

        Device where = device ?? CPU;
        fixed (long* p = sizes)
        {
            Tensor tensor = new(Shim.ct_from_data(
                data, p, sizes.Length, (int)type, (int)(dtype ?? type), (int)where.type, where.index));
            return requires_grad ? tensor.requires_grad_() : tensor;
        }
    }

    private static ScalarType TypeOf(Array array) => Type.GetTypeCode(array.GetType().GetElementType()) switch
    {
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        TypeCode.Boolean => ScalarType.Bool,
        _ => throw new NotSupportedException($"The type {array.GetType().GetElementType()} is not supported."),
    };
}
