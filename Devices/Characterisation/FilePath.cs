using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Paths as they stand in files: relative to the file that names them.</summary>
public static class FilePath
{
    /// <summary>The file that a key names, relative to where it does so.</summary>
    /// <param name="reader">The section of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="name">Its value.</param>
    /// <returns>Its path; null after a complaint: there is none.</returns>
    public static string? Named(DocumentReader reader, string key, string name)
    {
        string path = Path.Combine(reader.Location(key).Folder, name);
        if (Path.Exists(path))
        {
            return path;
        }

        reader.Complain(key, $"there is no file '{name}' (looked for {path}).");
        return null;
    }
}
