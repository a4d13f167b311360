using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>What a device file says beside its kind: measured behaviours, each with where it was fitted. Absent is null.</summary>
public sealed record DeviceSections
{
    /// <summary>Where the numbers of the kind itself were fitted.</summary>
    public FitProvenance? Fit { get; init; }

    /// <summary>What programming pulses do.</summary>
    public PulsesSection? Pulses { get; init; }

    /// <summary>What time does.</summary>
    public DriftSection? Drift { get; init; }

    /// <summary>Reads them all.</summary>
    internal static DeviceSections Read(DocumentReader reader) => new()
    {
        Fit = FitProvenance.Read(reader),
        Drift = DriftSection.Read(reader),
        Pulses = PulsesSection.Read(reader),
    };
}
