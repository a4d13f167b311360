using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Where the devices of the product are.</summary>
public static class DeviceFolder
{
    private const string Name = "device-data";

    /// <summary>The nearest folder <c>device-data</c> at or above that of the program.</summary>
    /// <remarks>
    /// In a checkout that is the one in the repository, so that a device added there is found without a build. A
    /// published program has a copy beside it.
    /// </remarks>
    /// <exception cref="InputException">There is none.</exception>
    public static string OfProduct()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, Name);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InputException(
            SourceLocation.WholeFile(AppContext.BaseDirectory), "", $"there is no folder '{Name}' here or above.");
    }
}
