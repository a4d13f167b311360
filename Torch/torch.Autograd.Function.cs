using TorchSharp.Interop;

// The package says nothing about null, and neither do we, so that the same overrides compile without a warning.
#nullable disable annotations

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// A function with a backward of its own. Derive from <see cref="SingleTensorFunction{T}"/> or
        /// <see cref="MultiTensorFunction{T}"/>, and call <c>apply</c>, never <c>forward</c>.
        /// </summary>
        /// <remarks>
        /// Forward runs with gradients off. Backward gets one gradient per output, zeros where none came, and gives one
        /// per argument of forward, in order: null for arguments that are no tensors, or need none. The gradients it
        /// gets, and what it makes outside dispose scopes of its own, those it gives among them, are disposed when it returns. What it throws reaches the
        /// caller of <c>backward()</c> as a <see cref="System.Runtime.InteropServices.ExternalException"/> with the
        /// same message.
        /// </remarks>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            public abstract string Name { get; }

            internal static T Instance { get; } = new();

            public static List<Tensor> apply_internal(params object[] vars) => FunctionCall.Apply(
                Instance.Name, vars, context => Instance.forward_internal(context, vars), Instance.backward_internal);

            internal abstract List<Tensor> forward_internal(AutogradContext ctx, params object[] vars);

            internal abstract List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs);
        }

        /// <summary>A <see cref="Function{T}"/> with one output. There is one instance, which holds no state.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            /// <summary>Runs forward with these arguments; gradients flow to those that are tensors.</summary>
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) =>
                [forward(ctx, vars)];

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs[0]);
        }

        /// <summary>A <see cref="Function{T}"/> with several outputs. There is one instance, which holds no state.</summary>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            /// <summary>Runs forward with these arguments; gradients flow to those that are tensors.</summary>
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> forward_internal(AutogradContext ctx, params object[] vars) =>
                forward(ctx, vars);

            internal sealed override List<Tensor> backward_internal(AutogradContext ctx, List<Tensor> grad_outputs) =>
                backward(ctx, grad_outputs);
        }
    }
}
