using TorchSharp.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Puts tensors side by side along a dimension they have.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        using TensorArray array = new(tensors);
        fixed (nint* p = array.Addresses)
        {
            return new Tensor(Shim.ct_cat(p, array.Count, dim));
        }
    }

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Puts tensors side by side along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        using TensorArray array = new(tensors);
        fixed (nint* p = array.Addresses)
        {
            return new Tensor(Shim.ct_stack(p, array.Count, dim));
        }
    }

    /// <summary>A sum of products in Einstein's notation, such as "ij,jk->ik".</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors)
    {
        using TensorArray array = new(tensors);
        fixed (nint* p = array.Addresses)
        {
            return new Tensor(Shim.ct_einsum(equation, p, array.Count));
        }
    }
}
