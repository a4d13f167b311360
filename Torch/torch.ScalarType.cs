namespace TorchSharp;

public static partial class torch
{
    private static ScalarType _defaultType = ScalarType.Float32;

    /// <summary>The element types of tensors, numbered as in libtorch.</summary>
    public enum ScalarType : sbyte
    {
        Byte = 0,
        Int8 = 1,
        Int16 = 2,
        Int32 = 3,
        Int64 = 4,
        Float16 = 5,
        Float32 = 6,
        Float64 = 7,
        ComplexFloat32 = 9,
        ComplexFloat64 = 10,
        Bool = 11,
        BFloat16 = 15,
    }

    public static ScalarType @bool { get; } = ScalarType.Bool;

    public static ScalarType uint8 { get; } = ScalarType.Byte;

    public static ScalarType int8 { get; } = ScalarType.Int8;

    public static ScalarType int16 { get; } = ScalarType.Int16;

    public static ScalarType int32 { get; } = ScalarType.Int32;

    public static ScalarType int64 { get; } = ScalarType.Int64;

    public static ScalarType bfloat16 { get; } = ScalarType.BFloat16;

    public static ScalarType float16 { get; } = ScalarType.Float16;

    public static ScalarType float32 { get; } = ScalarType.Float32;

    public static ScalarType float64 { get; } = ScalarType.Float64;

    public static ScalarType @short { get; } = ScalarType.Int16;

    public static ScalarType @int { get; } = ScalarType.Int32;

    public static ScalarType @long { get; } = ScalarType.Int64;

    public static ScalarType half { get; } = ScalarType.Float16;

    public static ScalarType @float { get; } = ScalarType.Float32;

    public static ScalarType @double { get; } = ScalarType.Float64;

    public static void set_default_dtype(ScalarType dtype) => _defaultType = dtype;

    public static ScalarType get_default_dtype() => _defaultType;

    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16
        or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) => type is ScalarType.BFloat16 or ScalarType.Float16
        or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;
}
