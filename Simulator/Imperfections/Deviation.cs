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
    public string? Refusal(IDeviceModel device) => (sigma, FixedScale(device)) switch
    {
        (not > 0, _) => "sigma is 0: this would change nothing.",
        (_, 0) when law == DeviationLaw.Gaussian && scale != DeviationScale.Level =>
            $"is relative to the range of device '{device.Name}', which has one conductance: this would change nothing.",
        _ => null,
    };

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
        double fixedScale = FixedScale(place.Device);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            // Rows of the tile repeat the columns' draws; a single draw serves all.
            cells[cell] = Deviated(cells[cell], sigma * draws[cell % draws.Length], law, scale, fixedScale);
        }
    }

    /// <summary>A conductance with its deviation.</summary>
    /// <param name="siemens">The conductance. Zero or more.</param>
    /// <param name="z">Deviation, dimensionless: sigma times a standard normal number.</param>
    /// <param name="law">How it changes a conductance.</param>
    /// <param name="scale">What it is relative to.</param>
    /// <param name="fixedScale">The conductance it is relative to, in siemens, where that is not the cell's own.</param>
    /// <returns>Siemens, zero or more.</returns>
    internal static double Deviated(double siemens, double z, DeviationLaw law, DeviationScale scale, double fixedScale)
    {
        double changed = (law, scale) switch
        {
            (DeviationLaw.Lognormal, _) => siemens * Math.Exp(z),
            (_, DeviationScale.Level) => siemens * (1.0 + z),
            _ => siemens + (fixedScale * z),
        };
        return Math.Max(0.0, changed);
    }

    private double FixedScale(IDeviceModel device) => scale == DeviationScale.Range
        ? device.HighestConductance.Siemens - device.LowestConductance.Siemens
        : device.HighestConductance.Siemens;
}
