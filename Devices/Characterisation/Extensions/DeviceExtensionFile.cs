using System.Reflection;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Extensions;

/// <summary>Loads kinds of device from an assembly.</summary>
public static class DeviceExtensionFile
{
    private static readonly AssemblyName Own = typeof(DeviceExtensionFile).Assembly.GetName();

    /// <summary>A catalog and the kinds of an assembly, which gets a load context of its own. Code of the assembly is run.</summary>
    /// <param name="catalog">What there is already.</param>
    /// <param name="file">The assembly, a .dll.</param>
    /// <exception cref="InputException">It cannot be loaded, is for another version, has no extension, or an extension fails.</exception>
    public static DeviceCatalog Extend(DeviceCatalog catalog, string file)
    {
        Assembly assembly = Load(file);
        CheckVersion(assembly, file);
        Type[] extensions = [.. TypesOf(assembly, file)
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IDeviceExtension)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)];
        return extensions.Length == 0
            ? throw Fault(file, $"it has no class that implements {typeof(IDeviceExtension).FullName}.")
            : extensions.Aggregate(catalog, (before, type) => Extend(before, type, file));
    }

    private static DeviceCatalog Extend(DeviceCatalog catalog, Type type, string file)
    {
        if (type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
        {
            throw Fault(file, $"{type.FullName} has no public constructor without parameters.");
        }

        DeviceCatalog? extended = Guarded(file, $"{type.FullName} fails", () => ((IDeviceExtension)Activator.CreateInstance(type)!).Extend(catalog));
        if (extended is null || catalog.Kinds.Any(kind => extended.Kinds.GetValueOrDefault(kind.Key) != kind.Value))
        {
            throw Fault(file, $"{type.FullName} does not return the catalog that it was given, extended.");
        }

        return extended.Kinds.Count > catalog.Kinds.Count ? extended : throw Fault(file, $"{type.FullName} adds no kind of device: this would change nothing.");
    }

    private static Assembly Load(string file)
    {
        if (!File.Exists(file))
        {
            throw Fault(file, Directory.Exists(file) ? "is a folder; the name of an assembly is wanted." : "there is no such file.");
        }

        try
        {
            string path = Path.GetFullPath(file);
            return new ExtensionContext(path).LoadFromAssemblyPath(path);
        }
        catch (BadImageFormatException)
        {
            throw Fault(file, "is no .NET assembly.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw Fault(file, $"cannot be loaded: {FirstLine(fault)}");
        }
    }

    private static void CheckVersion(Assembly assembly, string file)
    {
        if (assembly.GetName().Name == Own.Name || assembly == typeof(DeviceExtensionFile).Assembly)
        {
            throw Fault(file, "is a part of the program itself.");
        }

        if (assembly.GetReferencedAssemblies().FirstOrDefault(name => ExtensionContext.IsOurs(name) && name.Version != Own.Version) is { } other)
        {
            throw Fault(file, $"it was built against {other.Name} {other.Version}, and this is {Own.Version}: build it again.");
        }
    }

    private static Type[] TypesOf(Assembly assembly, string file)
    {
        try
        {
            return Guarded(file, "its classes cannot be loaded", assembly.GetTypes);
        }
        catch (ReflectionTypeLoadException fault)
        {
            throw Fault(file, $"its classes cannot be loaded: {FirstLine(fault.LoaderExceptions.OfType<Exception>().FirstOrDefault() ?? fault)}");
        }
    }

    /// <summary>What code of others gives; whatever it throws becomes a complaint.</summary>
    private static T Guarded<T>(string file, string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is MissingMemberException or TypeLoadException)
        {
            throw Fault(file, $"{what}: it was built against another build of CrossbarSim ({FirstLine(fault)}): build it again.");
        }
        catch (Exception fault) when (fault is not (ReflectionTypeLoadException or OutOfMemoryException))
        {
            throw Fault(file, $"{what}: {FirstLine((fault as TargetInvocationException)?.InnerException ?? fault)}");
        }
    }

    private static string FirstLine(Exception fault) => fault.Message.Split('\n')[0].TrimEnd();

    private static InputException Fault(string file, string problem) => new(SourceLocation.WholeFile($"--devices {file}"), "", problem);
}
