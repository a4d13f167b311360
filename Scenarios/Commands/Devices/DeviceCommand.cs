using System.CommandLine;

namespace CrossbarSim.Scenarios.Commands.Devices;

/// <summary><c>crossbarsim device</c>: from measurements to devices, and what devices there are.</summary>
internal static class DeviceCommand
{
    public static Command Create() => new("device", "Fit devices to measurements, and look at them.")
    {
        DeviceFitCommand.Create(),
        DeviceShowCommand.Create(),
        DeviceCheckCommand.Create(),
        DeviceListCommand.Create(),
        DeviceCompareCommand.Create(),
        DeviceSampleCommand.Create(),
    };
}
