using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number where a tensor operation takes one; made by implicit conversion.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(ShimScalar value) => Value = value;

    public torch.ScalarType Type => Value.IsReal ? torch.ScalarType.Float64
        : Value.IsWhole ? torch.ScalarType.Int64
        : torch.ScalarType.Bool;

    internal ShimScalar Value { get; }

    public static implicit operator Scalar(byte value) => new(ShimScalar.Whole(value));

    public static implicit operator Scalar(sbyte value) => new(ShimScalar.Whole(value));

    public static implicit operator Scalar(short value) => new(ShimScalar.Whole(value));

    public static implicit operator Scalar(int value) => new(ShimScalar.Whole(value));

    public static implicit operator Scalar(long value) => new(ShimScalar.Whole(value));

    public static implicit operator Scalar(float value) => new(ShimScalar.Real(value));

    public static implicit operator Scalar(double value) => new(ShimScalar.Real(value));

    public static implicit operator Scalar(bool value) => new(ShimScalar.Flag(value));

    /// <summary>Nothing to release; here because it is in the API.</summary>
    public void Dispose()
    {
    }

    internal static ShimScalar Of(Scalar? scalar) => scalar is null ? ShimScalar.Absent : scalar.Value;
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)value.Value.AsReal();

    public static double ToDouble(this Scalar value) => value.Value.AsReal();

    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.Value.AsWhole());

    public static byte ToByte(this Scalar value) => checked((byte)value.Value.AsWhole());

    public static short ToInt16(this Scalar value) => checked((short)value.Value.AsWhole());

    public static int ToInt32(this Scalar value) => checked((int)value.Value.AsWhole());

    public static long ToInt64(this Scalar value) => value.Value.AsWhole();

    public static bool ToBoolean(this Scalar value) => value.Value.AsFlag();
}
