using System.Collections.Immutable;
using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>What the reader of one kind of device makes of its keys.</summary>
/// <param name="Model">The device, with all its levels.</param>
/// <param name="Spread">How far programming misses, in words and with units, as in <c>0.5 uS</c> or <c>5 %</c>.</param>
public sealed record DeviceDefinition(IDeviceModel Model, string Spread)
{
    /// <summary>The levels to keep of a measured table, or null for all.</summary>
    public LevelSelection? Selection { get; init; }

    /// <summary>What a user should know about how the data were read: sentences.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A sub-sample of a level table.</summary>
/// <param name="Count">How many levels: one to as many as there are.</param>
/// <param name="Sampling">How they are taken.</param>
public sealed record LevelSelection(int Count, LevelSampling Sampling);
