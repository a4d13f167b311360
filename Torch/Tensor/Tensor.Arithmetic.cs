using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a division does with the fraction.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    /// <summary>Arithmetic of two operands.</summary>
    public partial class Tensor
    {
        public Tensor add(Tensor target) => new(Shim.ct_add(NativeHandle, target.NativeHandle, ShimScalar.One));

        /// <summary>This plus alpha times the other.</summary>
        public Tensor add(Tensor target, Scalar alpha) =>
            new(Shim.ct_add(NativeHandle, target.NativeHandle, Scalar.Of(alpha)));

        public Tensor add(Scalar scalar) => new(Shim.ct_add_scalar(NativeHandle, Scalar.Of(scalar), ShimScalar.One));

        public Tensor add(Scalar scalar, Scalar alpha) =>
            new(Shim.ct_add_scalar(NativeHandle, Scalar.Of(scalar), Scalar.Of(alpha)));

        public Tensor add_(Tensor target) => Done(Shim.ct_add_(NativeHandle, target.NativeHandle, ShimScalar.One));

        /// <summary>Adds alpha times the other.</summary>
        public Tensor add_(Tensor target, Scalar alpha) =>
            Done(Shim.ct_add_(NativeHandle, target.NativeHandle, Scalar.Of(alpha)));

        public Tensor add_(Scalar scalar) => Done(Shim.ct_add_scalar_(NativeHandle, Scalar.Of(scalar), ShimScalar.One));

        public Tensor add_(Scalar scalar, Scalar alpha) =>
            Done(Shim.ct_add_scalar_(NativeHandle, Scalar.Of(scalar), Scalar.Of(alpha)));

        public Tensor sub(Tensor target) => new(Shim.ct_sub(NativeHandle, target.NativeHandle, ShimScalar.One));

        public Tensor sub(Scalar target) => new(Shim.ct_sub_scalar(NativeHandle, Scalar.Of(target), ShimScalar.One));

        public Tensor sub_(Tensor target) => Done(Shim.ct_sub_(NativeHandle, target.NativeHandle, ShimScalar.One));

        public Tensor sub_(Scalar target) => Done(Shim.ct_sub_scalar_(NativeHandle, Scalar.Of(target), ShimScalar.One));

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor subtract(Scalar target) => sub(target);

        public Tensor mul(Tensor target) => new(Shim.ct_mul(NativeHandle, target.NativeHandle));

        public Tensor mul(Scalar target) => new(Shim.ct_mul_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor mul_(Tensor target) => Done(Shim.ct_mul_(NativeHandle, target.NativeHandle));

        public Tensor mul_(Scalar target) => Done(Shim.ct_mul_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor pow(Tensor exponent) => new(Shim.ct_pow(NativeHandle, exponent.NativeHandle));

        public Tensor pow(Scalar exponent) => new(Shim.ct_pow_scalar(NativeHandle, Scalar.Of(exponent)));

        public Tensor pow_(Tensor exponent) => Done(Shim.ct_pow_(NativeHandle, exponent.NativeHandle));

        public Tensor pow_(Scalar exponent) => Done(Shim.ct_pow_scalar_(NativeHandle, Scalar.Of(exponent)));

        public Tensor remainder(Tensor target) => new(Shim.ct_remainder(NativeHandle, target.NativeHandle));

        public Tensor remainder(Scalar scalar) => new(Shim.ct_remainder_scalar(NativeHandle, Scalar.Of(scalar)));

        public Tensor remainder_(Tensor target) => Done(Shim.ct_remainder_(NativeHandle, target.NativeHandle));

        public Tensor remainder_(Scalar scalar) => Done(Shim.ct_remainder_scalar_(NativeHandle, Scalar.Of(scalar)));

        public Tensor floor_divide(Tensor other) => new(Shim.ct_floor_divide(NativeHandle, other.NativeHandle));

        public Tensor floor_divide(Scalar other) => new(Shim.ct_floor_divide_scalar(NativeHandle, Scalar.Of(other)));

        public Tensor floor_divide_(Tensor other) => Done(Shim.ct_floor_divide_(NativeHandle, other.NativeHandle));

        public Tensor floor_divide_(Scalar other) => Done(Shim.ct_floor_divide_scalar_(NativeHandle, Scalar.Of(other)));

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            new(Shim.ct_div(NativeHandle, target.NativeHandle, (int)rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            new(Shim.ct_div_scalar(NativeHandle, Scalar.Of(target), (int)rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Done(Shim.ct_div_(NativeHandle, target.NativeHandle, (int)rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Done(Shim.ct_div_scalar_(NativeHandle, Scalar.Of(target), (int)rounding_mode));

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            div(target, rounding_mode);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            new(Shim.ct_addcmul(NativeHandle, tensor1.NativeHandle, tensor2.NativeHandle, Scalar.Of(value)));

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Done(Shim.ct_addcmul_(NativeHandle, tensor1.NativeHandle, tensor2.NativeHandle, Scalar.Of(value)));

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            new(Shim.ct_addcdiv(NativeHandle, tensor1.NativeHandle, tensor2.NativeHandle, Scalar.Of(value)));

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Done(Shim.ct_addcdiv_(NativeHandle, tensor1.NativeHandle, tensor2.NativeHandle, Scalar.Of(value)));

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        /// <summary>This plus weight times the way to the end.</summary>
        public Tensor lerp(Tensor end, Tensor weight) =>
            new(Shim.ct_lerp(NativeHandle, end.NativeHandle, weight.NativeHandle));

        public Tensor lerp_(Tensor end, Tensor weight) =>
            Done(Shim.ct_lerp_(NativeHandle, end.NativeHandle, weight.NativeHandle));

        public Tensor maximum(Tensor other) => new(Shim.ct_maximum(NativeHandle, other.NativeHandle));

        public Tensor minimum(Tensor other) => new(Shim.ct_minimum(NativeHandle, other.NativeHandle));

        public Tensor max(Tensor other) => maximum(other);

        public Tensor min(Tensor other) => minimum(other);

        public Tensor copysign(Tensor other) => new(Shim.ct_copysign(NativeHandle, other.NativeHandle));
    }
}
