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

/// <summary>What of a set of weights says how large they are.</summary>
public enum WeightMagnitude
{
    /// <summary>The mean |weight|.</summary>
    Mean,

    /// <summary>The largest |weight|.</summary>
    Largest,
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
        if (Reach != ScaleReach.Fixed)
        {
            return Array.ConvertAll(Magnitudes(weights, region, WeightMagnitude.Largest), largest => Factor(span, largest));
        }

        double[] factors = new double[region.Outputs];
        Array.Fill(factors, PerUnitWeight.Siemens);
        return factors;
    }

    /// <summary>How large the weights are that share a factor.</summary>
    /// <param name="weights">The whole layer.</param>
    /// <param name="region">The tile.</param>
    /// <param name="magnitude">What says so.</param>
    /// <returns>Zero or more, in weight units, one per output of the tile.</returns>
    /// <exception cref="InvalidOperationException">The factor is given.</exception>
    internal double[] Magnitudes(WeightMatrix weights, TileRegion region, WeightMagnitude magnitude)
    {
        double[] magnitudes = new double[region.Outputs];
        switch (Reach)
        {
            case ScaleReach.Column:
                for (int output = 0; output < magnitudes.Length; output++)
                {
                    Tally own = default;
                    own.Add(Row(output));
                    magnitudes[output] = own.Of(magnitude);
                }

                break;
            case ScaleReach.Tile:
                Tally shared = default;
                for (int output = 0; output < magnitudes.Length; output++)
                {
                    shared.Add(Row(output));
                }

                Array.Fill(magnitudes, shared.Of(magnitude));
                break;
            case ScaleReach.Layer:
                Array.Fill(magnitudes, weights.Magnitude(magnitude));
                break;
            default:
                throw new InvalidOperationException("A given factor does not follow from weights.");
        }

        return magnitudes;

        ReadOnlySpan<double> Row(int output) => weights.Row(region.FirstOutput + output).Slice(region.FirstInput, region.Inputs);
    }

    /// <summary>The mean |weight|.</summary>
    internal static double Mean(ReadOnlySpan<double> weights)
    {
        Tally all = default;
        all.Add(weights);
        return all.Of(WeightMagnitude.Mean);
    }

    // Weights that are all zero are exact under any factor.
    private static double Factor(double span, double largest) => largest == 0 ? span : span / largest;

    private struct Tally
    {
        private double _largest;
        private double _sum;
        private long _count;

        public void Add(ReadOnlySpan<double> weights)
        {
            foreach (double weight in weights)
            {
                _largest = Math.Max(_largest, Math.Abs(weight));
                _sum += Math.Abs(weight);
            }

            _count += weights.Length;
        }

        public readonly double Of(WeightMagnitude magnitude) => magnitude == WeightMagnitude.Mean ? _sum / _count : _largest;
    }
}
