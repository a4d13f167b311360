using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using AutogradContext = TorchSharp.torch.autograd.AutogradContext;

namespace TorchSharp.Interop;

/// <summary>One application of a custom function: what its node in the graph calls, and dies with.</summary>
internal sealed unsafe class FunctionCall
{
    private readonly string _name;
    private readonly bool[] _isTensor;
    private readonly Func<AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>?> _backward;
    private readonly AutogradContext _context = new();
    private Func<AutogradContext, List<torch.Tensor?>?>? _forward; // until it has run: it holds the arguments
    private Exception? _forwardFailure;

    private FunctionCall(
        string name,
        bool[] isTensor,
        Func<AutogradContext, List<torch.Tensor?>?> forward,
        Func<AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>?> backward)
    {
        _name = name;
        _isTensor = isTensor;
        _forward = forward;
        _backward = backward;
    }

    /// <summary>Runs forward, and hangs backward into the graph where an argument needs gradients.</summary>
    /// <exception cref="ExternalException">libtorch refuses; what forward itself throws passes unchanged.</exception>
    internal static List<torch.Tensor> Apply(
        string name,
        object?[] arguments,
        Func<AutogradContext, List<torch.Tensor?>?> forward,
        Func<AutogradContext, List<torch.Tensor?>, List<torch.Tensor?>?> backward)
    {
        using TensorArray tensors = new(arguments.OfType<torch.Tensor>());
        FunctionCall call = new(name, [.. arguments.Select(argument => argument is torch.Tensor)], forward, backward);
        nint outputs;
        fixed (nint* t = tensors.Addresses)
        {
            // The handle is the native side's from here on, which frees it in any case.
            outputs = Shim.ct_function_apply(
                t, tensors.Count, GCHandle.ToIntPtr(GCHandle.Alloc(call)), &Forward, &Backward, &Release);
        }

        if (call._forwardFailure is { } failure)
        {
            _ = Shim.ct_last_error(); // forget the message: the exception itself says more
            ExceptionDispatchInfo.Throw(failure);
        }

        return [.. Shim.TakeList(outputs).Select(output => output!)];
    }

    [UnmanagedCallersOnly]
    private static int Forward(nint call, nint context, nint results)
    {
        FunctionCall self = At(call);
        try
        {
            self.Forward(context, results);
            return 0;
        }
        catch (Exception failure)
        {
            self._forwardFailure = failure;
            Shim.ct_function_fail(failure.Message);
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static int Backward(nint call, nint context, nint* gradients, long count, nint results)
    {
        try
        {
            At(call).Backward(context, new ReadOnlySpan<nint>(gradients, (int)count), results);
            return 0;
        }
        catch (Exception failure)
        {
            Shim.ct_function_fail(failure.Message);
            return 1;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint call) => GCHandle.FromIntPtr(call).Free();

    private static FunctionCall At(nint call) => (FunctionCall)GCHandle.FromIntPtr(call).Target!;

    private static void Give(nint results, IEnumerable<torch.Tensor?> tensors)
    {
        using TensorArray given = new(tensors);
        fixed (nint* g = given.Addresses)
        {
            Shim.Check(Shim.ct_list_add(results, g, given.Count));
        }
    }

    private void Forward(nint context, nint results)
    {
        Func<AutogradContext, List<torch.Tensor?>?> forward = _forward!;
        _forward = null;
        using (_context.Enter(context))
        {
            List<torch.Tensor?>? outputs = forward(_context);
            if (outputs is null || outputs.Exists(output => output is null))
            {
                throw new InvalidOperationException($"forward of {_name} returned null instead of a tensor.");
            }

            Give(results, outputs);
        }
    }

    private void Backward(nint context, ReadOnlySpan<nint> gradients, nint results)
    {
        // What backward makes is gone when it returns: a gradient that nobody else has is taken over, any other is copied.
        using DisposeScope scope = torch.NewDisposeScope();
        List<torch.Tensor?> incoming = [];
        try
        {
            foreach (nint gradient in gradients)
            {
                incoming.Add(gradient == 0 ? null : new torch.Tensor(gradient));
            }

            // A list of its own: backward may do with the one it gets as it likes.
            using (_context.Enter(context))
            {
                Give(results, OfTensors(_backward(_context, [.. incoming])));
            }
        }
        finally
        {
            incoming.ForEach(gradient => gradient?.Dispose());
        }
    }

    /// <summary>The gradients of the arguments that are tensors, from those of all arguments.</summary>
    private IEnumerable<torch.Tensor?> OfTensors(List<torch.Tensor?>? gradients)
    {
        int expected = _isTensor.Length;
        if (gradients is null)
        {
            throw new InvalidOperationException($"backward of {_name} returned null instead of {expected} gradients.");
        }

        if (gradients.Count < expected || gradients.Skip(expected).Any(gradient => gradient is not null))
        {
            throw new InvalidOperationException(
                $"backward of {_name} returned {gradients.Count} gradients, for {expected} arguments of forward.");
        }

        for (int i = 0; i < expected; i++)
        {
            if (!_isTensor[i] && gradients[i] is not null)
            {
                throw new InvalidOperationException(
                    $"backward of {_name} returned a gradient for argument {i} of forward, which is no tensor.");
            }
        }

        return gradients.Take(expected).Where((_, i) => _isTensor[i]);
    }
}
