using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Reductions, sorting, matrix products. The entries of <c>Native/reduce.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial nint ct_sum(TensorHandle self, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_sum_dims(TensorHandle self, long* dims, long count, byte keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_mean(TensorHandle self, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_mean_dims(TensorHandle self, long* dims, long count, byte keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_prod(TensorHandle self, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_prod_dim(TensorHandle self, long dim, byte keepdim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_var(TensorHandle self, byte unbiased);

    [LibraryImport(Library)]
    internal static partial nint ct_var_dims(TensorHandle self, long* dims, long count, byte unbiased, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_std(TensorHandle self, byte unbiased);

    [LibraryImport(Library)]
    internal static partial nint ct_std_dims(TensorHandle self, long* dims, long count, byte unbiased, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_norm(TensorHandle self, double p);

    [LibraryImport(Library)]
    internal static partial nint ct_norm_dim(TensorHandle self, long dim, byte keepdim, double p);

    [LibraryImport(Library)]
    internal static partial nint ct_cumsum(TensorHandle self, long dim, int dtype);

    [LibraryImport(Library)]
    internal static partial nint ct_max(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_min(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_median(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_amax(TensorHandle self, long* dims, long count, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_amin(TensorHandle self, long* dims, long count, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_argmax(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_argmax_dim(TensorHandle self, long dim, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_argmin(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_argmin_dim(TensorHandle self, long dim, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_argsort(TensorHandle self, long dim, byte descending);

    [LibraryImport(Library)]
    internal static partial nint ct_all(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_all_dim(TensorHandle self, long dim, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_any(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_any_dim(TensorHandle self, long dim, byte keepdim);

    [LibraryImport(Library)]
    internal static partial nint ct_quantile(TensorHandle self, TensorHandle q, long dim, byte keepdim);

    [LibraryImport(Library)]
    internal static partial int ct_max_dim(TensorHandle self, long dim, byte keepdim, nint* pair);

    [LibraryImport(Library)]
    internal static partial int ct_min_dim(TensorHandle self, long dim, byte keepdim, nint* pair);

    [LibraryImport(Library)]
    internal static partial int ct_sort(TensorHandle self, long dim, byte descending, byte stable, nint* pair);

    [LibraryImport(Library)]
    internal static partial int ct_topk(TensorHandle self, long k, long dim, byte largest, byte sorted, nint* pair);

    [LibraryImport(Library)]
    internal static partial nint ct_matmul(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_mm(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_mv(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_bmm(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_dot(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_outer(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial nint ct_addmm(TensorHandle self, TensorHandle a, TensorHandle b, double beta, double alpha);

    [LibraryImport(Library)]
    internal static partial int ct_addmm_(TensorHandle self, TensorHandle a, TensorHandle b, double beta, double alpha);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ct_einsum(string equation, nint* tensors, long count);

    [LibraryImport(Library)]
    internal static partial nint ct_tril(TensorHandle self, long diagonal);

    [LibraryImport(Library)]
    internal static partial nint ct_triu(TensorHandle self, long diagonal);

    [LibraryImport(Library)]
    internal static partial nint ct_diag(TensorHandle self, long diagonal);
}
