using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Reasons that several mappings share for not using a device.</summary>
internal static class Refusals
{
    public static string OneLevel(string mapping, IDeviceModel device) =>
        $"mapping '{mapping}' needs a device with two or more conductances; '{device.Name}' has one.";

    public static string NoLevels(string mapping, IDeviceModel device) =>
        $"mapping '{mapping}' needs a device with a table of levels; '{device.Name}' has none. Use 'differential' or 'offset', or give it 'levels'.";
}
