using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Extensions;
using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;

namespace SampleDevice;

/// <summary>Adds <c>kind: lognormal</c> with the keys <c>lowest</c>, <c>highest</c> and <c>sigma</c>.</summary>
public sealed class LognormalExtension : IDeviceExtension
{
    /// <inheritdoc/>
    public DeviceCatalog Extend(DeviceCatalog catalog) => catalog.With("lognormal", Read);

    private static DeviceDefinition? Read(DocumentReader reader, string name)
    {
        int before = reader.ComplaintCount;
        Conductance lowest = reader.Conductance("lowest");
        Conductance highest = reader.Conductance("highest", max: Conductance.FromSiemens(1));
        double sigma = reader.Number("sigma", 0, 10);
        if (reader.ComplaintCount == before && highest <= lowest)
        {
            reader.Complain("highest", $"{highest} is not above the lowest, {lowest}.");
        }

        return reader.ComplaintCount > before
            ? null
            : new DeviceDefinition(new LognormalDevice(name, lowest, highest, sigma), FormattableString.Invariant($"a factor of e^({sigma} z)"));
    }
}
