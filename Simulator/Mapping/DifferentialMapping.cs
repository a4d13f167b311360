using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Where the two cells of a pair stand when the weight is zero.</summary>
public enum PairBalance
{
    /// <summary>Both at the lowest conductance; only one of them rises with |weight|.</summary>
    OneSided,

    /// <summary>Both at mid-window; one rises as the other falls.</summary>
    TwoSided,
}

/// <summary>Two columns an output: its weights are the differences G+ - G-.</summary>
/// <remarks>
/// With w the weight over the largest one, and the window [Gmin, Gmax]. One-sided: G± = Gmin + (Gmax - Gmin)·max(0, ±w).
/// Two-sided: G± = Gmin + (Gmax - Gmin)·(1 ± w)/2. Either way G+ - G- = (Gmax - Gmin)·w.
/// </remarks>
public sealed class DifferentialMapping(PairBalance balance, Subtraction subtraction) : IWeightMapping
{
    /// <inheritdoc/>
    public string Name => "differential";

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => columns / 2;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) =>
        device.HighestConductance > device.LowestConductance ? null : Refusals.OneLevel(Name, device);

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        double lowest = device.LowestConductance.Siemens;
        double highest = device.HighestConductance.Siemens;
        double span = highest - lowest;
        double[] factors = scale.SiemensPerWeight(weights, region, span);
        int columns = 2 * region.Outputs;
        double[] targets = new double[region.Inputs * columns];
        LevelSnap snap = new(device);
        int clipped = 0;
        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                double part = Clipping.ToUnit(row[input] * factors[output] / span, ref clipped);
                (double plus, double minus) = balance == PairBalance.OneSided
                    ? (Math.Max(0, part), Math.Max(0, -part))
                    : ((1.0 + part) / 2, (1.0 - part) / 2);
                int cell = (input * columns) + (2 * output);
                targets[cell] = snap.ToLevel(lowest + (span * plus));
                targets[cell + 1] = snap.ToLevel(lowest + (span * minus));
            }
        }

        bool analog = subtraction == Subtraction.BeforeAdc;
        return new MappedTile
        {
            Region = region,
            Columns = columns,
            Targets = targets,
            Lines = analog
                ? [.. Enumerable.Range(0, region.Outputs).Select(o => new MappedTile.Line(2 * o, (2 * o) + 1))]
                : [.. Enumerable.Range(0, columns).Select(c => new MappedTile.Line(c))],
            Outputs = [.. factors.Select((factor, o) => analog
                ? MappedTile.Output.Of(o, factor)
                : MappedTile.Output.Difference(2 * o, (2 * o) + 1, factor))],
            LowestPerRow = analog ? -span : lowest,
            HighestPerRow = analog ? span : highest,
            ClippedWeights = clipped,
        };
    }
}
