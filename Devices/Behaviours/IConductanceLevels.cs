namespace CrossbarSim.Devices.Behaviours;

/// <summary>A cell with finitely many conductances: targets snap to the nearest of them.</summary>
public interface IConductanceLevels : IDeviceModel
{
    /// <summary>The levels that can be aimed at.</summary>
    ConductanceLevels Levels { get; }
}
