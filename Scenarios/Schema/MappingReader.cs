using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads the section <c>hardware.mapping</c>.</summary>
/// <param name="mappings">The mappings known by name.</param>
internal sealed class MappingReader(MappingCatalog mappings)
{
    public HardwareSection Read(DocumentReader? section, HardwareSection hardware)
    {
        if (section is null)
        {
            return hardware;
        }

        string name = section.Text("kind", "differential");
        if (!mappings.Kinds.TryGetValue(name, out MappingKind? kind))
        {
            section.ComplainUnknown("kind", "mapping", name, mappings.Kinds.Keys);
            section.IgnoreRest();
            return hardware;
        }

        OffsetReference reference = kind.UsesReference ? section.Choice("reference", OffsetReference.Column) : OffsetReference.Column;
        WeightScale scale = Scale(section);
        foreach ((string key, bool isUsed) in new[]
        {
            ("balance", kind.UsesBalance), ("subtract", kind.UsesSubtraction), ("reference", kind.UsesReference), ("magnitude", kind.UsesMagnitude),
            ("cell-bits", kind.SlicedBits is not null), ("weight-bits", kind.SlicedBits is not null), ("arrays", kind.UsesArrays),
        })
        {
            if (!isUsed)
            {
                section.ComplainIfPresent(key, $"means nothing to mapping '{name}'.");
            }
        }

        if (reference == OffsetReference.Digital)
        {
            section.ComplainIfPresent("subtract", "means nothing to a digital reference, which is subtracted after the ADC.");
        }

        if (reference == OffsetReference.Digital && !section.Has("cell-bits"))
        {
            section.ComplainIfPresent("arrays", "means nothing where an output takes one column: with a digital reference and no slices.");
        }

        if (kind.UsesMagnitude && scale.Reach == ScaleReach.Fixed)
        {
            section.ComplainIfPresent("magnitude", "means nothing where 'scale' says what a weight of 1 is.");
        }

        return hardware with
        {
            Mapping = name,
            MappingOptions = new MappingOptions(
                kind.UsesBalance ? section.Choice("balance", PairBalance.OneSided) : PairBalance.OneSided,
                kind.UsesSubtraction ? section.Choice("subtract", Subtraction.BeforeAdc) : Subtraction.BeforeAdc)
            {
                Slices = kind.SlicedBits is { } sliced ? Slices(section, sliced) : null,
                Reference = reference,
                Arrays = kind.UsesArrays ? section.Choice("arrays", ArrayLayout.Shared) : ArrayLayout.Shared,
                Magnitude = kind.UsesMagnitude ? section.Choice("magnitude", WeightMagnitude.Mean) : WeightMagnitude.Mean,
            },
            Scale = scale,
        };
    }

    private static WeightSlices? Slices(DocumentReader section, Func<int, int> sliced)
    {
        if (!section.Has("cell-bits"))
        {
            section.ComplainIfPresent("weight-bits", "means nothing without 'cell-bits': weights stand on cells as they are.");
            return null;
        }

        int weightBits = section.Integer("weight-bits", 2, WeightSlices.MostBits, 8);
        int most = sliced(weightBits);
        int cellBits = section.Integer("cell-bits", 1, WeightSlices.MostBits);
        if (cellBits > most)
        {
            section.Complain("cell-bits", $"{cellBits} is more than the {most} bits of a weight that cells hold.");
            return null;
        }

        if (section.Is("balance", "two-sided"))
        {
            section.Complain("balance", "slices of a weight stand on one-sided pairs.");
            return null;
        }

        return new WeightSlices(cellBits, weightBits);
    }

    private static WeightScale Scale(DocumentReader section)
    {
        if (!section.Has("scale"))
        {
            return new WeightScale(ScaleReach.Layer);
        }

        foreach (ScaleReach reach in new[] { ScaleReach.Layer, ScaleReach.Tile, ScaleReach.Column })
        {
            if (section.Is("scale", Reports.Names.Of(reach)))
            {
                return new WeightScale(reach);
            }
        }

        string text = section.Text("scale");
        if (text.Length > 0 && char.IsAsciiLetter(text[0]))
        {
            section.Complain("scale", $"'{text}' is neither 'layer', 'tile' or 'column' nor the conductance of a weight of 1, as in '100 uS'.");
            return new WeightScale(ScaleReach.Layer);
        }

        Conductance perWeight = section.Conductance("scale", min: Conductance.FromSiemens(1e-15));
        return new WeightScale(ScaleReach.Fixed, perWeight);
    }
}
