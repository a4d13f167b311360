using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>In place, an activation gives an alias of its input, to be disposed on its own.</summary>
        public static unsafe partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor hardtanh(Tensor x, double min_val = -1.0, double max_val = 1.0, bool inplace = false)
            {
                if (!inplace)
                {
                    return new Tensor(Shim.ct_hardtanh(x.NativeHandle, min_val, max_val));
                }

                Shim.Check(Shim.ct_hardtanh_(x.NativeHandle, min_val, max_val));
                return x.alias();
            }

            public static Tensor sigmoid(Tensor x, bool inplace = false) =>
                inplace ? x.sigmoid_().alias() : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                new(Shim.ct_log_softmax(input.NativeHandle, dim, Shim.Dtype(dtype)));
        }
    }
}
