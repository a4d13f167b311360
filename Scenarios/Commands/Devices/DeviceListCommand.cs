using System.CommandLine;
using CrossbarSim.Devices.Characterisation.Sections;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device list</c>: the devices that scenarios can name, and what is known of each.</summary>
internal static class DeviceListCommand
{
    public static Command Create()
    {
        Command command = new("list", "List the devices that scenarios can name.") { SharedOptions.DeviceData, SharedOptions.Devices };
        command.SetAction(parsed => ListCommand.Write(SharedOptions.EnvironmentOf(parsed).Devices.List().Select(device =>
            (device.Name, Sections(device.Spec?.Sections) is { Length: > 0 } sections
                ? $"{DeviceSummary.Of(device)}; {string.Join(", ", sections)}"
                : DeviceSummary.Of(device)))));
        return command;
    }

    private static string[] Sections(DeviceSections? sections) =>
        sections is null ? [] : [.. sections.Pulses is null ? Array.Empty<string>() : ["pulses"], .. sections.NotUsed];
}
