using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, TensorIndex.Single(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index([.. indices.Select(i => TensorIndex.Single(i))]);
            set => index_put_(value, [.. indices.Select(i => TensorIndex.Single(i))]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            ShimIndex[] encoded = Encode(indices);
            fixed (ShimIndex* p = encoded)
            {
                nint result = Shim.ct_index(NativeHandle, p, encoded.Length);
                GC.KeepAlive(indices);
                return new Tensor(result);
            }
        }

        public Tensor index(params Tensor[] indices) => index([.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            ShimIndex[] encoded = Encode(indices);
            fixed (ShimIndex* p = encoded)
            {
                int status = Shim.ct_index_put_(NativeHandle, p, encoded.Length, value.NativeHandle);
                GC.KeepAlive(indices);
                Shim.Check(status);
            }

            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) =>
            index_put_(value, [.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            ShimIndex[] encoded = Encode(indices);
            fixed (ShimIndex* p = encoded)
            {
                int status = Shim.ct_index_put_scalar_(NativeHandle, p, encoded.Length, Scalar.Of(value));
                GC.KeepAlive(indices);
                Shim.Check(status);
            }

            return this;
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) =>
            index_put_(value, [.. indices.Select(TensorIndex.Tensor)]);

        public Tensor index_select(long dim, Tensor index) =>
            new(Shim.ct_index_select(NativeHandle, dim, index.NativeHandle));

        public Tensor gather(long dim, Tensor index) => new(Shim.ct_gather(NativeHandle, dim, index.NativeHandle));

        public Tensor scatter(long dim, Tensor index, Tensor src) =>
            new(Shim.ct_scatter(NativeHandle, dim, index.NativeHandle, src.NativeHandle));

        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            Shim.Check(Shim.ct_scatter_(NativeHandle, dim, index.NativeHandle, src.NativeHandle));
            return this;
        }

        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            new(Shim.ct_scatter_add(NativeHandle, dim, index.NativeHandle, src.NativeHandle));

        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            Shim.Check(Shim.ct_scatter_add_(NativeHandle, dim, index.NativeHandle, src.NativeHandle));
            return this;
        }

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) =>
            new(Shim.ct_index_add(NativeHandle, dim, index.NativeHandle, source.NativeHandle, Scalar.Of(alpha)));

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            Shim.Check(
                Shim.ct_index_add_(NativeHandle, dim, index.NativeHandle, source.NativeHandle, Scalar.Of(alpha)));
            return this;
        }

        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            Shim.Check(Shim.ct_index_copy_(NativeHandle, dim, index.NativeHandle, source.NativeHandle));
            return this;
        }

        public Tensor masked_fill(Tensor mask, Scalar value) =>
            new(Shim.ct_masked_fill(NativeHandle, mask.NativeHandle, Scalar.Of(value)));

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Shim.Check(Shim.ct_masked_fill_(NativeHandle, mask.NativeHandle, Scalar.Of(value)));
            return this;
        }

        public Tensor masked_select(Tensor mask) => new(Shim.ct_masked_select(NativeHandle, mask.NativeHandle));

        public Tensor nonzero() => new(Shim.ct_nonzero(NativeHandle));

        private static ShimIndex[] Encode(TensorIndex[] indices) => [.. indices.Select(index => index.ToShim())];
    }
}
