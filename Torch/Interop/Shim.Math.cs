using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Element by element. The entries of <c>Native/math.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial nint ct_round(TensorHandle self, long decimals);

    [LibraryImport(Library)]
    internal static partial int ct_round_(TensorHandle self, long decimals);

    [LibraryImport(Library)]
    internal static partial nint ct_div(TensorHandle self, TensorHandle other, int rounding);

    [LibraryImport(Library)]
    internal static partial int ct_div_(TensorHandle self, TensorHandle other, int rounding);

    [LibraryImport(Library)]
    internal static partial nint ct_div_scalar(TensorHandle self, ShimScalar other, int rounding);

    [LibraryImport(Library)]
    internal static partial int ct_div_scalar_(TensorHandle self, ShimScalar other, int rounding);

    [LibraryImport(Library)]
    internal static partial nint ct_addcmul(TensorHandle self, TensorHandle a, TensorHandle b, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial int ct_addcmul_(TensorHandle self, TensorHandle a, TensorHandle b, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial nint ct_addcdiv(TensorHandle self, TensorHandle a, TensorHandle b, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial int ct_addcdiv_(TensorHandle self, TensorHandle a, TensorHandle b, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial nint ct_lerp(TensorHandle self, TensorHandle end, TensorHandle weight);

    [LibraryImport(Library)]
    internal static partial int ct_lerp_(TensorHandle self, TensorHandle end, TensorHandle weight);

    [LibraryImport(Library)]
    internal static partial nint ct_clamp(TensorHandle self, ShimScalar min, ShimScalar max);

    [LibraryImport(Library)]
    internal static partial int ct_clamp_(TensorHandle self, ShimScalar min, ShimScalar max);

    [LibraryImport(Library)]
    internal static partial nint ct_clamp_tensor(TensorHandle self, TensorHandle min, TensorHandle max);

    [LibraryImport(Library)]
    internal static partial int ct_clamp_tensor_(TensorHandle self, TensorHandle min, TensorHandle max);

    [LibraryImport(Library)]
    internal static partial nint ct_where(TensorHandle condition, TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial long ct_equal(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial long ct_allclose(
        TensorHandle self, TensorHandle other, double rtol, double atol, byte equalNan);

    [LibraryImport(Library)]
    internal static partial nint ct_isclose(
        TensorHandle self, TensorHandle other, double rtol, double atol, byte equalNan);

    [LibraryImport(Library)]
    internal static partial nint ct_abs(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_abs_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_neg(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_neg_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_sqrt(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_sqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_rsqrt(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_rsqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_reciprocal(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_reciprocal_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_exp(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_exp_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_exp2(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_exp2_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_expm1(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_expm1_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_log(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_log_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_log2(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_log2_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_log10(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_log10_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_log1p(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_log1p_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_sin(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_sin_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_cos(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_cos_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_tanh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_tanh_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_sigmoid(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_sigmoid_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_erf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_erf_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_erfinv(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_erfinv_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_relu(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_relu_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_floor(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_floor_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_ceil(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_ceil_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_trunc(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_trunc_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_sign(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_sign_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_square(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_atan(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_sinh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_cosh(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_isnan(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_isinf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_isfinite(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_logical_not(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_bitwise_not(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_add(TensorHandle self, TensorHandle other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_add_(TensorHandle self, TensorHandle other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint ct_add_scalar(TensorHandle self, ShimScalar other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_add_scalar_(TensorHandle self, ShimScalar other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint ct_sub(TensorHandle self, TensorHandle other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_sub_(TensorHandle self, TensorHandle other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint ct_sub_scalar(TensorHandle self, ShimScalar other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_sub_scalar_(TensorHandle self, ShimScalar other, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint ct_mul(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_mul_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_mul_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_mul_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_pow(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_pow_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_pow_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_pow_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_remainder(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_remainder_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_remainder_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_remainder_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_floor_divide(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_floor_divide_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_floor_divide_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_floor_divide_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_eq(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_eq_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_eq_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_eq_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_ne(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_ne_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_ne_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_ne_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_lt(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_lt_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_lt_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_lt_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_le(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_le_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_le_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_le_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_gt(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_gt_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_gt_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_gt_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_ge(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_ge_scalar(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial int ct_ge_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int ct_ge_scalar_(TensorHandle self, ShimScalar other);

    [LibraryImport(Library)]
    internal static partial nint ct_maximum(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_minimum(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_logical_and(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_logical_or(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_logical_xor(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_bitwise_and(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_bitwise_or(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_bitwise_xor(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_copysign(TensorHandle self, TensorHandle other);
}
