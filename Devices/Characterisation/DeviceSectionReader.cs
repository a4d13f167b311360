using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Reads the device of a scenario: a name, or a section that changes or describes one.</summary>
/// <remarks>
/// <c>device: my-device</c>, or a section with one of <c>name</c> (a device of the library), <c>file</c> (a device file,
/// relative to the scenario) and <c>kind</c> (a device written out on the spot). The other keys of the section are those
/// of a device file and replace what the file says: <c>device: { name: ideal, highest: 100 uS }</c>.
/// </remarks>
/// <param name="library">The devices that have names.</param>
public sealed class DeviceSectionReader(DeviceLibrary library)
{
    private static readonly string[] Ways = ["name", "file", "kind"];

    /// <summary>Reads the device under a key.</summary>
    /// <param name="reader">The section the key belongs to.</param>
    /// <param name="key">The key, as in <c>device</c>.</param>
    /// <returns>The device; null after a complaint.</returns>
    public DeviceSpec? Read(DocumentReader reader, string key) => reader.Node(key) switch
    {
        MappingNode section => Section(reader, key, section),
        _ when reader.TextOrSection(key).Text is { } name => Named(reader, key, name),
        _ => null,
    };

    private DeviceSpec? Named(DocumentReader reader, string key, string name)
    {
        if (library.FileOf(name) is { } file)
        {
            return Checked(reader, file)?.Spec;
        }

        reader.Complain(key, library.UnknownName(name));
        return null;
    }

    private DeviceSpec? Section(DocumentReader reader, string key, MappingNode section)
    {
        string[] ways = [.. Ways.Where(way => section.Find(way) is not null)];
        if (ways.Length != 1)
        {
            reader.Complain(key, ways.Length == 0
                ? "needs one of the keys name, file and kind."
                : $"has the keys {string.Join(" and ", ways)}; only one of name, file and kind can say which device it is.");
            reader.Section(key).IgnoreRest();
            return null;
        }

        if (ways[0] == "kind")
        {
            return DeviceKeys.Read(reader.Section(key), library.Catalog, null, inline: true);
        }

        DocumentReader own = reader.Section(key);
        if (FileOf(own, ways[0]) is not { } file || Checked(reader, file) is not { } device)
        {
            own.IgnoreRest();
            return null;
        }

        own.IgnoreRest(); // they are asked for in the merged section below, each from where it stands
        MappingNode merged = MappingNode.Merge(device.Root, section);
        DocumentReader both = reader.SectionInstead(key, merged);
        both.Has("name");
        both.Has("file");
        return DeviceKeys.Read(both, library.Catalog, device.Spec.Name, inline: false);
    }

    private string? FileOf(DocumentReader own, string way)
    {
        string text = own.Text(way);
        if (text.Length == 0)
        {
            return null;
        }

        if (way == "file")
        {
            return FilePath.Named(own, way, text);
        }

        if (library.FileOf(text) is not { } file)
        {
            own.Complain(way, library.UnknownName(text));
            return null;
        }

        return file;
    }

    /// <summary>A device file, once it has no faults of its own.</summary>
    private (MappingNode Root, DeviceSpec Spec)? Checked(DocumentReader reader, string file)
    {
        try
        {
            MappingNode root = YamlFile.Load(file);
            return (root, DeviceFile.Read(root, file, library.Catalog));
        }
        catch (InputException e)
        {
            reader.Complain(e.Complaints);
            return null;
        }
    }
}
