using TorchSharp.Interop;

// The package says nothing about null, and neither do we, so that the same overrides compile without a warning.
#nullable disable annotations

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>What forward of a custom function keeps for its backward. Usable while one of them runs.</summary>
        public class AutogradContext
        {
            private readonly Dictionary<string, object> _data = [];
            private nint _native;

            internal AutogradContext()
            {
            }

            private nint Native => _native != 0
                ? _native
                : throw new InvalidOperationException("A context is used outside forward and backward of its function.");

            /// <summary>
            /// Keeps arguments or outputs of forward, until backward has run without <c>retain_graph</c>.
            /// Call it once; a null stays null.
            /// </summary>
            public void save_for_backward(List<Tensor> tensors)
            {
                using TensorArray saved = new(tensors);
                fixed (nint* s = saved.Addresses)
                {
                    Shim.Check(Shim.ct_context_save(Native, s, saved.Count));
                }
            }

            /// <summary>What was saved, in backward: refused where it was changed in place since, or is freed.</summary>
            public List<Tensor> get_saved_variables() => Shim.TakeList(Shim.ct_context_saved(Native));

            /// <summary>
            /// Keeps anything but arguments and outputs, as long as the graph lives. An output kept like this would
            /// keep its own graph alive for ever.
            /// </summary>
            public void save_data(string key, object value) => _data[key] = value;

            /// <summary>What was kept under the key, or null.</summary>
            public object get_data(string key) => _data.GetValueOrDefault(key);

            /// <summary>Says which arguments forward changed in place; it has to return them.</summary>
            public void mark_dirty(List<Tensor> tensors)
            {
                using TensorArray dirty = new(tensors);
                fixed (nint* d = dirty.Addresses)
                {
                    Shim.Check(Shim.ct_context_mark_dirty(Native, d, dirty.Count));
                }
            }

            /// <summary>Says which outputs need no gradients.</summary>
            public void mark_non_differentiable(List<Tensor> tensors)
            {
                using TensorArray marked = new(tensors);
                fixed (nint* m = marked.Addresses)
                {
                    Shim.Check(Shim.ct_context_mark_non_differentiable(Native, m, marked.Count));
                }
            }

            /// <summary>Usable until the result is disposed.</summary>
            internal Use Enter(nint native)
            {
                _native = native;
                return new Use(this);
            }

            internal readonly ref struct Use(AutogradContext context)
            {
                public void Dispose() => context._native = 0;
            }
        }
    }
}
