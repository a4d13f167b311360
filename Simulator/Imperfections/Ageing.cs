using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>What time makes of cells after everything else has happened to them.</summary>
/// <param name="drift">The law.</param>
/// <param name="time">Since the reference state of programmed cells.</param>
public sealed class Ageing(IConductanceDrift drift, TimeSpan time) : ICellImperfection
{
    /// <inheritdoc/>
    public string Name => "ageing";

    /// <summary>How digital factors make up for it.</summary>
    public DriftCompensation Compensation { get; init; } = DriftCompensation.None;

    /// <summary>What the factors come from.</summary>
    public CompensationReference Reference { get; init; }

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => null;

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place) => drift.Age(cells, time, place.Tile.For("drift"));
}

/// <summary>Digital factors that make up for a loss of conductance.</summary>
public enum DriftCompensation
{
    /// <summary>None.</summary>
    None,

    /// <summary>One for all lines of a tile.</summary>
    Global,

    /// <summary>One for each line, read by its own converter.</summary>
    PerColumn,
}

/// <summary>What factors against drift come from.</summary>
public enum CompensationReference
{
    /// <summary>Reads of every row by itself, with the noise of reads: once after programming, once at the time of use.</summary>
    Measured,

    /// <summary>The conductances themselves.</summary>
    Exact,
}
