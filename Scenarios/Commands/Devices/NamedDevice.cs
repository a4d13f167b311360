using System.CommandLine;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary>A device that a command names: one of the library, or a file.</summary>
internal static class NamedDevice
{
    /// <summary>The device and its file.</summary>
    /// <param name="parsed">The command, for its <c>--device-data</c> and <c>--devices</c>.</param>
    /// <param name="name">A name, or the path of a file that ends in <c>.yaml</c>.</param>
    public static (DeviceSpec Device, string File) Of(ParseResult parsed, string name)
    {
        if (name.EndsWith(".yaml", StringComparison.Ordinal))
        {
            return (DeviceFile.Load(name, SharedOptions.CatalogOf(parsed)), name);
        }

        DeviceLibrary library = SharedOptions.EnvironmentOf(parsed).Devices;
        return library.FileOf(name) is { } file
            ? (library.Load(name), file)
            : throw new InputException(SourceLocation.WholeFile("device"), "", library.UnknownName(name));
    }
}
