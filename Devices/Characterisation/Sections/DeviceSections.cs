using CrossbarSim.Devices.Behaviours;
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

    /// <summary>The noise of reads.</summary>
    public ReadNoiseSection? ReadNoise { get; init; }

    /// <summary>The law of the cell's current; null: nothing is said of it.</summary>
    public ICellCurrent? Law { get; init; }

    /// <summary>Currents at voltages other than small ones.</summary>
    public CurrentSection? Current { get; init; }

    /// <summary>The voltages that switch a cell.</summary>
    public SwitchingSection? Switching { get; init; }

    /// <summary>The names of the sections that are there and that scenarios read and check, but do not use yet.</summary>
    public IReadOnlyList<string> NotUsed =>
    [
        .. Switching is null ? Array.Empty<string>() : ["switching"],
    ];

    /// <summary>Reads them all.</summary>
    internal static DeviceSections Read(DocumentReader reader)
    {
        FitProvenance? fit = FitProvenance.Read(reader);
        DriftSection? drift = DriftSection.Read(reader);
        ReadNoiseSection? noise = ReadNoiseSection.Read(reader);
        ICellCurrent? law = CurrentKeys.Read(reader);
        return new DeviceSections
        {
            Fit = fit,
            Drift = drift,
            ReadNoise = noise,
            Law = law,
            Current = CurrentSection.Of(law, reader),
            Switching = SwitchingSection.Read(reader),
            Pulses = PulsesSection.Read(reader),
        };
    }
}
