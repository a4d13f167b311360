using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>What is as large as the largest conductance difference of a cell: the reach of one scale.</summary>
public enum ScaleReach
{
    /// <summary>The largest |weight| of the layer.</summary>
    Layer,

    /// <summary>The largest |weight| of each tile.</summary>
    Tile,

    /// <summary>The largest |weight| of each output within each tile.</summary>
    Column,

    /// <summary>Given: so much conductance for a weight of one, in every layer.</summary>
    Fixed,
}

/// <summary>The factor between weights and conductances.</summary>
/// <param name="Reach">What shares one factor.</param>
/// <param name="PerUnitWeight">Conductance that stands for a weight of 1; only with <see cref="ScaleReach.Fixed"/>.</param>
public sealed record WeightScale(ScaleReach Reach, Conductance PerUnitWeight = default)
{
    /// <summary>The factor for each output of a tile.</summary>
    /// <param name="weights">The whole layer.</param>
    /// <param name="region">The tile.</param>
    /// <param name="span">The conductance, in siemens, that stands for the largest weight. Above zero.</param>
    /// <returns>Siemens per unit weight, one per output of the tile.</returns>
    public double[] SiemensPerWeight(WeightMatrix weights, TileRegion region, double span)
    {
        double[] factors = new double[region.Outputs];
        if (Reach == ScaleReach.Fixed)
        {
            Array.Fill(factors, PerUnitWeight.Siemens);
            return factors;
        }

        double shared = 0;
        for (int output = 0; output < region.Outputs; output++)
        {
            double largest = 0;
            foreach (double weight in weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs))
            {
                largest = Math.Max(largest, Math.Abs(weight));
            }

            factors[output] = Factor(span, largest);
            shared = Math.Max(shared, largest);
        }

        if (Reach != ScaleReach.Column)
        {
            if (Reach == ScaleReach.Layer)
            {
                foreach (double weight in weights.Values)
                {
                    shared = Math.Max(shared, Math.Abs(weight));
                }
            }

            Array.Fill(factors, Factor(span, shared));
        }

        return factors;
    }

    // Weights that are all zero are exact under any factor.
    private static double Factor(double span, double largest) => largest == 0 ? span : span / largest;
}
