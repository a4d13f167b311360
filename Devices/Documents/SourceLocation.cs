namespace CrossbarSim.Devices.Documents;

/// <summary>A place in an input file.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">Line, from 1; 0 for the file as a whole.</param>
/// <param name="Column">Column, from 1; 0 for the file as a whole.</param>
public readonly record struct SourceLocation(string File, int Line, int Column)
{
    /// <summary>The location of what belongs to a file as a whole.</summary>
    public static SourceLocation WholeFile(string file) => new(file, 0, 0);

    /// <summary>
    /// The folder that relative paths which stand here begin at: that of the file; the current one for an option of the command
    /// line, which stands in no file.
    /// </summary>
    public string Folder => File.StartsWith("--", StringComparison.Ordinal) ? "" : Path.GetDirectoryName(File) ?? "";

    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? File : $"{File}({Line},{Column})";
}
