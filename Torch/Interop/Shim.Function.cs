using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Functions with a backward of their own. The entries of <c>Native/function.cpp</c>.</summary>
internal static unsafe partial class Shim
{
    [LibraryImport(Library)]
    internal static partial nint ct_function_apply(
        nint* tensors, long count, nint managed, delegate* unmanaged<nint, nint, nint, int> forward,
        delegate* unmanaged<nint, nint, nint*, long, nint, int> backward, delegate* unmanaged<nint, void> release);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void ct_function_fail(string message);

    [LibraryImport(Library)]
    internal static partial int ct_context_save(nint context, nint* tensors, long count);

    [LibraryImport(Library)]
    internal static partial nint ct_context_saved(nint context);

    [LibraryImport(Library)]
    internal static partial int ct_context_mark_dirty(nint context, nint* tensors, long count);

    [LibraryImport(Library)]
    internal static partial int ct_context_mark_non_differentiable(nint context, nint* tensors, long count);

    [LibraryImport(Library)]
    internal static partial int ct_list_add(nint list, nint* tensors, long count);

    [LibraryImport(Library)]
    internal static partial long ct_list_count(nint list);

    [LibraryImport(Library)]
    internal static partial int ct_list_take(nint list, nint* results);

    /// <summary>Takes over a list that an entry returned; a tensor that is undefined becomes null.</summary>
    internal static List<torch.Tensor?> TakeList(nint list)
    {
        if (list == 0)
        {
            ThrowFailure();
        }

        nint[] results = new nint[ct_list_count(list)];
        fixed (nint* r = results)
        {
            Check(ct_list_take(list, r));
        }

        return [.. results.Select(result => result == 0 ? null : new torch.Tensor(result))];
    }
}
