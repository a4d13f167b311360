using CrossbarSim.Devices.Behaviours;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Which weights the levels G of a table stand for.</summary>
public enum LevelMeaning
{
    /// <summary>{G}: positive weights only, none near zero.</summary>
    Raw,

    /// <summary>{G - Gmin}: zero and positive weights.</summary>
    Shifted,

    /// <summary>{-G, 0, +G}: both signs and zero; nothing between -Gmin and +Gmin but zero.</summary>
    Mirrored,
}

/// <summary>Weights become the nearest of the values that a device's levels stand for.</summary>
/// <remarks>
/// The three readings of a measured table: <c>raw-levels</c>, <c>shifted-levels</c> and <c>mirrored-levels</c>, of which only the
/// last has negative weights (the others clip them, and count it). Ties go to the lower value. The signed ones take two
/// columns an output: a positive weight is a cell in the first, a negative one a cell in the second, the other left
/// unconnected; zero is the steadiest level on both, which cancels but for the spread of that level.
/// </remarks>
/// <param name="meaning">Which weights levels stand for.</param>
/// <param name="arrays">Whether the two columns of an output share an array; for mirrored levels.</param>
public sealed class LevelMapping(LevelMeaning meaning, ArrayLayout arrays = ArrayLayout.Shared) : IWeightMapping
{
    /// <inheritdoc/>
    public string Name => meaning switch
    {
        LevelMeaning.Raw => "raw-levels",
        LevelMeaning.Shifted => "shifted-levels",
        _ => "mirrored-levels",
    };

    /// <inheritdoc/>
    public bool HasPairs => meaning == LevelMeaning.Mirrored;

    /// <inheritdoc/>
    public int OutputsPerTile(int columns) => meaning == LevelMeaning.Mirrored && arrays == ArrayLayout.Shared ? columns / 2 : columns;

    /// <inheritdoc/>
    public string? Refusal(IDeviceModel device) => device switch
    {
        not IConductanceLevels => Refusals.NoLevels(Name, device),
        IConductanceLevels { Levels.Count: 1 } when meaning == LevelMeaning.Shifted => Refusals.OneLevel(Name, device),
        _ when device.HighestConductance.Siemens == 0 => $"mapping '{Name}' needs a device with a level above 0 uS; '{device.Name}' has none.",
        _ => null,
    };

    /// <inheritdoc/>
    public MappedTile Map(WeightMatrix weights, TileRegion region, WeightScale scale, IDeviceModel device)
    {
        ConductanceLevels levels = ((IConductanceLevels)device).Levels;
        double shift = meaning == LevelMeaning.Shifted ? levels.Means[0] : 0;
        double highest = levels.Means[^1] - shift;
        double lowest = meaning switch
        {
            LevelMeaning.Raw => levels.Means[0],
            LevelMeaning.Shifted => 0,
            _ => -highest,
        };
        double steadiest = levels.Means[levels.Steadiest];
        double[] factors = scale.SiemensPerWeight(weights, region, highest);
        int cells = region.Inputs * region.Outputs;
        double[] targets = new double[cells];
        double[] baselines = new double[cells];
        sbyte[] signs = new sbyte[cells];
        double beyond = 1e-12 * highest;
        int clipped = 0;
        for (int output = 0; output < region.Outputs; output++)
        {
            ReadOnlySpan<double> row = weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
            for (int input = 0; input < row.Length; input++)
            {
                double wanted = row[input] * factors[output];
                clipped += wanted > highest + beyond || wanted < lowest - beyond ? 1 : 0;
                int cell = (input * region.Outputs) + output;
                if (meaning != LevelMeaning.Mirrored)
                {
                    (targets[cell], baselines[cell], signs[cell]) = (levels.Means[levels.Nearest(wanted + shift)], shift, 1);
                    continue;
                }

                bool negative = wanted < 0;
                double magnitude = Magnitude(levels, Math.Abs(wanted), negative);

                // Ties go to the lower value: to zero from above, away from zero from below.
                bool isZero = negative
                    ? -wanted < magnitude + wanted
                    : wanted <= magnitude - wanted;
                (targets[cell], baselines[cell], signs[cell]) = isZero
                    ? (steadiest, steadiest, (sbyte)1)
                    : (magnitude, 0.0, (sbyte)(negative ? -1 : 1));
            }
        }

        return new MappedTile
        {
            Region = region,
            Columns = region.Outputs,
            Targets = targets,
            Signs = signs,
            ColumnsPerCell = meaning == LevelMeaning.Mirrored ? 2 : 1,
            Arrays = meaning == LevelMeaning.Mirrored && arrays == ArrayLayout.Separate ? [.. ArrayColumns.Dealt(0, 2 * region.Outputs, 2)] : null,
            Baselines = baselines,
            Lines = [.. Enumerable.Range(0, region.Outputs).Select(c => new MappedTile.Line(c))],
            Outputs = [.. factors.Select((factor, o) => MappedTile.Output.Of(o, factor))],
            LowestPerRow = lowest,
            HighestPerRow = highest,
            ClippedWeights = clipped,
        };
    }

    /// <summary>The level nearest to |weight|; of two equally near ones that with the lower signed value.</summary>
    private static double Magnitude(ConductanceLevels levels, double wanted, bool negative)
    {
        int level = levels.Nearest(wanted);
        bool tie = level + 1 < levels.Count && levels.Means[level + 1] - wanted == wanted - levels.Means[level];
        return levels.Means[negative && tie ? level + 1 : level];
    }
}
