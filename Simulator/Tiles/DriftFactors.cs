using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Digital factors that make up for the drift of a tile.</summary>
/// <remarks>
/// Every row is driven by itself, after programming and again at the time of use: a factor is the sum of the magnitudes of what a line read then, over that of what it reads now, or
/// the same over all lines of the tile. Source of the global one: V. Joshi et al., Nat. Commun. 11, 2473 (2020).
/// </remarks>
internal static class DriftFactors
{
    /// <summary>The tile with its factors.</summary>
    /// <param name="ageing">How it drifts and is compensated.</param>
    /// <param name="before">The tile as programmed.</param>
    /// <param name="now">The tile at the time of use.</param>
    public static ProgrammedTile Compensated(Ageing ageing, ProgrammedTile before, ProgrammedTile now)
    {
        int lines = now.Mapped.Lines.Length;
        bool measured = ageing.Reference == CompensationReference.Measured;
        double[] then = Sums(before, measured, "then");
        double[] today = Sums(now, measured, "now");
        double[] factors = new double[lines];
        if (ageing.Compensation == DriftCompensation.Global)
        {
            Array.Fill(factors, Factor(then.Sum(), today.Sum()));
        }
        else
        {
            for (int line = 0; line < lines; line++)
            {
                factors[line] = Factor(then[line], today[line]);
            }
        }

        return now.With(now.Mapped.With([.. now.Mapped.Outputs.Select(output => Scaled(output, factors))]));
    }

    private static double Factor(double then, double now) => then > 0 && now > 0 ? then / now : 1;

    private static MappedTile.Output Scaled(MappedTile.Output output, double[] factors)
    {
        double first = factors[output.Terms[0].Line];
        return output.Terms.All(term => factors[term.Line] == first)
            ? output with { Gain = first }
            : output with { Terms = [.. output.Terms.Select(term => term with { Factor = term.Factor * factors[term.Line] })] };
    }

    /// <summary>For each line the sum over rows of what it reads of a row by itself, in siemens.</summary>
    private static double[] Sums(ProgrammedTile tile, bool measured, string name)
    {
        int lines = tile.Mapped.Lines.Length;
        int rows = tile.Mapped.Region.Inputs;
        double[] sums = new double[lines];
        double[] draws = new double[rows * lines];
        double[]? variances = measured ? tile.Variances : null;
        if (variances is not null && tile.Reads is RandomKey key)
        {
            key.For("compensation").For(name).FillNormal(draws);
        }

        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> read = tile.Row(row);
            for (int line = 0; line < lines; line++)
            {
                int at = (row * lines) + line;
                sums[line] += Math.Abs(read[line] + (variances is null ? 0 : Math.Sqrt(variances[at]) * draws[at]));
            }
        }

        return sums;
    }
}
