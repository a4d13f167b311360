using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>How signed weights become conductances, which are never negative, and how columns are read back.</summary>
public interface IWeightMapping
{
    /// <summary>The name it goes by in scenarios and reports.</summary>
    string Name { get; }

    /// <summary>Whether a weight stands on pairs of cells, one of them added and the other subtracted.</summary>
    bool HasPairs => false;

    /// <summary>How many outputs fit on so many physical columns; zero when none does.</summary>
    int OutputsPerTile(int columns);

    /// <summary>Why this mapping cannot use a device; null when it can.</summary>
    string? Refusal(IDeviceModel device);

    /// <summary>The target conductances of one tile. Pure: nothing is drawn, nothing is programmed.</summary>
    /// <param name="weights">The whole layer.</param>
    /// <param name="region">The part that the tile holds.</param>
    /// <param name="scale">The factor between weights and conductances.</param>
    /// <param name="device">The cell; targets lie within its window and, when it has levels, on them.</param>
    MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device);

    /// <summary>The same for a tile that is not kept.</summary>
    /// <param name="weights">The whole layer.</param>
    /// <param name="region">The part that the tile holds.</param>
    /// <param name="scale">The factor between weights and conductances.</param>
    /// <param name="device">The cell.</param>
    /// <param name="room">May become its targets, if it is as long as they are; whatever it holds is lost. Null: there is none.</param>
    MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device, double[]? room) => Map(weights, region, scale, device);

    /// <summary>The lowest and the highest weight that conductances can represent under a fixed factor.</summary>
    (double Lowest, double Highest) RepresentableWeights(IDeviceModel device, WeightScale scale)
    {
        return (Represented(-1e30), Represented(1e30));

        double Represented(double weight)
        {
            MappedTile tile = Map(new WeightMatrix(1, 1, [weight]), new TileRegion(0, 0, 1, 0, 1), scale, device);
            return MappedTile.Weight(tile.Outputs[0], tile.SenseMatrix(tile.Targets));
        }
    }
}
