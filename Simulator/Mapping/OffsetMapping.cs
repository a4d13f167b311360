using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>One column an output, and one reference column a tile that all of them are compared with.</summary>
/// <remarks>
/// G = Gmid + h·w with w the weight over the largest one; the reference column stands at Gmid, so G - Gmid = h·w holds for
/// negative weights too. Gmid is mid-window, or the level nearest to it, so that a zero weight is exact; h is the distance
/// to the nearer end of the window.
/// </remarks>
public sealed class OffsetMapping(Subtraction subtraction) : IWeightMapping
{
    /// <inheritdoc/>
    public string Name => "offset";

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => columns - 1;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device)
    {
        (double middle, double half) = Middle(device);
        return half > 0
            ? null
            : $"mapping 'offset' needs a device with a conductance on either side of its middle; '{device.Name}' has none below or above {middle * 1e6:0.###} uS.";
    }

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        (double middle, double half) = Middle(device);
        double[] factors = scale.SiemensPerWeight(weights, region, half);
        int columns = region.Outputs + 1; // column 0 is the reference
        double[] targets = new double[region.Inputs * columns];
        LevelSnap snap = new(device);
        int clipped = 0;
        for (int input = 0; input < region.Inputs; input++)
        {
            targets[input * columns] = middle;
        }

        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                double part = Clipping.ToUnit(row[input] * factors[output] / half, ref clipped);
                targets[(input * columns) + output + 1] = snap.ToLevel(middle + (half * part));
            }
        }

        bool analog = subtraction == Subtraction.BeforeAdc;
        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Lines = analog
                ? [.. Enumerable.Range(1, region.Outputs).Select(c => new MappedTile.Line(c, 0))]
                : [.. Enumerable.Range(0, columns).Select(c => new MappedTile.Line(c))],
            Outputs = [.. factors.Select((factor, o) => analog
                ? MappedTile.Output.Of(o, factor)
                : MappedTile.Output.Difference(o + 1, 0, factor))],
            LowestPerRow = analog ? -half : device.LowestConductance.Siemens,
            HighestPerRow = analog ? half : device.HighestConductance.Siemens,
            ClippedWeights = clipped,
        };
    }

    private static (double Middle, double Half) Middle(IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        double middle = new LevelSnap(device).ToLevel((lowest + highest) / 2);
        return (middle, Math.Min(middle - lowest, highest - middle));
    }
}
