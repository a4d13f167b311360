using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>What is to be fitted, and where the device is to be written.</summary>
public sealed record FitRequest
{
    /// <summary>The measurement files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>
    /// The settings by the names of their options (<c>--kind</c>, <c>--unit</c>, <c>--cell</c>, ...), as texts or lists of texts. One
    /// that does not belong to the kind of measurement is a fault.
    /// </summary>
    public required MappingNode Settings { get; init; }

    /// <summary>The name of the device, of letters, digits, '-' and '_'.</summary>
    public required string Name { get; init; }

    /// <summary>The folder it is written to.</summary>
    public required string Folder { get; init; }

    /// <summary>The command that asks for it, for the comment at the head of the file.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the fit becomes a further section of a device that is there.</summary>
    public bool Add { get; init; }

    /// <summary>Whether files, or a section, that are there may be replaced.</summary>
    public bool Force { get; init; }
}

/// <summary>A device that was fitted and written.</summary>
/// <param name="Files">The files written: their paths, the device file first.</param>
/// <param name="Report">What to tell the user: lines.</param>
public sealed record FittedDevice(IReadOnlyList<string> Files, IReadOnlyList<string> Report);
