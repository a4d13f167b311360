using System.Reflection;
using System.Runtime.Loader;

namespace CrossbarSim.Devices.Characterisation.Extensions;

/// <summary>Where the assemblies of one extension live: what is ours is the program's own, the rest is what lies beside the extension.</summary>
/// <remarks>Copies of our assemblies beside an extension are passed over: types of two copies would not be the same types.</remarks>
internal sealed class ExtensionContext(string path) : AssemblyLoadContext(path)
{
    private readonly AssemblyDependencyResolver _beside = new(path);

    /// <summary>Whether an assembly is one of the program's.</summary>
    public static bool IsOurs(AssemblyName name) => name.Name?.StartsWith("CrossbarSim.", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsOurs(assemblyName) && _beside.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _beside.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
}
