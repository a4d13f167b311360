using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            /// <summary>The negative logarithm of the target class's softmax share.</summary>
            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0) =>
                new(Shim.ct_cross_entropy(
                    input.NativeHandle, target.NativeHandle, Tensor.Or(weight), ignore_index, (long)reduction,
                    label_smoothing));

            public static Tensor nll_loss(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                new(
                    Shim.ct_nll_loss(input.NativeHandle, target.NativeHandle, Tensor.Or(weight), -100, (long)reduction));

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                new(Shim.ct_mse_loss(input.NativeHandle, target.NativeHandle, (long)reduction));

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                new(Shim.ct_l1_loss(input.NativeHandle, target.NativeHandle, (long)reduction));
        }
    }
}
