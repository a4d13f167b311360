namespace TorchSharp.Interop;

/// <summary>How .NET values travel through the shim.</summary>
internal static unsafe partial class Shim
{
    internal static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    internal static int Dtype(torch.ScalarType? type) => type is null ? -1 : (int)type.Value;
}
