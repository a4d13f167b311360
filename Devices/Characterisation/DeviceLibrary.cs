using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>The devices that can be called by name: the device files of some folders.</summary>
/// <remarks>A device goes by the name of its file. Files are looked for once, when the library is made.</remarks>
public sealed class DeviceLibrary
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>A library of the <c>*.yaml</c> files of some folders, not of those below them.</summary>
    /// <param name="folders">The folders; all must exist.</param>
    /// <param name="catalog">The kinds of device.</param>
    /// <exception cref="InputException">There is no such folder, or two files have the same name.</exception>
    public DeviceLibrary(IEnumerable<string> folders, DeviceCatalog catalog)
    {
        Catalog = catalog;
        foreach (string folder in folders)
        {
            if (!Directory.Exists(folder))
            {
                throw new InputException(SourceLocation.WholeFile(folder), "", "there is no such folder.");
            }

            foreach (string file in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
            {
                string name = DeviceFile.NameOf(file);
                if (!_files.TryAdd(name, file))
                {
                    throw new InputException(
                        SourceLocation.WholeFile(file), "", $"a device called '{name}' exists already: {_files[name]}.");
                }
            }
        }
    }

    /// <summary>The kinds of device.</summary>
    public DeviceCatalog Catalog { get; }

    /// <summary>The names of the devices, in alphabetical order.</summary>
    public IReadOnlyCollection<string> Names => _files.Keys;

    /// <summary>The devices of the product, and of some more folders.</summary>
    /// <inheritdoc cref="DeviceLibrary(IEnumerable{string}, DeviceCatalog)"/>
    public static DeviceLibrary Standard(params IEnumerable<string> folders) => OfProduct(folders, DeviceCatalog.Standard);

    /// <summary>The devices of the product, and of some more folders, which may be of further kinds.</summary>
    /// <inheritdoc cref="DeviceLibrary(IEnumerable{string}, DeviceCatalog)"/>
    public static DeviceLibrary OfProduct(IEnumerable<string> folders, DeviceCatalog catalog) => new([DeviceFolder.OfProduct(), .. folders], catalog);

    /// <summary>The file of a device, or null where no device is called so.</summary>
    public string? FileOf(string name) => _files.GetValueOrDefault(name);

    /// <summary>Reads the device of a name.</summary>
    /// <exception cref="InputException">No device is called so, or its file has faults.</exception>
    public DeviceSpec Load(string name) => FileOf(name) is { } file
        ? DeviceFile.Load(file, Catalog)
        : throw new InputException(SourceLocation.WholeFile("device-data"), "", UnknownName(name));

    /// <summary>What to say where no device is called so: the nearest name, and all.</summary>
    public string UnknownName(string name) => $"no device is called '{name}'. {NearestName.Hint(name, Names)}";

    /// <summary>All devices, those with faults included.</summary>
    public IReadOnlyList<DeviceListing> List()
    {
        List<DeviceListing> listings = [];
        foreach ((string name, string file) in _files)
        {
            try
            {
                listings.Add(new DeviceListing(name, file, DeviceFile.Load(file, Catalog), null));
            }
            catch (InputException fault)
            {
                listings.Add(new DeviceListing(name, file, null, fault));
            }
        }

        return listings;
    }
}

/// <summary>A device of a library: what it is, or what is wrong with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file.</param>
/// <param name="Spec">The device; null where its file has faults.</param>
/// <param name="Fault">The faults of its file; null where it has none.</param>
public sealed record DeviceListing(string Name, string File, DeviceSpec? Spec, InputException? Fault);
