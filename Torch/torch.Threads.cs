using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => (int)Shim.Number(Shim.ct_get_num_threads());

    /// <summary>How many threads one operation uses, OpenBLAS included.</summary>
    public static void set_num_threads(int num) => Shim.Check(Shim.ct_set_num_threads(num));
}
