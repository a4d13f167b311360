namespace TorchSharp.Utils;

/// <summary>Whole numbers in seven bits a byte, lowest first, the eighth bit saying that more follow.</summary>
internal static class LEB128Codec
{
    internal static void Encode(this BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    internal static long Decode(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
