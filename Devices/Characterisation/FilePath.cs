using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>Paths as they stand in files: relative to the file that names them.</summary>
internal static class FilePath
{
    /// <summary>A path named at some place of a file.</summary>
    public static string BesideOf(SourceLocation place, string path) =>
        Path.Combine(Path.GetDirectoryName(place.File) ?? "", path);
}
