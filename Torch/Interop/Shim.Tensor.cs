using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Handles, metadata, creation, views, copies and indexing. The entries of <c>Native/tensor.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial nint ct_last_error();

    [LibraryImport(Library)]
    internal static partial void ct_delete(nint self);

    [LibraryImport(Library)]
    internal static partial nint ct_alias(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_owned_bytes(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_ndim(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_numel(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_dtype_of(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_element_size(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_storage_offset(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_device_type(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_device_index(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_is_contiguous(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_is_leaf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_requires_grad(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long ct_size(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial int ct_sizes(TensorHandle self, long* sizes);

    [LibraryImport(Library)]
    internal static partial int ct_strides(TensorHandle self, long* strides);

    [LibraryImport(Library)]
    internal static partial nint ct_data(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_item(TensorHandle self, ShimScalar* value);

    [LibraryImport(Library)]
    internal static partial nint ct_from_data(
        void* data, long* sizes, long ndim, int sourceDtype, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_empty(long* sizes, long ndim, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_full(
        long* sizes, long ndim, ShimScalar value, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_empty_like(TensorHandle self, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_arange(
        ShimScalar start, ShimScalar stop, ShimScalar step, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_linspace(
        double start, double end, long steps, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_eye(long rows, long columns, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint ct_to(
        TensorHandle self, int dtype, int deviceType, int deviceIndex, byte copy, byte nonBlocking);

    [LibraryImport(Library)]
    internal static partial nint ct_clone(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_detach(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_detach_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_contiguous(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_copy_(TensorHandle self, TensorHandle source, byte nonBlocking);

    [LibraryImport(Library)]
    internal static partial int ct_set_(TensorHandle self, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int ct_zero_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_fill_(TensorHandle self, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial nint ct_reshape(TensorHandle self, long* shape, long ndim);

    [LibraryImport(Library)]
    internal static partial nint ct_view(TensorHandle self, long* shape, long ndim);

    [LibraryImport(Library)]
    internal static partial nint ct_expand(TensorHandle self, long* shape, long ndim, byte isImplicit);

    [LibraryImport(Library)]
    internal static partial nint ct_repeat(TensorHandle self, long* counts, long ndim);

    [LibraryImport(Library)]
    internal static partial nint ct_permute(TensorHandle self, long* order, long ndim);

    [LibraryImport(Library)]
    internal static partial nint ct_flip(TensorHandle self, long* dims, long count);

    [LibraryImport(Library)]
    internal static partial nint ct_as_strided(TensorHandle self, long* sizes, long* strides, long ndim, long offset);

    [LibraryImport(Library)]
    internal static partial nint ct_flatten(TensorHandle self, long start, long end);

    [LibraryImport(Library)]
    internal static partial nint ct_t(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_transpose(TensorHandle self, long a, long b);

    [LibraryImport(Library)]
    internal static partial nint ct_unsqueeze(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial nint ct_squeeze(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_squeeze_dim(TensorHandle self, long dim);

    [LibraryImport(Library)]
    internal static partial nint ct_select(TensorHandle self, long dim, long index);

    [LibraryImport(Library)]
    internal static partial nint ct_narrow(TensorHandle self, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial int ct_split(TensorHandle self, long* sizes, long count, long dim, nint* results);

    [LibraryImport(Library)]
    internal static partial nint ct_slice(TensorHandle self, long dim, long start, long end, long step);

    [LibraryImport(Library)]
    internal static partial nint ct_unfold_dim(TensorHandle self, long dim, long size, long step);

    [LibraryImport(Library)]
    internal static partial nint ct_cat(nint* tensors, long count, long dim);

    [LibraryImport(Library)]
    internal static partial nint ct_stack(nint* tensors, long count, long dim);

    [LibraryImport(Library)]
    internal static partial nint ct_index_select(TensorHandle self, long dim, TensorHandle index);

    [LibraryImport(Library)]
    internal static partial nint ct_gather(TensorHandle self, long dim, TensorHandle index);

    [LibraryImport(Library)]
    internal static partial nint ct_scatter(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int ct_scatter_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial nint ct_scatter_add(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int ct_scatter_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial nint ct_index_add(
        TensorHandle self, long dim, TensorHandle index, TensorHandle source, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_index_add_(
        TensorHandle self, long dim, TensorHandle index, TensorHandle source, ShimScalar alpha);

    [LibraryImport(Library)]
    internal static partial int ct_index_copy_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial nint ct_masked_fill(TensorHandle self, TensorHandle mask, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial int ct_masked_fill_(TensorHandle self, TensorHandle mask, ShimScalar value);

    [LibraryImport(Library)]
    internal static partial nint ct_masked_select(TensorHandle self, TensorHandle mask);

    [LibraryImport(Library)]
    internal static partial nint ct_nonzero(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_index(TensorHandle self, ShimIndex* indices, long count);

    [LibraryImport(Library)]
    internal static partial int ct_index_put_(TensorHandle self, ShimIndex* indices, long count, TensorHandle value);

    [LibraryImport(Library)]
    internal static partial int ct_index_put_scalar_(
        TensorHandle self, ShimIndex* indices, long count, ShimScalar value);
}
