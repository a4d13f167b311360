using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            public static Tensor max_pool2d(
                Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(
                    input, (kernelSize, kernelSize), Twice(stride), Twice(padding), Twice(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input,
                (long, long) kernelSize,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? dilation = null,
                bool ceil_mode = false)
            {
                ShimPair kernel = kernelSize;
                ShimPair s = stride ?? kernelSize;
                ShimPair p = padding ?? (0, 0);
                ShimPair d = dilation ?? (1, 1);
                return new Tensor(
                    Shim.ct_max_pool2d(input.NativeHandle, (long*)&kernel, (long*)&s, (long*)&p, (long*)&d, Shim.Flag(ceil_mode)));
            }

            public static Tensor avg_pool2d(
                Tensor input,
                long kernelSize,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                avg_pool2d(
                    input, (kernelSize, kernelSize), Twice(stride), (padding, padding), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input,
                (long, long) kernelSize,
                (long, long)? stride = null,
                (long, long)? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true) =>
                AvgPool2d(input, kernelSize, stride, padding, ceil_mode, count_include_pad, null);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size)
            {
                ShimPair output = output_size;
                return new Tensor(Shim.ct_adaptive_avg_pool2d(input.NativeHandle, (long*)&output));
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                adaptive_avg_pool2d(input, (output_size, output_size));

            internal static Tensor AvgPool2d(
                Tensor input,
                (long, long) kernelSize,
                (long, long)? stride,
                (long, long)? padding,
                bool ceilMode,
                bool countIncludePad,
                long? divisor)
            {
                ShimPair kernel = kernelSize;
                ShimPair s = stride ?? kernelSize;
                ShimPair p = padding ?? (0, 0);
                return new Tensor(Shim.ct_avg_pool2d(
                    input.NativeHandle, (long*)&kernel, (long*)&s, (long*)&p, Shim.Flag(ceilMode),
                    Shim.Flag(countIncludePad), divisor ?? 0));
            }

            private static (long, long)? Twice(long? value) => value is { } number ? (number, number) : null;
        }
    }
}
