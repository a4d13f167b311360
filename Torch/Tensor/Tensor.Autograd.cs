using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool is_leaf => Shim.ct_is_leaf(NativeHandle) != 0;

        public bool requires_grad
        {
            get => Shim.ct_requires_grad(NativeHandle) != 0;
            set => Shim.Check(Shim.ct_set_requires_grad(NativeHandle, Shim.Flag(value)));
        }

        /// <summary>The accumulated gradient; null before the first backward and after zero_grad.</summary>
        public Tensor? grad
        {
            get
            {
                nint result = Shim.ct_grad(NativeHandle);
                if (result != 0)
                {
                    return new Tensor(result);
                }

                Shim.ThrowIfFailed();
                return null;
            }

            set => Shim.Check(Shim.ct_set_grad(NativeHandle, Or(value)));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => Shim.Check(Shim.ct_retain_grad(NativeHandle));

        public void backward() => autograd.backward([this]);

        /// <summary>Name the arguments: their order differs between versions.</summary>
        public void backward(
            IList<Tensor>? grad_tensors = null,
            bool retain_graph = false,
            bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
