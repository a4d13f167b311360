using System.Reflection;
using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>What tells devices apart in addresses of results: a table edited in place is another device, and so is a model that was built anew.</summary>
internal static class DeviceFingerprint
{
    private static readonly Assembly Product = typeof(IDeviceModel).Assembly;

    /// <summary>The numbers of a device, and of one that is no part of the program also the build it is from.</summary>
    public static object Of(IDeviceModel device)
    {
        Type model = device.GetType();
        return new
        {
            device.Name,
            device.LowestConductance,
            device.HighestConductance,
            Model = model.FullName,
            device.Content,
            Build = model.Assembly == Product ? null : model.Module.ModuleVersionId.ToString(),
        };
    }
}
