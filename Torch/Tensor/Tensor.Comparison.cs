using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Comparisons, logic, bounds.</summary>
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => new(Shim.ct_eq(NativeHandle, target.NativeHandle));

        public Tensor eq(Scalar target) => new(Shim.ct_eq_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor eq_(Tensor target) => Done(Shim.ct_eq_(NativeHandle, target.NativeHandle));

        public Tensor eq_(Scalar target) => Done(Shim.ct_eq_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor ne(Tensor target) => new(Shim.ct_ne(NativeHandle, target.NativeHandle));

        public Tensor ne(Scalar target) => new(Shim.ct_ne_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor ne_(Tensor target) => Done(Shim.ct_ne_(NativeHandle, target.NativeHandle));

        public Tensor ne_(Scalar target) => Done(Shim.ct_ne_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor lt(Tensor target) => new(Shim.ct_lt(NativeHandle, target.NativeHandle));

        public Tensor lt(Scalar target) => new(Shim.ct_lt_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor lt_(Tensor target) => Done(Shim.ct_lt_(NativeHandle, target.NativeHandle));

        public Tensor lt_(Scalar target) => Done(Shim.ct_lt_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor less(Tensor target) => lt(target);

        public Tensor le(Tensor target) => new(Shim.ct_le(NativeHandle, target.NativeHandle));

        public Tensor le(Scalar target) => new(Shim.ct_le_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor le_(Tensor target) => Done(Shim.ct_le_(NativeHandle, target.NativeHandle));

        public Tensor le_(Scalar target) => Done(Shim.ct_le_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor gt(Tensor target) => new(Shim.ct_gt(NativeHandle, target.NativeHandle));

        public Tensor gt(Scalar target) => new(Shim.ct_gt_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor gt_(Tensor target) => Done(Shim.ct_gt_(NativeHandle, target.NativeHandle));

        public Tensor gt_(Scalar target) => Done(Shim.ct_gt_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor greater(Tensor target) => gt(target);

        public Tensor ge(Tensor target) => new(Shim.ct_ge(NativeHandle, target.NativeHandle));

        public Tensor ge(Scalar target) => new(Shim.ct_ge_scalar(NativeHandle, Scalar.Of(target)));

        public Tensor ge_(Tensor target) => Done(Shim.ct_ge_(NativeHandle, target.NativeHandle));

        public Tensor ge_(Scalar target) => Done(Shim.ct_ge_scalar_(NativeHandle, Scalar.Of(target)));

        public Tensor greater_equal(Tensor target) => ge(target);

        /// <summary>Element by element, despite the name; <see cref="Equals(Tensor)"/> compares as a whole.</summary>
        public Tensor equal(Tensor target) => eq(target);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Shim.Number(Shim.ct_allclose(NativeHandle, target.NativeHandle, rtol, atol, Shim.Flag(equal_nan))) != 0;

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            new(Shim.ct_isclose(NativeHandle, other.NativeHandle, rtol, atol, Shim.Flag(nanEqual)));

        public Tensor logical_and(Tensor other) => new(Shim.ct_logical_and(NativeHandle, other.NativeHandle));

        public Tensor logical_or(Tensor other) => new(Shim.ct_logical_or(NativeHandle, other.NativeHandle));

        public Tensor logical_xor(Tensor other) => new(Shim.ct_logical_xor(NativeHandle, other.NativeHandle));

        public Tensor bitwise_and(Tensor other) => new(Shim.ct_bitwise_and(NativeHandle, other.NativeHandle));

        public Tensor bitwise_or(Tensor other) => new(Shim.ct_bitwise_or(NativeHandle, other.NativeHandle));

        public Tensor bitwise_xor(Tensor other) => new(Shim.ct_bitwise_xor(NativeHandle, other.NativeHandle));

        /// <summary>This where the condition holds, the other elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) =>
            new(Shim.ct_where(condition.NativeHandle, NativeHandle, y.NativeHandle));

        public Tensor clamp(Scalar? min = null, Scalar? max = null) =>
            new(Shim.ct_clamp(NativeHandle, Scalar.Of(min), Scalar.Of(max)));

        public Tensor clamp(Tensor? min = null, Tensor? max = null) =>
            new(Shim.ct_clamp_tensor(NativeHandle, Or(min), Or(max)));

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) =>
            Done(Shim.ct_clamp_(NativeHandle, Scalar.Of(min), Scalar.Of(max)));

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) =>
            Done(Shim.ct_clamp_tensor_(NativeHandle, Or(min), Or(max)));

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor clamp_max(Scalar max) => new(Shim.ct_clamp(NativeHandle, ShimScalar.Absent, Scalar.Of(max)));

        public Tensor clamp_max_(Scalar max) => Done(Shim.ct_clamp_(NativeHandle, ShimScalar.Absent, Scalar.Of(max)));

        public Tensor clamp_min(Scalar min) => new(Shim.ct_clamp(NativeHandle, Scalar.Of(min), ShimScalar.Absent));

        public Tensor clamp_min_(Scalar min) => Done(Shim.ct_clamp_(NativeHandle, Scalar.Of(min), ShimScalar.Absent));
    }
}
