using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Filling with random numbers.</summary>
    public partial class Tensor
    {
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            Done(Shim.ct_normal_(NativeHandle, mean, std, Generator.Or(generator)));

        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Done(Shim.ct_uniform_(NativeHandle, from, to, Generator.Or(generator)));

        /// <summary>Whole numbers from the first up to, and without, the last.</summary>
        public Tensor random_(double from, double to, Generator? generator = null) =>
            Done(Shim.ct_random_(NativeHandle, (long)from, (long)to, Generator.Or(generator)));

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Done(Shim.ct_bernoulli_(NativeHandle, p, Generator.Or(generator)));

        /// <summary>Zeros and ones, each with this tensor's probability of a one.</summary>
        public Tensor bernoulli(Generator? generator = null) =>
            new(Shim.ct_bernoulli(NativeHandle, Generator.Or(generator)));

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            new(Shim.ct_multinomial(NativeHandle, num_samples, Shim.Flag(replacement), Generator.Or(generator)));
    }
}
