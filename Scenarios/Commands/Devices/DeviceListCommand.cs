using System.CommandLine;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device list</c>: the devices that scenarios can name, and what is known of each.</summary>
internal static class DeviceListCommand
{
    public static Command Create()
    {
        Command command = new("list", "List the devices that scenarios can name.") { SharedOptions.DeviceData };
        command.SetAction(parsed => ListCommand.Write(SharedOptions.EnvironmentOf(parsed).Devices.List().Select(device =>
            (device.Name, device.Spec?.Sections.NotUsed is { Count: > 0 } sections
                ? $"{DeviceSummary.Of(device)}; {string.Join(", ", sections)}"
                : DeviceSummary.Of(device)))));
        return command;
    }
}
