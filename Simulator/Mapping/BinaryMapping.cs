using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Two columns an output and weights of one bit: a cell and its complement, as in SA-CiM arrays.</summary>
/// <remarks>
/// +1, for weights above zero, is (Gmax, Gmin); -1, for all others, is (Gmin, Gmax). The columns are subtracted before the ADC, so that a line
/// of n rows driven with -1 and +1 reads -n to n times Gmax - Gmin. ±1 stands for plus and minus the mean or the largest |weight| of a layer, tile or
/// output within a tile (<see cref="WeightScale"/>), or for a given weight. Source of the mean:
/// M. Rastegari et al., XNOR-Net, ECCV 2016, <see href="https://doi.org/10.1007/978-3-319-46493-0_32"/>.
/// </remarks>
/// <param name="magnitude">What the two weights are plus and minus of.</param>
/// <param name="arrays">Whether cells and their complements share arrays.</param>
public sealed class BinaryMapping(WeightMagnitude magnitude, ArrayLayout arrays = ArrayLayout.Shared) : IWeightMapping
{
    /// <summary>Weights that are all zero stand for plus and minus this: nothing that could be told from zero.</summary>
    private const double Nothing = 1e-100;

    /// <inheritdoc/>
    public string Name => "binary";

    /// <inheritdoc/>
    public bool HasPairs => true;

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => arrays == ArrayLayout.Separate ? columns : columns / 2;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) =>
        device.HighestConductance > device.LowestConductance ? null : Refusals.OneLevel(Name, device);

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        double span = highest - lowest;
        int columns = 2 * region.Outputs;
        double[] targets = new double[region.Inputs * columns];
        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                int cell = (input * columns) + (2 * output);
                (targets[cell], targets[cell + 1]) = row[input] > 0 ? (highest, lowest) : (lowest, highest);
            }
        }

        double[] factors = scale.Reach == ScaleReach.Fixed
            ? scale.SiemensPerWeight(weights, region, span)
            : [.. scale.Magnitudes(weights, region, magnitude).Select(weight => span / Math.Max(weight, Nothing))];
        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Arrays = arrays == ArrayLayout.Separate ? [.. ArrayColumns.Dealt(0, columns, 2)] : null,
            Lines = [.. Enumerable.Range(0, region.Outputs).Select(o => new MappedTile.Line(2 * o, (2 * o) + 1))],
            Outputs = [.. factors.Select((factor, o) => MappedTile.Output.Of(o, factor))],
            LowestPerRow = -span,
            HighestPerRow = span,
            ClippedWeights = 0, // every weight is rounded to one of the two, however large
        };
    }
}
