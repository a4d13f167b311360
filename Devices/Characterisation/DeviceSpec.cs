using System.Text.Json.Serialization;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Pulses;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>A device as a file or a scenario describes it: checked, its data read, not yet sampled.</summary>
public sealed record DeviceSpec
{
    /// <summary>The name it goes by: that of its file, or of its kind where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, as in the catalog.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is, in a sentence or two; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where its numbers come from.</summary>
    public required string Source { get; init; }

    /// <summary>Whether its numbers were made up rather than measured.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>Terms of the data behind its numbers; may be empty.</summary>
    public string Licence { get; init; } = "";

    /// <summary>What is known of it beside its kind: drift, read noise and the like, and where each was fitted.</summary>
    [JsonIgnore]
    public DeviceSections Sections { get; init; } = new();

    /// <summary>What its kind made of its keys.</summary>
    public required DeviceDefinition Definition { get; init; }

    /// <summary>How many levels it has once resolved; null for a device without levels.</summary>
    public int? LevelCount =>
        Definition.Selection?.Count ?? (Definition.Model as IConductanceLevels)?.Levels.Count;

    /// <summary>Lower end of the window of the whole table.</summary>
    public Conductance LowestConductance => Definition.Model.LowestConductance;

    /// <summary>Upper end of the window of the whole table.</summary>
    public Conductance HighestConductance => Definition.Model.HighestConductance;

    /// <summary>What time makes of its cells; null: nothing is known.</summary>
    [JsonIgnore]
    public IConductanceDrift? Drift => Sections.Drift?.Create(Definition.Model);

    /// <summary>Its own noise of reads; null: nothing is known.</summary>
    [JsonIgnore]
    public IStateNoise? ReadNoise => Sections.ReadNoise?.Create(Definition.Model, Sections.Drift);

    /// <summary>What pulses do to it: its model's own, or what its section <c>pulses</c> says; null: nothing is known.</summary>
    [JsonIgnore]
    public IPulseProgramming? Pulses =>
        Definition.Model as IPulseProgramming ?? (Sections.Pulses is { } measured ? new FittedPulses(measured) : null);

    /// <summary>The device itself, the levels that are to be used chosen.</summary>
    /// <param name="key">Address of the choice of levels, where it is random; equal keys choose equally.</param>
    public IDeviceModel Resolve(RandomKey key) =>
        Definition is { Selection: { } selection, Model: LevelTableDevice table }
            ? table.WithLevels(table.Levels.Select(selection.Count, selection.Sampling, key.For("levels")))
            : Definition.Model;
}
