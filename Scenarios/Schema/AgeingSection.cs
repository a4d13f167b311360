using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Simulator.Imperfections;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>The section <c>hardware.ageing</c>.</summary>
/// <param name="Time">Since the reference state of programmed cells.</param>
/// <param name="Compensation">How digital factors make up for it.</param>
/// <param name="Reference">What the factors come from.</param>
public sealed record AgeingSection(TimeSpan Time, DriftCompensation Compensation, CompensationReference Reference)
{
    /// <summary>What it does to cells.</summary>
    /// <param name="drift">The device's law.</param>
    internal Ageing Create(IConductanceDrift drift) => new(drift, Time) { Compensation = Compensation, Reference = Reference };

    internal static AgeingSection Read(DocumentReader section)
    {
        TimeSpan time = section.Duration("time");
        DriftCompensation compensation = section.Choice("compensation", DriftCompensation.None);
        if (compensation == DriftCompensation.None && !section.Is("compensation", "none"))
        {
            section.ComplainIfPresent("reference", "means nothing without 'compensation'.");
        }

        return new AgeingSection(time, compensation, section.Choice("reference", CompensationReference.Measured));
    }

    /// <summary>Checks it against a device.</summary>
    internal static void Check(DocumentReader section, string device, IConductanceDrift? drift)
    {
        if (drift is null)
        {
            section.Complain("", $"device '{device}' has no drift: this would change nothing.");
            return;
        }

        bool extrapolates = section.Flag("extrapolate", false);
        TimeSpan time = section.Duration("time");
        if (section.Has("time") && time < drift.Earliest)
        {
            section.Complain("time", $"device '{device}' is known from {Text(drift.Earliest)} on, and not before.");
        }
        else if (drift.Latest is TimeSpan latest && time > latest && !extrapolates)
        {
            section.Complain("time", $"the data of device '{device}' end at {Text(latest)}; 'extrapolate: true' goes on from there.");
        }
        else if (extrapolates && !(drift.Latest < time))
        {
            section.Complain("extrapolate", $"the data of device '{device}' {(drift.Latest is TimeSpan end ? $"go on to {Text(end)}" : "have no known end")}: this would change nothing.");
        }
    }

    private static string Text(TimeSpan time) => time.TotalSeconds switch
    {
        >= 31557600 => FormattableString.Invariant($"{time.TotalSeconds / 31557600:0.###} y"),
        >= 86400 => FormattableString.Invariant($"{time.TotalDays:0.###} d"),
        _ => FormattableString.Invariant($"{time.TotalSeconds:0.######} s"),
    };
}
