using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads what all weights together may take: <c>quantization.budget</c>.</summary>
/// <param name="environment">What names may refer to.</param>
internal sealed class BudgetReader(StudyEnvironment environment)
{
    /// <summary>The budget; null where there is none.</summary>
    /// <param name="section">The section; null: it is left out.</param>
    /// <param name="weights">The weights whose bits are to be chosen.</param>
    public BudgetSection? Read(DocumentReader? section, QuantizerSection? weights)
    {
        if (section is null)
        {
            return null;
        }

        BudgetSection read = new(
            section.Number("kib", double.Epsilon, 1e9),
            section.Items("bits", (list, item) => list.Integer(item, 1, 16)),
            section.Choice("by", SensitivityMeasure.Hessian),
            section.Integer("samples", 1, 100_000, 100));
        if (read.Bits.Count < 2 || read.Bits.Zip(read.Bits.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            section.Complain("bits", "two resolutions or more are wanted to choose from, ascending, as in [2, 4, 8].");
        }

        if (weights is null || environment.Quantizers.Kinds[weights.Kind] is not { Bits: (int fewest, int most) } kind)
        {
            section.Complain("", "the bits of no weights can be chosen: this would change nothing.");
        }
        else
        {
            int lowest = read.By == SensitivityMeasure.Hessian ? Math.Max(fewest, 2) : fewest;
            foreach (int bits in read.Bits.Where(bits => bits < lowest || bits > most))
            {
                section.Complain("bits", $"{bits} is not between {lowest} and {most}, which quantizer '{kind.Name}' and '{KebabCase.Of(read.By)}' have.");
            }
        }

        return read;
    }
}
