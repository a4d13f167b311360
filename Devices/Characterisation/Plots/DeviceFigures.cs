using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Pulses;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>One number of a device, by which it can be compared with others.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">The number, with its unit; <see cref="DeviceFigures.Unknown"/> where it is not known.</param>
public sealed record DeviceFigure(string Name, string Text);

/// <summary>The numbers by which devices are compared: the same names, in the same order, for every device.</summary>
public static class DeviceFigures
{
    /// <summary>What stands for a number that is not known.</summary>
    public const string Unknown = "-";

    /// <summary>The numbers of a device.</summary>
    public static IReadOnlyList<DeviceFigure> Of(DeviceSpec device)
    {
        double low = device.LowestConductance.Siemens;
        double high = device.HighestConductance.Siemens;
        ConductanceLevels? levels = (device.Definition.Model as IConductanceLevels)?.Levels;
        DeviceSections sections = device.Sections;
        return
        [
            new("window", $"{device.LowestConductance} to {device.HighestConductance}"),
            new("on/off ratio", low > 0 ? ExactText.Rounded(high / low) : "unlimited"),
            new("programming error", device.Definition.Spread),
            new("levels", levels is null ? Unknown : ExactText.Of($"{levels.Count}")),
            new("levels told apart (1 %)", levels is null ? Unknown : ExactText.Of($"{Apart(levels)}")),
            new("mean sigma of a level / window", levels is null || levels.Count < 2 ? Unknown : ExactText.Of($"{levels.Sigmas.ToArray().Average() / (high - low) * 100:G3} %")),
            new("pulse model", device.Definition.Model is PulsedDevice ? device.Kind : sections.Pulses is { } pulses ? KebabCase.Of(pulses.Model) : Unknown),
            new("step up in the middle", device.Pulses is { CanRaise: true } raising ? Step(raising, 1) : Unknown),
            new("step down in the middle", device.Pulses is { CanLower: true } lowering ? Step(lowering, -1) : Unknown),
            new("cycle to cycle", CycleToCycle(device) is { } cycle ? ExactText.Of($"{cycle * 100:G3} %") : Unknown),
            new("change in a day, in the middle", Day(sections.Drift, (low + high) / 2, high)),
            new("read noise in the middle", Noise(device, (low + high) / 2)),
            new("current", sections.Current is { } current ? current.Law == CurrentLaw.Sinh ? $"sinh, v0 {current.V0}" : KebabCase.Of(current.Law) : Unknown),
            new("set voltage", Voltage(sections.Switching?.Set)),
            new("reset voltage", Voltage(sections.Switching?.Reset)),
            new("source", device.IsSynthetic ? "synthetic" : device.Source),
        ];
    }

    private static int Apart(ConductanceLevels levels)
    {
        // Two points stand in for the readings of a level: their mean and sigma are those of the table.
        double[] means = levels.Means.ToArray();
        double[] sigmas = levels.Sigmas.ToArray();
        return LevelsFit.Of(
            [.. means.Select(mean => ExactText.Number(mean))],
            [.. means.Zip(sigmas, (mean, sigma) => new[] { mean - (sigma / Math.Sqrt(2)), mean + (sigma / Math.Sqrt(2)) })], 0.01).Apart.Length;
    }

    /// <summary>What one pulse does to a typical cell in the middle of the window.</summary>
    private static string Step(IPulseProgramming pulses, sbyte direction)
    {
        double middle = (pulses.LowestReached.Siemens + pulses.HighestReached.Siemens) / 2;
        IPulsedCells cell = pulses.MakeCells(1, middle, 0, RandomKey.FromSeed(0));
        double before = cell.Conductances[0];
        cell.Pulse([direction], 0);
        return ExactText.Of($"{(cell.Conductances[0] - before) * 1e9:G4} nS");
    }

    private static double? CycleToCycle(DeviceSpec device) =>
        device.Definition.Model is PulsedDevice pulsed ? pulsed.Numbers.CycleToCycle : device.Sections.Pulses?.CycleToCycle;

    /// <summary>Of noise that grows with time: a second after the device's reference state.</summary>
    private static string Noise(DeviceSpec device, double siemens)
    {
        if (device.ReadNoise is not { } noise)
        {
            return Unknown;
        }

        double[] variances = new double[1];
        noise.At(TimeSpan.FromSeconds(1)).Variances([siemens], [siemens], variances);
        return ExactText.Of($"{Math.Sqrt(variances[0]) * 1e6:G3} uS");
    }

    private static string Day(DriftSection? drift, double siemens, double highest)
    {
        if (drift is null)
        {
            return Unknown;
        }

        double moved = drift.MeanBy(Conductance.FromSiemens(highest)).At(siemens / highest) * drift.Clock.Logarithm(TimeSpan.FromDays(1));
        return drift.Law == DriftLaw.Power
            ? ExactText.Of($"{(Math.Exp(-moved) - 1) * 100:G3} %")
            : ExactText.Of($"{moved / siemens * 100:G3} %");
    }

    private static string Voltage(SwitchingVoltage? voltage) => voltage is null ? Unknown : $"{voltage.Mean} +- {voltage.Std}";
}
