using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;

namespace CrossbarSim.Devices.Characterisation.Plots;

/// <summary>All that is known of a device, in lines for people: the numbers, where they come from and what they leave out.</summary>
public static class DeviceFacts
{
    /// <summary>The facts by heading; the first, without one, is the device as a whole.</summary>
    public static IReadOnlyList<(string Heading, IReadOnlyList<string> Lines)> Of(DeviceSpec device)
    {
        List<(string, IReadOnlyList<string>)> facts = [("", [.. Whole(device)])];
        DeviceSections sections = device.Sections;
        void Add(string heading, FitProvenance? fit, params IEnumerable<string?> lines) =>
            facts.Add((heading, [.. lines.OfType<string>(), .. Fit(fit)]));
        if (sections.Fit is { } levels)
        {
            Add("levels", levels);
        }

        if (sections.Pulses is { } pulses)
        {
            Add("pulses", pulses.Fit,
                $"model {KebabCase.Of(pulses.Model)}, {pulses.Lowest} to {pulses.Highest}",
                Response("up", pulses.Up), Response("down", pulses.Down),
                ExactText.Of($"cycle to cycle {pulses.CycleToCycle * 100:G3} % of a step{(pulses.DeviceToDevice is { } between ? ExactText.Of($", device to device {between * 100:G3} %") : "")}"));
        }

        if (sections.Drift is { } drift)
        {
            Add("drift", drift.Fit, $"law {KebabCase.Of(drift.Law)}, from {ExactText.Rounded(drift.ReferenceTime.TotalSeconds)} s on", Drift(drift, device));
        }

        if (sections.ReadNoise is { } noise)
        {
            Add("read-noise", noise.Fit, Noise(noise, device),
                noise.OneOverF is { } flicker ? ExactText.Of($"spectrum 1/f^{flicker.Slope:G3} from {flicker.From:G3} to {flicker.To:G3} Hz") : null);
        }

        if (sections.Current is { } current)
        {
            Add("current", current.Fit, Current(current));
        }

        if (sections.Switching is { } switching)
        {
            Add("switching", switching.Fit, Voltage("set", switching.Set), Voltage("reset", switching.Reset));
        }

        return facts;
    }

    private static IEnumerable<string> Whole(DeviceSpec device)
    {
        if (device.Description.Length > 0)
        {
            yield return device.Description;
        }

        yield return $"kind {device.Kind}; {device.LowestConductance} to {device.HighestConductance}; programming error {device.Definition.Spread}";
        yield return $"source: {device.Source}{(device.IsSynthetic ? " (synthetic)" : "")}";
        if (device.Licence.Length > 0)
        {
            yield return $"licence: {device.Licence}";
        }

        if (device.Definition.Model is LevelTableDevice table)
        {
            yield return $"{table.Levels.Count} levels, drawn from {(table.DrawsReadings ? "their readings" : "normal distributions")}  {Sparkline.Of(table.Levels.Means.ToArray(), 40)}";
        }

        foreach (string note in device.Definition.Notes)
        {
            yield return note;
        }
    }

    private static IEnumerable<string> Fit(FitProvenance? fit)
    {
        if (fit is null)
        {
            yield break;
        }

        yield return ExactText.Of($"fitted to {string.Join(", ", fit.Files.Select(file => file.Name))}, {fit.RowsUsed} of {fit.Rows} rows, in {fit.Unit}: {fit.Range}");
        foreach ((string name, Estimate at) in fit.Parameters)
        {
            yield return ExactText.Of($"  {name} = {at.Value:G5} ({at.Lower:G4} to {at.Upper:G4})");
        }

        if (fit.Goodness.Length > 0)
        {
            yield return $"  {string.Join("; ", fit.Goodness.Select(measure => ExactText.Of($"{measure.Name} {measure.Value:G4}")))}";
        }

        foreach (string left in fit.LeftOut)
        {
            yield return $"  left out: {left}";
        }

        foreach (string refused in fit.Refused)
        {
            yield return $"  refused: {refused}";
        }
    }

    private static string? Response(string name, PulseResponse? response) => response switch
    {
        ExponentialPulses curve => ExactText.Of($"{name}: {curve.From * 1e6:G5} to {curve.To * 1e6:G5} uS in {curve.Pulses} pulses, nonlinearity {curve.Nonlinearity:G4}  {Sparkline.Of([.. Enumerable.Range(0, 40).Select(i => curve.After(i * curve.Pulses / 39.0))], 40)}"),
        SoftBoundsPulses soft => ExactText.Of($"{name}: {soft.Rate * 100:G4} % of the way to {soft.Bound * 1e6:G5} uS a pulse"),
        LinearStepPulses line => ExactText.Of($"{name}: {line.Step * 1e9:G4} nS a pulse in the middle, slope {line.Slope:G3}"),
        TabulatedPulses table => ExactText.Of($"{name}: a table of {table.Conductances.Length} conductances by {table.Quantiles.Length} quantiles"),
        _ => null,
    };

    private static string Drift(DriftSection drift, DeviceSpec device)
    {
        if (drift is { Mean: { } mean, Std: { } std })
        {
            return States(device, "nu", x => ExactText.Of($"{mean.At(x):G3} +- {std.At(x):G2}"));
        }

        DriftPoint first = drift.Points[0];
        string numbers = drift.Law == DriftLaw.Power
            ? ExactText.Of($"nu {first.Mean:G4} +- {first.Std:G3}")
            : ExactText.Of($"{first.Mean * 1e6:G4} +- {first.Std * 1e6:G3} uS for each factor e");
        return drift.Points.Length == 1
            ? numbers
            : ExactText.Of($"{drift.Points.Length} points by conductance; mean {Sparkline.Of([.. drift.Points.Select(point => point.Mean)], 40)}");
    }

    /// <summary>A number at both ends of the window and in its middle.</summary>
    private static string States(DeviceSpec device, string name, Func<double, string> at)
    {
        (double low, double high) = (device.LowestConductance.Siemens, device.HighestConductance.Siemens);
        return $"{name} {string.Join(", ", new[] { low, (low + high) / 2, high }.Select(g => ExactText.Of($"{at(g / high)} at {g * 1e6:G4} uS")))}";
    }

    private static string Noise(ReadNoiseSection noise, DeviceSpec device) => noise.Law switch
    {
        _ when noise.Flicker is { } flicker => States(
            device, "1/f, amplitude", x => flicker.IsRelative ? ExactText.Of($"{flicker.Amplitude.At(x) * 100:G3} %") : ExactText.Of($"{flicker.Amplitude.At(x) * 1e6:G3} uS")),
        ReadNoiseLaw.Constant => ExactText.Of($"{noise.Sigma * 1e6:G4} uS at every conductance"),
        ReadNoiseLaw.Proportional => ExactText.Of($"{noise.Sigma * 100:G4} % of the conductance"),
        _ => ExactText.Of($"{noise.Table.Min(point => point.Sigma) * 1e6:G4} to {noise.Table.Max(point => point.Sigma) * 1e6:G4} uS by a table of {noise.Table.Length}"),
    };

    private static string Current(CurrentSection current) => current.Law switch
    {
        CurrentLaw.Sinh => $"I = G v0 sinh(V/v0), v0 = {current.V0}",
        CurrentLaw.Polynomial => ExactText.Of($"I = G (V{string.Concat(current.Coefficients.Select((a, i) => ExactText.Of($" + {a:G4} V^{i + 2}")))}), up to {current.ValidTo}"),
        _ => ExactText.Of($"a table of {current.Table.Length} voltages, conductance at {current.ConductanceAt}"),
    };

    private static string? Voltage(string name, SwitchingVoltage? voltage) => voltage is null
        ? null
        : $"{name}: {voltage.Mean} +- {voltage.Std}{(voltage.DeviceToDevice is { } between ? $", device to device {between}" : "")}";
}
