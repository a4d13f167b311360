using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Characterisation.Sections;

/// <summary>The voltage at which cells switch in one direction.</summary>
/// <param name="Mean">Its mean; negative where negative voltages switch.</param>
/// <param name="Std">Its standard deviation over cycles and devices together.</param>
/// <param name="DeviceToDevice">The part of it that is from device to device; null where one device was measured.</param>
public sealed record SwitchingVoltage(Voltage Mean, Voltage Std, Voltage? DeviceToDevice);

/// <summary>The voltages that switch a cell: the section <c>switching</c> of a device file.</summary>
public sealed record SwitchingSection
{
    /// <summary>To a higher conductance; null where it was not measured.</summary>
    public SwitchingVoltage? Set { get; init; }

    /// <summary>To a lower one.</summary>
    public SwitchingVoltage? Reset { get; init; }

    /// <summary>Where it was fitted.</summary>
    public FitProvenance? Fit { get; init; }

    internal static SwitchingSection? Read(DocumentReader parent)
    {
        if (parent.OptionalSection("switching") is not { } reader)
        {
            return null;
        }

        SwitchingSection read = new() { Set = Direction(reader, "set"), Reset = Direction(reader, "reset"), Fit = FitProvenance.Read(reader) };
        if (!reader.Has("set") && !reader.Has("reset"))
        {
            reader.Complain("", "has neither 'set' nor 'reset'.");
        }

        return read;
    }

    internal void Write(YamlText yaml)
    {
        foreach ((string key, SwitchingVoltage? voltage) in new[] { ("set", Set), ("reset", Reset) })
        {
            if (voltage is not null)
            {
                string between = voltage.DeviceToDevice is { } part ? $", device-to-device: {ExactText.Volts(part.Volts)}" : "";
                yaml.Plain(key, $"{{ mean: {ExactText.Volts(voltage.Mean.Volts)}, std: {ExactText.Volts(voltage.Std.Volts)}{between} }}");
            }
        }
    }

    private static SwitchingVoltage? Direction(DocumentReader parent, string key)
    {
        if (parent.OptionalSection(key) is not { } reader)
        {
            return null;
        }

        Voltage none = Voltage.FromVolts(0);
        return new SwitchingVoltage(
            reader.Voltage("mean"), reader.Voltage("std", min: none), reader.Has("device-to-device") ? reader.Voltage("device-to-device", min: none) : null);
    }
}
