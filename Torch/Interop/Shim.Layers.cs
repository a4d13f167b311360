using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What layers and losses are made of. The entries of <c>Native/nn.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial nint ct_linear(TensorHandle input, TensorHandle weight, TensorHandle bias);

    [LibraryImport(Library)]
    internal static partial nint ct_conv2d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, long* stride, long strideCount, long* padding,
        long paddingCount, long* dilation, long dilationCount, long groups);

    [LibraryImport(Library)]
    internal static partial nint ct_conv2d_padding(
        TensorHandle input, TensorHandle weight, TensorHandle bias, long* stride, long strideCount, byte same,
        long* dilation, long dilationCount, long groups);

    [LibraryImport(Library)]
    internal static partial nint ct_batch_norm(
        TensorHandle input, TensorHandle weight, TensorHandle bias, TensorHandle mean, TensorHandle var,
        byte training, double momentum, double eps);

    [LibraryImport(Library)]
    internal static partial nint ct_layer_norm(
        TensorHandle input, long* shape, long ndim, TensorHandle weight, TensorHandle bias, double eps);

    [LibraryImport(Library)]
    internal static partial nint ct_max_pool2d(
        TensorHandle input, long* kernel, long* stride, long* padding, long* dilation, byte ceilMode);

    [LibraryImport(Library)]
    internal static partial nint ct_avg_pool2d(
        TensorHandle input, long* kernel, long* stride, long* padding, byte ceilMode, byte countIncludePad,
        long divisor);

    [LibraryImport(Library)]
    internal static partial nint ct_adaptive_avg_pool2d(TensorHandle input, long* output);

    [LibraryImport(Library)]
    internal static partial nint ct_unfold(
        TensorHandle input, long* kernel, long* dilation, long* padding, long* stride);

    [LibraryImport(Library)]
    internal static partial nint ct_fold(
        TensorHandle input, long* output, long* kernel, long* dilation, long* padding, long* stride);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ct_pad(TensorHandle input, long* pad, long count, string mode, double value);

    [LibraryImport(Library)]
    internal static partial nint ct_softmax(TensorHandle input, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_log_softmax(TensorHandle input, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_hardtanh(TensorHandle input, double min, double max);

    [LibraryImport(Library)]
    internal static partial int ct_hardtanh_(TensorHandle input, double min, double max);

    [LibraryImport(Library)]
    internal static partial nint ct_dropout(TensorHandle input, double p, byte training);

    [LibraryImport(Library)]
    internal static partial int ct_dropout_(TensorHandle input, double p, byte training);

    [LibraryImport(Library)]
    internal static partial nint ct_one_hot(TensorHandle input, long classes);

    [LibraryImport(Library)]
    internal static partial nint ct_cross_entropy(
        TensorHandle input, TensorHandle target, TensorHandle weight, long ignoreIndex, long reduction,
        double labelSmoothing);

    [LibraryImport(Library)]
    internal static partial nint ct_nll_loss(
        TensorHandle input, TensorHandle target, TensorHandle weight, long ignoreIndex, long reduction);

    [LibraryImport(Library)]
    internal static partial nint ct_mse_loss(TensorHandle input, TensorHandle target, long reduction);

    [LibraryImport(Library)]
    internal static partial nint ct_l1_loss(TensorHandle input, TensorHandle target, long reduction);
}
