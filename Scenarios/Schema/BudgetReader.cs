using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization.MixedPrecision;
using CrossbarSim.Scenarios.Studies;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads what all weights together may take: <c>quantization.budget</c>.</summary>
/// <param name="environment">What names may refer to.</param>
internal sealed class BudgetReader(StudyEnvironment environment)
{
    private static readonly string[] _units = ["KiB", "arrays", "conversions"];

    /// <summary>The budget; null where there is none.</summary>
    /// <param name="section">The section; null: it is left out.</param>
    /// <param name="weights">The weights whose bits are to be chosen.</param>
    public BudgetSection? Read(DocumentReader? section, QuantizerSection? weights)
    {
        if (section is null)
        {
            return null;
        }

        (double most, HardwareResource? resource) = AtMost(section);
        BudgetSection read = new(
            most,
            resource,
            section.Items("bits", (list, item) => list.Integer(item, 1, 16)),
            section.Choice("by", SensitivityMeasure.Hessian),
            section.Integer("samples", 1, 100_000, 100));
        if (read.Bits.Count < 2 || read.Bits.Zip(read.Bits.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            section.Complain("bits", "two resolutions or more are wanted to choose from, ascending, as in [2, 4, 8].");
        }

        if (weights is null || environment.Quantizers.Kinds[weights.Kind] is not { Bits: (int fewest, int finest) } kind)
        {
            section.Complain("", "the bits of no weights can be chosen: this would change nothing.");
        }
        else
        {
            int lowest = read.By == SensitivityMeasure.Hessian ? Math.Max(fewest, 2) : fewest;
            foreach (int bits in read.Bits.Where(bits => bits < lowest || bits > finest))
            {
                section.Complain("bits", $"{bits} is not between {lowest} and {finest}, which quantizer '{kind.Name}' and '{KebabCase.Of(read.By)}' have.");
            }
        }

        return read;
    }

    /// <summary>What only shows once the hardware is known, for a budget of it.</summary>
    /// <param name="section">The budget.</param>
    /// <param name="hardware">The section <c>hardware</c>.</param>
    /// <param name="scenario">All that was read.</param>
    public void Check(DocumentReader section, DocumentReader hardware, Scenario scenario)
    {
        if (scenario.Quantization?.Budget is not { Resource: HardwareResource resource } budget)
        {
            return;
        }

        if (scenario.Hardware.MappingOptions.Slices is not WeightSlices slices)
        {
            section.Complain("at-most", "weights of any bits take as much of the hardware without 'hardware.mapping.cell-bits': this would change nothing.");
            return;
        }

        if (resource == HardwareResource.Conversions && scenario.Hardware.Adc.Bits is null)
        {
            section.Complain("at-most", "there are no conversions where ADCs are ideal: this would change nothing.");
        }

        CheckSlices(section, budget, slices, scenario.Hardware);
        string[] chosen = [.. (environment.Models.Kinds.GetValueOrDefault(scenario.Model.Name)?.WeightLayers(scenario.Model.Hidden) ?? [])
            .Except(scenario.Hardware.KeepDigital)];
        if (!chosen.Any(scenario.Quantization.IsBudgeted))
        {
            section.Complain("at-most", "no layer whose bits are chosen is on the hardware: this would change nothing.");
        }
        else if (chosen.All(scenario.Quantization.IsBudgeted))
        {
            hardware.OptionalSection("mapping")?.ComplainIfPresent("weight-bits", "the budget chooses the bits of weights of all layers that are on tiles.");
        }
    }

    /// <summary>Resolutions whose slices do not fill a cell, or do not fit on an array.</summary>
    private void CheckSlices(DocumentReader section, BudgetSection budget, WeightSlices slices, HardwareSection hardware)
    {
        MappingKind kind = environment.Mappings.Kinds[hardware.Mapping];
        foreach (int bits in budget.Bits)
        {
            int sliced = kind.SlicedBits!(bits);
            if (bits < 2)
            {
                section.Complain("bits", "1 is too few: weights of 2 bits or more are cut into digits for cells.");
            }
            else if (sliced < slices.CellBits)
            {
                section.Complain("bits", $"{bits} is too few: mapping '{kind.Name}' puts {Bits(sliced)} of such weights on cells, which are of {slices.CellBits}.");
            }
            else if (hardware.MappingWith(environment, bits).OutputsPerTile(hardware.Columns) < 1)
            {
                section.Complain("bits", $"mapping '{kind.Name}' fits no output of {Bits(bits)} on {hardware.Columns} columns.");
            }
        }
    }

    private static (double AtMost, HardwareResource? Resource) AtMost(DocumentReader section)
    {
        (double most, string unit) = section.Amount("at-most", _units, 1e15);
        HardwareResource? resource = unit == _units[0] ? null : unit == _units[1] ? HardwareResource.Arrays : HardwareResource.Conversions;
        if (resource is not null && most != Math.Floor(most))
        {
            section.Complain("at-most", FormattableString.Invariant($"{most} is not a whole number of {unit}."));
        }

        return (most, resource);
    }

    private static string Bits(int count) => count == 1 ? "1 bit" : $"{count} bits";
}
