using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Moves a wanted conductance to one the device has: its nearest level, or unchanged where it has none.</summary>
internal readonly struct LevelSnap(IDeviceModel device)
{
    private readonly ConductanceLevels? _levels = (device as IConductanceLevels)?.Levels;

    public double ToLevel(double siemens) => _levels is null ? siemens : _levels.Means[_levels.Nearest(siemens)];
}
