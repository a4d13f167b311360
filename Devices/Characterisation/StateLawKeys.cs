using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Laws;

namespace CrossbarSim.Devices.Characterisation;

/// <summary>A number that depends on the state of a cell, x: its conductance over the highest one.</summary>
/// <remarks>
/// A plain number, or <c>{ polynomial: [c0, c1, ...] }</c>, <c>{ log: [slope, offset], within: [low, high] }</c>, <c>{ power: [factor, exponent], at-most: high }</c>,
/// <c>{ below: x, then: ..., else: ... }</c>.
/// </remarks>
internal static class StateLawKeys
{
    /// <summary>Reads one.</summary>
    /// <param name="reader">The section.</param>
    /// <param name="key">Its key.</param>
    /// <param name="scale">What its numbers are multiplied with: the unit that they stand in.</param>
    public static StateLaw Read(DocumentReader reader, string key, double scale = 1)
    {
        if (reader.Node(key) is not MappingNode)
        {
            return new ConstantLaw(scale * reader.Number(key, -1e6, 1e6));
        }

        DocumentReader law = reader.Section(key);
        string[] kinds = ["polynomial", "log", "power", "below"];
        string[] given = [.. kinds.Where(law.Has)];
        if (given.Length != 1)
        {
            law.Complain("", $"wanted is one of {string.Join(", ", kinds)}; there {(given.Length == 0 ? "is none" : $"are {string.Join(", ", given)}")}.");
            law.IgnoreRest();
            return new ConstantLaw(0);
        }

        switch (given[0])
        {
            case "polynomial":
                double[] coefficients = Numbers(law, "polynomial", 1, 12);
                return new PolynomialLaw([.. coefficients.Select(coefficient => scale * coefficient)]);
            case "log":
                double[] line = Numbers(law, "log", 2, 2);
                double[] ends = Numbers(law, "within", 2, 2);
                if (ends[0] > ends[1])
                {
                    law.Complain("within", "its lower end is above its upper end.");
                    return new ConstantLaw(0);
                }

                return new LogarithmicLaw(scale * line[0], scale * line[1], scale * ends[0], scale * ends[1]);
            case "power":
                double[] power = Numbers(law, "power", 2, 2);
                return new PowerLaw(scale * power[0], power[1], scale * law.Number("at-most", -1e6, 1e6));
            default:
                return new PiecewiseLaw(law.Number("below", 0, 1), Read(law, "then", scale), Read(law, "else", scale));
        }
    }

    private static double[] Numbers(DocumentReader law, string key, int least, int most)
    {
        double[] numbers = [.. law.Items(key, (list, item) => list.Number(item))];
        if (law.Has(key) && (numbers.Length < least || numbers.Length > most))
        {
            law.Complain(key, least == most ? $"wanted are {least} numbers, as in [1, 2]; there are {numbers.Length}." : $"wanted are {least} to {most} numbers; there are {numbers.Length}.");
        }

        return numbers.Length >= least ? numbers : new double[most];
    }
}
