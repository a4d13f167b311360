using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C functions that <c>Native/</c> compiles to. Everything that reaches libtorch passes here.</summary>
internal static unsafe partial class Shim
{
    private const string Library = "crossbarsim_torch";

    static Shim()
    {
        // GNU OpenMP's waiting threads spin, which on a busy machine slows everything many times over. It reads this
        // when it is loaded, and from the C environment, which Environment.SetEnvironmentVariable does not reach.
        _ = setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
        NativeLibrary.SetDllImportResolver(typeof(Shim).Assembly, Resolve);
    }

    /// <summary>Throws what the shim reported, if it did.</summary>
    internal static void ThrowIfFailed()
    {
        nint message = ct_last_error();
        if (message != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8(message));
        }
    }

    /// <summary>Throws unless an entry that does something returned 0.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
        {
            ThrowFailure();
        }
    }

    /// <summary>Throws where an entry that gives a number returned −1 for "failed".</summary>
    internal static long Number(long value)
    {
        if (value == -1)
        {
            ThrowIfFailed();
        }

        return value;
    }

    [DoesNotReturn]
    internal static void ThrowFailure()
    {
        ThrowIfFailed();
        throw new ExternalException("libtorch failed without saying why.");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
        {
            return 0;
        }

        string file = $"lib{Library}.so";
        string? beside = Path.GetDirectoryName(assembly.Location);
        string folder = string.IsNullOrEmpty(beside) ? AppContext.BaseDirectory : beside;
        string path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            throw new DllNotFoundException(
                $"{file} is not in '{folder}'. It is compiled from Torch/Native when CrossbarSim.Torch is built: build again.");
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException failure)
        {
            throw new DllNotFoundException(
                $"{path} does not load: is libtorch still where it was when the shim was built? {failure.Message}",
                failure);
        }
    }
}
