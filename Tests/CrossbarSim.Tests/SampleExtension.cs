using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Extensions;

namespace CrossbarSim.Tests;

/// <summary>The worked example of an extension, <c>Tests/SampleDevice</c>, which is built with the tests.</summary>
internal static class SampleExtension
{
    /// <summary>The assembly, of the same configuration as the tests.</summary>
    public static string File { get; } = Found();

    public static DeviceCatalog Catalog() => DeviceExtensionFile.Extend(DeviceCatalog.Standard, File);

    private static string Found()
    {
        DirectoryInfo tests = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)); // .../CrossbarSim.Tests/bin/Release/net10.0
        string folder = Path.Combine(tests.Parent!.Parent!.Parent!.Parent!.FullName, "SampleDevice", "bin", tests.Parent.Name, tests.Name);
        return Path.Combine(folder, "SampleDevice.dll");
    }
}
