using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>What stands beyond the border of an image.</summary>
public enum PaddingModes
{
    Zeros = 0,
    Reflect = 1,
    Replicate = 2,
    Circular = 3,
    Constant = 4,
}

/// <summary>Padding by its effect: none, or as much as keeps the size.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers without state.</summary>
        public static unsafe partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                new(Shim.ct_linear(input.NativeHandle, weights.NativeHandle, Tensor.Or(bias)));

            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1)
            {
                strides ??= [1];
                padding ??= [0];
                dilation ??= [1];
                fixed (long* s = strides, p = padding, d = dilation)
                {
                    return new Tensor(Shim.ct_conv2d(
                        input.NativeHandle, weight.NativeHandle, Tensor.Or(bias), s, strides.Length, p, padding.Length,
                        d, dilation.Length, groups));
                }
            }

            public static Tensor conv2d_padding(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                Padding padding = Padding.Valid,
                long[]? dilation = null,
                long groups = 1)
            {
                strides ??= [1];
                dilation ??= [1];
                fixed (long* s = strides, d = dilation)
                {
                    return new Tensor(Shim.ct_conv2d_padding(
                        input.NativeHandle, weight.NativeHandle, Tensor.Or(bias), s, strides.Length,
                        Shim.Flag(padding == Padding.Same), d, dilation.Length, groups));
                }
            }

            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-5) =>
                new(Shim.ct_batch_norm(
                    input.NativeHandle, Tensor.Or(weight), Tensor.Or(bias), Tensor.Or(running_mean),
                    Tensor.Or(running_var),
                    Shim.Flag(training), momentum, eps));

            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                fixed (long* p = normalized_shape)
                {
                    return new Tensor(Shim.ct_layer_norm(
                        input.NativeHandle, p, normalized_shape.Length, Tensor.Or(weight), Tensor.Or(bias), eps));
                }
            }

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace)
                {
                    return new Tensor(Shim.ct_dropout(input.NativeHandle, p, Shim.Flag(training)));
                }

                Shim.Check(Shim.ct_dropout_(input.NativeHandle, p, Shim.Flag(training)));
                return input.alias();
            }

            /// <summary>The patches of an image as columns: [batch, channels · window, positions].</summary>
            public static Tensor unfold(
                Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(
                Tensor input,
                (long, long) kernel_size,
                (long, long)? dilation = null,
                (long, long)? padding = null,
                (long, long)? stride = null)
            {
                ShimPair kernel = kernel_size;
                ShimPair d = dilation ?? (1, 1);
                ShimPair p = padding ?? (0, 0);
                ShimPair s = stride ?? (1, 1);
                return new Tensor(Shim.ct_unfold(input.NativeHandle, (long*)&kernel, (long*)&d, (long*)&p, (long*)&s));
            }

            /// <summary>The image whose patches are the columns; where they overlap, their sum.</summary>
            public static Tensor fold(
                Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0,
                long stride = 1) =>
                fold(
                    input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation),
                    (padding, padding), (stride, stride));

            public static Tensor fold(
                Tensor input,
                (long, long) output_size,
                (long, long) kernel_size,
                (long, long)? dilation = null,
                (long, long)? padding = null,
                (long, long)? stride = null)
            {
                ShimPair output = output_size;
                ShimPair kernel = kernel_size;
                ShimPair d = dilation ?? (1, 1);
                ShimPair p = padding ?? (0, 0);
                ShimPair s = stride ?? (1, 1);
                return new Tensor(
                    Shim.ct_fold(input.NativeHandle, (long*)&output, (long*)&kernel, (long*)&d, (long*)&p, (long*)&s));
            }

            /// <summary>Pads the last dimensions; the amounts go last dimension first, before and after.</summary>
            public static Tensor pad(
                Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                fixed (long* p = pad)
                {
                    return new Tensor(Shim.ct_pad(input.NativeHandle, p, pad.Length, NameOf(mode), value));
                }
            }

            public static Tensor pad(
                Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            /// <summary>Rows of zeros with a one where the class is.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) =>
                new(Shim.ct_one_hot(x.NativeHandle, num_classes));

            private static string NameOf(PaddingModes mode) => mode switch
            {
                PaddingModes.Reflect => "reflect",
                PaddingModes.Replicate => "replicate",
                PaddingModes.Circular => "circular",
                _ => "constant",
            };
        }
    }
}
