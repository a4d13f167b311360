using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Functions of each element.</summary>
    public partial class Tensor
    {
        public Tensor abs() => new(Shim.ct_abs(NativeHandle));

        public Tensor abs_() => Done(Shim.ct_abs_(NativeHandle));

        public Tensor neg() => new(Shim.ct_neg(NativeHandle));

        public Tensor neg_() => Done(Shim.ct_neg_(NativeHandle));

        public Tensor sqrt() => new(Shim.ct_sqrt(NativeHandle));

        public Tensor sqrt_() => Done(Shim.ct_sqrt_(NativeHandle));

        public Tensor rsqrt() => new(Shim.ct_rsqrt(NativeHandle));

        public Tensor rsqrt_() => Done(Shim.ct_rsqrt_(NativeHandle));

        public Tensor reciprocal() => new(Shim.ct_reciprocal(NativeHandle));

        public Tensor reciprocal_() => Done(Shim.ct_reciprocal_(NativeHandle));

        public Tensor exp() => new(Shim.ct_exp(NativeHandle));

        public Tensor exp_() => Done(Shim.ct_exp_(NativeHandle));

        public Tensor exp2() => new(Shim.ct_exp2(NativeHandle));

        public Tensor exp2_() => Done(Shim.ct_exp2_(NativeHandle));

        public Tensor expm1() => new(Shim.ct_expm1(NativeHandle));

        public Tensor expm1_() => Done(Shim.ct_expm1_(NativeHandle));

        public Tensor log() => new(Shim.ct_log(NativeHandle));

        public Tensor log_() => Done(Shim.ct_log_(NativeHandle));

        public Tensor log2() => new(Shim.ct_log2(NativeHandle));

        public Tensor log2_() => Done(Shim.ct_log2_(NativeHandle));

        public Tensor log10() => new(Shim.ct_log10(NativeHandle));

        public Tensor log10_() => Done(Shim.ct_log10_(NativeHandle));

        public Tensor log1p() => new(Shim.ct_log1p(NativeHandle));

        public Tensor log1p_() => Done(Shim.ct_log1p_(NativeHandle));

        public Tensor sin() => new(Shim.ct_sin(NativeHandle));

        public Tensor sin_() => Done(Shim.ct_sin_(NativeHandle));

        public Tensor cos() => new(Shim.ct_cos(NativeHandle));

        public Tensor cos_() => Done(Shim.ct_cos_(NativeHandle));

        public Tensor tanh() => new(Shim.ct_tanh(NativeHandle));

        public Tensor tanh_() => Done(Shim.ct_tanh_(NativeHandle));

        public Tensor sigmoid() => new(Shim.ct_sigmoid(NativeHandle));

        public Tensor sigmoid_() => Done(Shim.ct_sigmoid_(NativeHandle));

        public Tensor erf() => new(Shim.ct_erf(NativeHandle));

        public Tensor erf_() => Done(Shim.ct_erf_(NativeHandle));

        public Tensor erfinv() => new(Shim.ct_erfinv(NativeHandle));

        public Tensor erfinv_() => Done(Shim.ct_erfinv_(NativeHandle));

        public Tensor relu() => new(Shim.ct_relu(NativeHandle));

        public Tensor relu_() => Done(Shim.ct_relu_(NativeHandle));

        public Tensor floor() => new(Shim.ct_floor(NativeHandle));

        public Tensor floor_() => Done(Shim.ct_floor_(NativeHandle));

        public Tensor ceil() => new(Shim.ct_ceil(NativeHandle));

        public Tensor ceil_() => Done(Shim.ct_ceil_(NativeHandle));

        public Tensor trunc() => new(Shim.ct_trunc(NativeHandle));

        public Tensor trunc_() => Done(Shim.ct_trunc_(NativeHandle));

        public Tensor sign() => new(Shim.ct_sign(NativeHandle));

        public Tensor sign_() => Done(Shim.ct_sign_(NativeHandle));

        public Tensor square() => new(Shim.ct_square(NativeHandle));

        public Tensor atan() => new(Shim.ct_atan(NativeHandle));

        public Tensor sinh() => new(Shim.ct_sinh(NativeHandle));

        public Tensor cosh() => new(Shim.ct_cosh(NativeHandle));

        public Tensor isnan() => new(Shim.ct_isnan(NativeHandle));

        public Tensor isinf() => new(Shim.ct_isinf(NativeHandle));

        public Tensor isfinite() => new(Shim.ct_isfinite(NativeHandle));

        public Tensor logical_not() => new(Shim.ct_logical_not(NativeHandle));

        public Tensor bitwise_not() => new(Shim.ct_bitwise_not(NativeHandle));

        public Tensor negative() => neg();

        public Tensor absolute() => abs();

        /// <summary>Rounds to the given number of decimals, half to even.</summary>
        public Tensor round(long decimals = 0L) => new(Shim.ct_round(NativeHandle, decimals));

        public Tensor round_(long decimals = 0L) => Done(Shim.ct_round_(NativeHandle, decimals));

        private Tensor Done(int status)
        {
            Shim.Check(status);
            return this;
        }
    }
}
