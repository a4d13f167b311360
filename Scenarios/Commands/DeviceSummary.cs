using CrossbarSim.Devices.Characterisation;

namespace CrossbarSim.Scenarios.Commands;

/// <summary>A device on one line.</summary>
internal static class DeviceSummary
{
    public static string Of(DeviceListing listing) => listing.Spec is not DeviceSpec device
        ? $"cannot be read: {listing.Fault!.Complaints[0]}"
        : string.Join("; ", new[]
        {
            device.LevelCount is int levels ? $"{levels} levels" : device.Kind,
            $"{device.LowestConductance} to {device.HighestConductance}",
            $"programming error {device.Definition.Spread}",
            device.IsSynthetic ? "synthetic" : device.Source,
        });
}
