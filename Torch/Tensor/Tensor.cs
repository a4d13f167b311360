using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A multi-dimensional array of numbers in libtorch.</summary>
    public partial class Tensor : IDisposable
    {
        private TensorHandle _handle;

        /// <summary>Takes over a tensor that the shim returned; throws what went wrong when it returned none.</summary>
        internal Tensor(nint result)
            : this(new TensorHandle(result))
        {
        }

        internal Tensor(TensorHandle handle)
        {
            _handle = handle;
            OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        /// <summary>How many tensors this process holds.</summary>
        public static long TotalCount => TensorHandle.Live;

        /// <summary>The most tensors this process ever held.</summary>
        public static long PeakCount => TensorHandle.Peak;

        /// <summary>A name of the caller's choice.</summary>
        public string? name { get; set; }

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => _handle.IsInvalid || _handle.IsClosed;

        /// <summary>The address of the libtorch tensor.</summary>
        public IntPtr Handle => NativeHandle.Address;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal TensorHandle NativeHandle =>
            IsInvalid ? throw new InvalidOperationException("Tensor invalid -- empty handle.") : _handle;

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Hands the tensor to the scope around its own; without one, to nobody.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all dispose scopes.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
            {
                other?.Attach(this);
            }
            else
            {
                OwningDisposeScope.MoveToOther(other, this);
            }

            return this;
        }

        /// <summary>A second, independently disposable reference to the same tensor.</summary>
        public Tensor alias() => new(Shim.ct_alias(NativeHandle));

        internal static TensorHandle Or(Tensor? tensor) => tensor is null ? TensorHandle.None : tensor.NativeHandle;

        /// <summary>Gives the libtorch tensor away, as a new parameter takes it.</summary>
        internal TensorHandle MoveHandle()
        {
            TensorHandle handle = NativeHandle;
            _handle = TensorHandle.None;
            return handle;
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing && !IsInvalid)
            {
                DisposeScopeManager.ThreadSingleton.CountDisposal(this);
                OwningDisposeScope?.MarkAsDisposed(this);
                _handle.Dispose();
            }
        }
    }
}
