using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Programming by pulses, as <c>hardware.programming</c> says.</summary>
/// <param name="Tolerance">When a cell is good enough; null: cells are not verified.</param>
/// <param name="Start">Where cells are before.</param>
/// <param name="MaxPulses">Most pulses of a cell.</param>
public sealed record PulsesSection(VerifyTolerance? Tolerance, PulseStart Start, int MaxPulses)
{
    private const int UsualMost = 1000;
    private const int Most = 1_000_000;

    private enum By
    {
        Target,
        Pulses,
        WriteVerify,
    }

    /// <summary>The programming itself.</summary>
    /// <param name="device">The memory cell, which has pulses.</param>
    /// <param name="noiseScale">Factor on every standard deviation of it.</param>
    internal PulseProgramming Create(DeviceSpec device, double noiseScale) => new(device.Pulses!, Tolerance, Start, MaxPulses, noiseScale);

    /// <summary>Reads the keys; null where cells are not programmed by pulses, and after a complaint.</summary>
    /// <param name="section">The section <c>programming</c>; null: there is none.</param>
    /// <param name="device">The memory cell; null after a complaint about it.</param>
    internal static PulsesSection? Read(DocumentReader? section, DeviceSpec? device)
    {
        IPulseProgramming? pulses = device?.Pulses;
        By usual = device?.Definition.Model is not IPulseProgramming own ? By.Target : own is { CanRaise: true, CanLower: true } ? By.WriteVerify : By.Pulses;
        By by = section?.Choice("by", usual) ?? usual;
        if (by != By.WriteVerify)
        {
            section?.ComplainIfPresent("tolerance", "means nothing where cells are not verified, as they are with 'by: write-verify'.");
        }

        if (by == By.Target)
        {
            section?.ComplainIfPresent("max-pulses", "means nothing where cells are not programmed by pulses.");
            section?.ComplainIfPresent("start", "means nothing where cells are not programmed by pulses.");
            return null;
        }

        PulseStart start = section?.Choice("start", pulses is { CanRaise: false } ? PulseStart.Highest : PulseStart.Lowest) ?? PulseStart.Lowest;
        PulsesSection read = new(by == By.WriteVerify ? ReadTolerance(section) : null, start, section?.Integer("max-pulses", 1, Most, UsualMost) ?? UsualMost);
        string? problem = device is null ? null
            : pulses is null ? $"nothing is known of pulses on device '{device.Name}': it is of no kind that pulses program, and its file has no section 'pulses'."
            : PulseProgramming.Lacks(pulses, by == By.WriteVerify, start) is string lack ? $"on device '{device.Name}' {lack}." : null;
        if (problem is not null)
        {
            section?.Complain(pulses is null || by == By.WriteVerify ? "by" : "start", problem);
            return null;
        }

        return device is null ? null : read;
    }

    private static VerifyTolerance ReadTolerance(DocumentReader? section)
    {
        if (section?.Has("tolerance") != true)
        {
            return new VerifyTolerance(default, 0.01);
        }

        int before = section.ComplaintCount;
        (Devices.Quantities.Conductance absolute, double relative) = section.Spread("tolerance");
        if (section.ComplaintCount == before && absolute.Siemens == 0 && relative == 0)
        {
            section.Complain("tolerance", "is 0: no cell would ever be within it.");
        }

        return new VerifyTolerance(absolute, relative);
    }
}
