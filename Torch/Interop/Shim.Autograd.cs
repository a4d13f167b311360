using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Gradients, random numbers, threads. The entries of <c>Native/autograd.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial int ct_set_requires_grad(TensorHandle self, byte requiresGrad);

    [LibraryImport(Library)]
    internal static partial int ct_retain_grad(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial nint ct_grad(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int ct_set_grad(TensorHandle self, TensorHandle grad);

    [LibraryImport(Library)]
    internal static partial int ct_backward(
        nint* tensors, long count, nint* gradients, long gradientCount, byte retainGraph, byte createGraph,
        nint* inputs, long inputCount);

    [LibraryImport(Library)]
    internal static partial int ct_autograd_grad(
        nint* outputs, long outputCount, nint* inputs, long inputCount, nint* gradients, long gradientCount,
        byte retainGraph, byte createGraph, byte allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial long ct_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void ct_set_grad_enabled(byte enabled);

    [LibraryImport(Library)]
    internal static partial nint ct_inference_enter(byte enabled);

    [LibraryImport(Library)]
    internal static partial void ct_inference_leave(nint guard);

    [LibraryImport(Library)]
    internal static partial long ct_inference_enabled();

    [LibraryImport(Library)]
    internal static partial int ct_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial nint ct_generator_new(ulong seed);

    [LibraryImport(Library)]
    internal static partial nint ct_generator_default();

    [LibraryImport(Library)]
    internal static partial void ct_generator_delete(nint self);

    [LibraryImport(Library)]
    internal static partial int ct_generator_seed(GeneratorHandle generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial long ct_generator_initial_seed(GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial long ct_generator_reseed(GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial nint ct_generator_state(GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int ct_generator_set_state(GeneratorHandle generator, TensorHandle state);

    [LibraryImport(Library)]
    internal static partial int ct_normal_(TensorHandle self, double mean, double std, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int ct_uniform_(TensorHandle self, double from, double to, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int ct_random_(TensorHandle self, long from, long to, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int ct_bernoulli_(TensorHandle self, double p, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial nint ct_bernoulli(TensorHandle self, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial nint ct_multinomial(
        TensorHandle self, long samples, byte replacement, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial nint ct_randperm(long n, int dtype, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int ct_set_num_threads(int count);

    [LibraryImport(Library)]
    internal static partial long ct_get_num_threads();
}
