using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Reads device files: <c>name.yaml</c>, described in <c>device-data/README.md</c>.</summary>
public static class DeviceFile
{
    /// <summary>Reads and checks one file and the data it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">The kinds of device.</param>
    /// <exception cref="InputException">The file, or one it names, has faults.</exception>
    public static DeviceSpec Load(string path, DeviceCatalog catalog) => Read(YamlFile.Load(path), path, catalog);

    internal static DeviceSpec Read(MappingNode root, string path, DeviceCatalog catalog) =>
        DocumentReader.Read(root, reader =>
        {
            string name = NameOf(path);
            if (reader.Has("name") && reader.Text("name") is { Length: > 0 } given && given != name)
            {
                reader.Complain("name", $"'{given}' is not the name of the file, '{name}', by which the device goes.");
            }

            return DeviceKeys.Read(reader, catalog, name, inline: false);
        })!; // null only after a complaint, and then Read has thrown

    internal static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
