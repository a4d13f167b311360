using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>No gradients are recorded on this thread until it is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Shim.ct_grad_enabled() != 0;

    /// <summary>As <see cref="no_grad"/>, and what is made inside can never take part in gradients.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Shim.ct_inference_enabled() != 0;

    public static unsafe partial class autograd
    {
        /// <summary>The gradients of the outputs' sum with respect to the inputs.</summary>
        public static IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            using TensorArray outs = new(outputs);
            using TensorArray ins = new(inputs);
            using TensorArray gradients = new(grad_outputs);
            nint[] results = new nint[ins.Count];
            fixed (nint* o = outs.Addresses, i = ins.Addresses, g = gradients.Addresses, r = results)
            {
                Shim.Check(Shim.ct_autograd_grad(
                    o, outs.Count, i, ins.Count, g, gradients.Count, Shim.Flag(retain_graph || create_graph),
                    Shim.Flag(create_graph), Shim.Flag(allow_unused), r));
            }

            return [.. results.Select(result => result == 0 ? null! : new Tensor(result))];
        }

        /// <summary>Adds the gradients of the tensors to their leaves.</summary>
        public static void backward(
            IList<Tensor> tensors,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            using TensorArray outs = new(tensors);
            using TensorArray gradients = new(grad_tensors);
            using TensorArray ins = new(inputs);
            fixed (nint* o = outs.Addresses, g = gradients.Addresses, i = ins.Addresses)
            {
                Shim.Check(Shim.ct_backward(
                    o, outs.Count, g, gradients.Count, Shim.Flag(retain_graph ?? create_graph),
                    Shim.Flag(create_graph), i, ins.Count));
            }
        }

        public static void backward(
            Tensor tensor,
            IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null,
            bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);
    }

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        internal GradMode(bool enabled) => Shim.ct_set_grad_enabled(Shim.Flag(enabled));

        public void Dispose() => Shim.ct_set_grad_enabled(Shim.Flag(_before));
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint _guard;

        internal InferenceMode(bool enabled)
        {
            _guard = Shim.ct_inference_enter(Shim.Flag(enabled));
            if (_guard == 0)
            {
                Shim.ThrowFailure();
            }
        }

        public void Dispose()
        {
            if (_guard != 0)
            {
                Shim.ct_inference_leave(_guard);
                _guard = 0;
            }
        }
    }
}
