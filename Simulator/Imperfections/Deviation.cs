using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>What shares one draw of a deviation.</summary>
public enum DeviationReach
{
    /// <summary>All cells of a chip.</summary>
    Die,

    /// <summary>All cells of a tile.</summary>
    Tile,

    /// <summary>All cells of a column.</summary>
    Column,

    /// <summary>Every cell by itself: device to device, local mismatch.</summary>
    Cell,
}

/// <summary>How a deviation changes a conductance.</summary>
public enum DeviationLaw
{
    /// <summary>G + σ·z, σ relative to a conductance that does not depend on the cell, or to the cell's own.</summary>
    Gaussian,

    /// <summary>G·e^(σ·z): relative to the cell's own conductance, never negative.</summary>
    Lognormal,
}

/// <summary>What the standard deviation of a deviation is relative to.</summary>
public enum DeviationScale
{
    /// <summary>The conductance of the cell at hand.</summary>
    Level,

    /// <summary>The window of the device: highest less lowest conductance.</summary>
    Range,

    /// <summary>The highest conductance of the device.</summary>
    FullScale,
}

/// <summary>A deviation of conductances from one piece of silicon to the next, drawn once for a chip.</summary>
/// <remarks>z is standard normal, one draw for all that is in reach. Conductances below zero become zero.</remarks>
/// <param name="reach">What shares one draw.</param>
/// <param name="sigma">Standard deviation, dimensionless: 0.05 is 5 %. Above zero.</param>
/// <param name="scale">What it is relative to; a lognormal one is always relative to the level.</param>
/// <param name="law">How it changes a conductance.</param>
/// <param name="index">Number among the imperfections of its hardware: two deviations draw by themselves.</param>
public sealed class Deviation(DeviationReach reach, double sigma, DeviationScale scale, DeviationLaw law, int index = 0) : ICellImperfection
{
    /// <inheritdoc/>
    public string Name => "deviation";

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => sigma > 0 ? null : "sigma is 0: this would change nothing.";

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place)
    {
        RandomKey key = (reach == DeviationReach.Die ? place.Die : place.Tile).For("deviation", index);
        double[] draws = new double[reach switch
        {
            DeviationReach.Cell => cells.Length,
            DeviationReach.Column => place.Columns,
            _ => 1,
        }];
        key.FillNormal(draws);
        double fixedScale = scale == DeviationScale.Range
            ? place.Device.HighestConductance.Siemens - place.Device.LowestConductance.Siemens
            : place.Device.HighestConductance.Siemens;
        for (int cell = 0; cell < cells.Length; cell++)
        {
            // Rows of the tile repeat the columns' draws; a single draw serves all.
            double z = sigma * draws[cell % draws.Length];
            double changed = (law, scale) switch
            {
                (DeviationLaw.Lognormal, _) => cells[cell] * Math.Exp(z),
                (_, DeviationScale.Level) => cells[cell] * (1.0 + z),
                _ => cells[cell] + (fixedScale * z),
            };
            cells[cell] = Math.Max(0.0, changed);
        }
    }
}
