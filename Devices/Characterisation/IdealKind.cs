using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Models;

namespace CrossbarSim.Devices.Characterisation;

/// <summary><c>kind: ideal</c>: a window, and optionally so many exact levels in it.</summary>
internal static class IdealKind
{
    public static DeviceDefinition? Read(DocumentReader reader, string name)
    {
        int? levels = WindowKeys.Levels(reader);
        if (WindowKeys.Read(reader) is not var (lowest, highest))
        {
            return null;
        }

        IDeviceModel model = levels is { } count
            ? new LevelTableDevice(name, ConductanceLevels.Equidistant(lowest, highest, count))
            : new IdealDevice(lowest, highest);
        return new DeviceDefinition(model, "none");
    }
}
