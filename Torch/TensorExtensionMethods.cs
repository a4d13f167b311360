using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>Reading single numbers, saving and loading.</summary>
public static class TensorExtensionMethods
{
    /// <summary>Makes a parameter of a tensor, which is thereby used up.</summary>
    public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    /// <summary>The bytes of an element of a type.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 => 4,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => 8,
    };

    /// <summary>Writes type, shape and raw elements, in TorchSharp's own format.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer)
    {
        writer.Encode((long)tensor.dtype);
        long[] shape = tensor.shape;
        writer.Encode(shape.Length);
        foreach (long size in shape)
        {
            writer.Encode(size);
        }

        writer.Flush();
        using torch.Tensor here = tensor.detach().cpu().contiguous();
        here.WriteBytesToStream(writer.BaseStream);
    }

    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using BinaryWriter writer = new(stream);
        tensor.Save(writer);
    }

    public static void Save(this torch.Tensor tensor, string location)
    {
        using FileStream stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads into a tensor of the type and shape that were written.</summary>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        (torch.ScalarType type, long[] shape) = ReadHeader(reader);
        if (type != tensor.dtype)
        {
            throw new ArgumentException(
                "Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        }

        if (!skip && !shape.SequenceEqual(tensor.shape))
        {
            throw new ArgumentException(
                "Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        }

        using torch.Tensor read = ReadElements(reader, type, shape);
        if (!skip)
        {
            using IDisposable _ = torch.no_grad();
            tensor.copy_(read);
        }
    }

    /// <summary>Reads a tensor that was written; skipping leaves zeros.</summary>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false)
    {
        (torch.ScalarType type, long[] shape) = ReadHeader(reader);
        torch.Tensor read = ReadElements(reader, type, shape);
        return skip ? read.zero_() : read;
    }

    private static (torch.ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        torch.ScalarType type = (torch.ScalarType)reader.Decode();
        long[] shape = new long[reader.Decode()];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.Decode();
        }

        return (type, shape);
    }

    private static torch.Tensor ReadElements(BinaryReader reader, torch.ScalarType type, long[] shape)
    {
        torch.Tensor read = torch.empty(shape, type);
        read.ReadBytesFromStream(reader.BaseStream);
        return read;
    }
}
