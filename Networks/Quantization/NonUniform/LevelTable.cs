using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>The weights that a device's measured conductance levels stand for, with the spread of each.</summary>
/// <remarks>
/// G·scaling, as <see cref="LevelMeaning"/> reads the table: G; G - min G; or -G, 0 and G, 0 having the spread of the steadiest level.
/// </remarks>
/// <param name="Values">In weight units, in ascending order.</param>
/// <param name="Sigmas">Standard deviation of each, in weight units.</param>
public sealed record LevelTable(IReadOnlyList<double> Values, IReadOnlyList<double> Sigmas)
{
    /// <summary>The table of a device.</summary>
    /// <param name="levels">Its levels, in siemens.</param>
    /// <param name="scaling">Weight units in a siemens.</param>
    /// <param name="meaning">Which weights they stand for.</param>
    public static LevelTable Of(ConductanceLevels levels, double scaling, LevelMeaning meaning)
    {
        double[] means = [.. levels.Means.ToArray().Select(mean => mean * scaling)];
        double[] sigmas = [.. levels.Sigmas.ToArray().Select(sigma => sigma * scaling)];
        return meaning switch
        {
            LevelMeaning.Raw => new LevelTable(means, sigmas),
            LevelMeaning.Shifted => new LevelTable([.. means.Select(mean => mean - means[0])], sigmas),
            _ => new LevelTable([.. means.Reverse().Select(mean => -mean), 0, .. means], [.. sigmas.Reverse(), sigmas.Min(), .. sigmas]),
        };
    }

    /// <summary>Weight units in a siemens that let the largest weight be the highest level.</summary>
    /// <param name="largestWeight">max|w|.</param>
    /// <param name="highestConductance">max|G|, in siemens, above zero.</param>
    public static double ScalingFor(double largestWeight, double highestConductance) => largestWeight / highestConductance;

    /// <summary>What weights can be held within: the lowest level less so many of its deviations, the highest and as many of its own.</summary>
    /// <param name="noiseScale">How many; zero or more.</param>
    public (double Lowest, double Highest) Bounds(double noiseScale) => (
        Values.Zip(Sigmas, (value, sigma) => value - (noiseScale * sigma)).Min(),
        Values.Zip(Sigmas, (value, sigma) => value + (noiseScale * sigma)).Max());
}
