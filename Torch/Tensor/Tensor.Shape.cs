using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Views and other shapes of the same elements.</summary>
    public unsafe partial class Tensor
    {
        /// <summary>The dimensions in reverse order.</summary>
        public Tensor T => permute([.. Enumerable.Range(0, (int)ndim).Reverse().Select(i => (long)i)]);

        /// <summary>The last two dimensions swapped.</summary>
        public Tensor mT => transpose(-2, -1);

        public Tensor reshape(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return new Tensor(Shim.ct_reshape(NativeHandle, p, shape.Length));
            }
        }

        public Tensor view(params long[] shape)
        {
            fixed (long* p = shape)
            {
                return new Tensor(Shim.ct_view(NativeHandle, p, shape.Length));
            }
        }

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            new(Shim.ct_flatten(NativeHandle, start_dim, end_dim));

        public Tensor t() => new(Shim.ct_t(NativeHandle));

        public Tensor transpose(long dim0, long dim1) => new(Shim.ct_transpose(NativeHandle, dim0, dim1));

        public Tensor permute(params long[] permutation)
        {
            fixed (long* p = permutation)
            {
                return new Tensor(Shim.ct_permute(NativeHandle, p, permutation.Length));
            }
        }

        public Tensor permute(IEnumerable<long> permutation) => permute([.. permutation]);

        public Tensor unsqueeze(long dim) => new(Shim.ct_unsqueeze(NativeHandle, dim));

        public Tensor squeeze(long? dim = null) =>
            new(dim is null ? Shim.ct_squeeze(NativeHandle) : Shim.ct_squeeze_dim(NativeHandle, dim.Value));

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* p = sizes)
            {
                return new Tensor(Shim.ct_expand(NativeHandle, p, sizes.Length, Shim.Flag(isImplicit)));
            }
        }

        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes, false);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor broadcast_to(params long[] shape) => expand(shape);

        public Tensor repeat(params long[] sizes)
        {
            fixed (long* p = sizes)
            {
                return new Tensor(Shim.ct_repeat(NativeHandle, p, sizes.Length));
            }
        }

        public Tensor flip(params long[] dims)
        {
            fixed (long* p = dims)
            {
                return new Tensor(Shim.ct_flip(NativeHandle, p, dims.Length));
            }
        }

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L)
        {
            if (size.Length != strides.Length)
            {
                throw new ArgumentException(
                    $"{size.Length} sizes need as many strides, not {strides.Length}.", nameof(strides));
            }

            fixed (long* sizes = size, steps = strides)
            {
                return new Tensor(Shim.ct_as_strided(NativeHandle, sizes, steps, size.Length, storageOffset));
            }
        }

        public Tensor select(long dim, long index) => new(Shim.ct_select(NativeHandle, dim, index));

        public Tensor narrow(long dim, long start, long length) =>
            new(Shim.ct_narrow(NativeHandle, dim, start, length));

        public Tensor slice(long dim, long start, long finish, long step) =>
            new(Shim.ct_slice(NativeHandle, dim, start, finish, step));

        /// <summary>All slices of a size along a dimension, as a further dimension.</summary>
        public Tensor unfold(long dimension, long size, long step) =>
            new(Shim.ct_unfold_dim(NativeHandle, dimension, size, step));

        public Tensor[] unbind(long dimension = 0L) =>
            [.. Enumerable.Range(0, (int)SizeAt(dimension)).Select(i => select(dimension, i))];

        /// <summary>Chunks of one size; the last may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
            long total = SizeAt(dim);
            return [.. Enumerable.Range(0, (int)Math.Max(1, (total + size - 1) / size))
                .Select(i => narrow(dim, i * size, Math.Min(size, total - (i * size))))];
        }

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            long total = SizeAt(dim);
            long held = 0;
            foreach (long size in sizes)
            {
                held += size;
            }

            if (held != total)
            {
                throw new ArgumentException($"The parts hold {held} in dimension {dim}, the tensor {total}.", nameof(sizes));
            }

            nint[] parts = new nint[sizes.Length];
            fixed (long* s = sizes)
            fixed (nint* p = parts)
            {
                Shim.Check(Shim.ct_split(NativeHandle, s, sizes.Length, dim, p));
            }

            return [.. parts.Select(part => new Tensor(part))];
        }

        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);

        /// <summary>At most so many equal chunks; the last may be smaller.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunks);
            return split(Math.Max(1, (SizeAt(dim) + chunks - 1) / chunks), (int)dim);
        }

        private long SizeAt(long dim) => size((int)dim);
    }
}
