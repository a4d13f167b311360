using System.Collections.Immutable;
using CrossbarSim.Devices.Characterisation.Sections;

namespace CrossbarSim.Devices.Characterisation.Fitting;

/// <summary>What one fit makes of a measurement: a part of a device file, the files it names, and what to tell the user.</summary>
internal sealed record FittedPart
{
    /// <summary>The section of the device file it is; null: the device's kind itself.</summary>
    public required string? Section { get; init; }

    /// <summary>Writes the keys of the section, or of the kind.</summary>
    public required Action<YamlText> Write { get; init; }

    /// <summary>Where it comes from.</summary>
    public required FitProvenance Fit { get; init; }

    /// <summary>The files beside it: the end of the name, as in <c>.csv</c>, and the text.</summary>
    public ImmutableArray<(string Ending, string Text)> Files { get; init; } = [];

    /// <summary>Lowest and highest conductance seen, in siemens: the window of a device that has no other kind. Null where none was measured.</summary>
    public (double Lowest, double Highest)? Window { get; init; }

    /// <summary>Programming error of a device that has no other kind, in siemens; null: none was measured.</summary>
    public double? Sigma { get; init; }

    /// <summary>What to tell the user: lines.</summary>
    public required ImmutableArray<string> Report { get; init; }
}
