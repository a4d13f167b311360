using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The matrix product, with libtorch's rules for one, two and more dimensions.</summary>
        public Tensor matmul(Tensor target) => new(Shim.ct_matmul(NativeHandle, target.NativeHandle));

        public Tensor mm(Tensor target) => new(Shim.ct_mm(NativeHandle, target.NativeHandle));

        public Tensor mv(Tensor target) => new(Shim.ct_mv(NativeHandle, target.NativeHandle));

        public Tensor bmm(Tensor batch2) => new(Shim.ct_bmm(NativeHandle, batch2.NativeHandle));

        public Tensor dot(Tensor target) => new(Shim.ct_dot(NativeHandle, target.NativeHandle));

        public Tensor outer(Tensor vec2) => new(Shim.ct_outer(NativeHandle, vec2.NativeHandle));

        /// <summary>Beta times this plus alpha times the product of the matrices.</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            new(Shim.ct_addmm(NativeHandle, mat1.NativeHandle, mat2.NativeHandle, beta, alpha));

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Done(Shim.ct_addmm_(NativeHandle, mat1.NativeHandle, mat2.NativeHandle, beta, alpha));

        public Tensor tril(long diagonal = 0) => new(Shim.ct_tril(NativeHandle, diagonal));

        public Tensor triu(long diagonal = 0) => new(Shim.ct_triu(NativeHandle, diagonal));

        public Tensor diag(long diagonal = 0) => new(Shim.ct_diag(NativeHandle, diagonal));

        public Tensor softmax(long dim, ScalarType? dtype = null) =>
            new(Shim.ct_softmax(NativeHandle, dim, Shim.Dtype(dtype)));
    }
}
