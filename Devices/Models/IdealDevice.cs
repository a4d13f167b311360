using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Devices.Models;

/// <summary>A cell that takes on any conductance of its window exactly and keeps it.</summary>
/// <param name="lowest">Lowest conductance. Zero or more.</param>
/// <param name="highest">Highest conductance. Above the lowest.</param>
public sealed class IdealDevice(Conductance lowest, Conductance highest) : IDeviceModel
{
    /// <inheritdoc/>
    public string Name => "ideal";

    /// <inheritdoc/>
    public Conductance LowestConductance { get; } = lowest;

    /// <inheritdoc/>
    public Conductance HighestConductance { get; } = Window.Checked(lowest, highest);

    /// <inheritdoc/>
    public ICellCurrent Current { get; init; } = OhmicCurrent.Law;

    /// <inheritdoc/>
    public string Content => DeviceContent.Of(Name, LowestConductance.Siemens, HighestConductance.Siemens);

    /// <inheritdoc/>
    public IDeviceModel With(ICellCurrent current) => new IdealDevice(LowestConductance, HighestConductance) { Current = current };
}
