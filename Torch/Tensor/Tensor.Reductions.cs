using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Sums, extremes, orders.</summary>
    public unsafe partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => new(Shim.ct_sum(NativeHandle, Shim.Dtype(type)));

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dim)
            {
                return new Tensor(Shim.ct_sum_dims(NativeHandle, p, dim.Length, Shim.Flag(keepdim), Shim.Dtype(type)));
            }
        }

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            sum((ReadOnlySpan<long>)dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            sum([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => new(Shim.ct_mean(NativeHandle, -1));

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return new Tensor(
                    Shim.ct_mean_dims(NativeHandle, p, dimensions.Length, Shim.Flag(keepdim), Shim.Dtype(type)));
            }
        }

        public Tensor prod(ScalarType? type = null) => new(Shim.ct_prod(NativeHandle, Shim.Dtype(type)));

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            new(Shim.ct_prod_dim(NativeHandle, dim, Shim.Flag(keepdim), Shim.Dtype(type)));

        public Tensor var(bool unbiased = true) => new(Shim.ct_var(NativeHandle, Shim.Flag(unbiased)));

        public Tensor var(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return As(
                    Shim.ct_var_dims(NativeHandle, p, dimensions.Length, Shim.Flag(unbiased), Shim.Flag(keepdim)), type);
            }
        }

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim], unbiased, keepdim, type);

        public Tensor std(bool unbiased = true) => new(Shim.ct_std(NativeHandle, Shim.Flag(unbiased)));

        public Tensor std(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions)
            {
                return As(
                    Shim.ct_std_dims(NativeHandle, p, dimensions.Length, Shim.Flag(unbiased), Shim.Flag(keepdim)), type);
            }
        }

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std((ReadOnlySpan<long>)dimensions, unbiased, keepdim, type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim], unbiased, keepdim, type);

        public Tensor norm(float p = 2.0f) => new(Shim.ct_norm(NativeHandle, p));

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) =>
            new(Shim.ct_norm_dim(NativeHandle, dim, Shim.Flag(keepdim), p));

        public Tensor cumsum(long dim, ScalarType? type = null) =>
            new(Shim.ct_cumsum(NativeHandle, dim, Shim.Dtype(type)));

        public Tensor max() => new(Shim.ct_max(NativeHandle));

        public Tensor min() => new(Shim.ct_min(NativeHandle));

        public Tensor median() => new(Shim.ct_median(NativeHandle));

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false)
        {
            nint* pair = stackalloc nint[2];
            Shim.Check(Shim.ct_max_dim(NativeHandle, dim, Shim.Flag(keepdim), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false)
        {
            nint* pair = stackalloc nint[2];
            Shim.Check(Shim.ct_min_dim(NativeHandle, dim, Shim.Flag(keepdim), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims, false, null);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            amax((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
        {
            fixed (long* p = dims)
            {
                return Into(@out, new Tensor(Shim.ct_amax(NativeHandle, p, dims.Length, Shim.Flag(keepdim))));
            }
        }

        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims, false, null);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            amin((ReadOnlySpan<long>)dims, keepdim, @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null)
        {
            fixed (long* p = dims)
            {
                return Into(@out, new Tensor(Shim.ct_amin(NativeHandle, p, dims.Length, Shim.Flag(keepdim))));
            }
        }

        public Tensor argmax() => new(Shim.ct_argmax(NativeHandle));

        public Tensor argmax(long dim, bool keepdim = false) =>
            new(Shim.ct_argmax_dim(NativeHandle, dim, Shim.Flag(keepdim)));

        public Tensor argmin() => new(Shim.ct_argmin(NativeHandle));

        public Tensor argmin(long dim, bool keepdim = false) =>
            new(Shim.ct_argmin_dim(NativeHandle, dim, Shim.Flag(keepdim)));

        public Tensor argsort(long dim = -1, bool descending = false) =>
            new(Shim.ct_argsort(NativeHandle, dim, Shim.Flag(descending)));

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            nint* pair = stackalloc nint[2];
            Shim.Check(Shim.ct_sort(NativeHandle, dim, Shim.Flag(descending), Shim.Flag(stable), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            nint* pair = stackalloc nint[2];
            Shim.Check(Shim.ct_topk(NativeHandle, k, dim, Shim.Flag(largest), Shim.Flag(sorted), pair));
            return (new Tensor(pair[0]), new Tensor(pair[1]));
        }

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) =>
            new(Shim.ct_quantile(NativeHandle, q.NativeHandle, dim, Shim.Flag(keepdim)));

        public Tensor all() => new(Shim.ct_all(NativeHandle));

        public Tensor all(long dim, bool keepdim = false) =>
            new(Shim.ct_all_dim(NativeHandle, dim, Shim.Flag(keepdim)));

        public Tensor any() => new(Shim.ct_any(NativeHandle));

        public Tensor any(long dim, bool keepdim = false) =>
            new(Shim.ct_any_dim(NativeHandle, dim, Shim.Flag(keepdim)));

        private static Tensor As(nint result, ScalarType? type)
        {
            Tensor tensor = new(result);
            return type is null || type == tensor.dtype ? tensor : tensor.to_type(type.Value, disposeAfter: true);
        }

        private static Tensor Into(Tensor? target, Tensor result)
        {
            if (target is null)
            {
                return result;
            }

            using (result)
            {
                return target.copy_(result);
            }
        }
    }
}
