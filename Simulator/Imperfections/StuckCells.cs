using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Imperfections;

/// <summary>Cells that cannot be programmed: each is stuck low with one probability, or else stuck high with another.</summary>
/// <remarks>
/// One uniform draw u a cell: stuck low where u is below the first rate, stuck high where it is in the next stretch as long as the
/// second. The rates are thus exact in distribution and the two never meet. Only cells that hold a weight are drawn: columns that no
/// weight uses are as good stuck as not.
/// </remarks>
public sealed class StuckCells : ICellImperfection
{
    /// <summary>Stuck cells at the given rates.</summary>
    /// <param name="lowRate">Probability of being stuck low, 0 to 1.</param>
    /// <param name="highRate">Probability of being stuck high, 0 to 1; together at most 1.</param>
    /// <param name="low">Conductance of a cell stuck low; null: the device's lowest.</param>
    /// <param name="high">Conductance of a cell stuck high; null: the device's highest.</param>
    public StuckCells(double lowRate, double highRate, Conductance? low = null, Conductance? high = null)
    {
        if (!(lowRate >= 0) || !(highRate >= 0) || !(lowRate + highRate <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(lowRate), $"Rates are zero or more and together at most 1, not {lowRate} and {highRate}.");
        }

        (LowRate, HighRate, Low, High) = (lowRate, highRate, low, high);
    }

    /// <inheritdoc/>
    public string Name => "stuck";

    /// <summary>Probability of being stuck low.</summary>
    public double LowRate { get; }

    /// <summary>Probability of being stuck high.</summary>
    public double HighRate { get; }

    /// <summary>Conductance of a cell stuck low; null: the device's lowest.</summary>
    public Conductance? Low { get; }

    /// <summary>Conductance of a cell stuck high; null: the device's highest.</summary>
    public Conductance? High { get; }

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => LowRate + HighRate > 0 ? null : "both rates are 0: this would change nothing.";

    /// <inheritdoc/>
    public void Apply(Span<double> cells, TilePlace place)
    {
        double low = (Low ?? place.Device.LowestConductance).Siemens;
        double high = (High ?? place.Device.HighestConductance).Siemens;
        double[] draws = new double[cells.Length];
        place.Tile.For("faults").FillUniform(draws);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            if (draws[cell] < LowRate)
            {
                cells[cell] = low;
            }
            else if (draws[cell] < LowRate + HighRate)
            {
                cells[cell] = high;
            }
        }
    }
}
