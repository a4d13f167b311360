using CrossbarSim.Devices.Documents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>How lines are computed.</summary>
public enum WireModel
{
    /// <summary>Exactly.</summary>
    Exact,

    /// <summary>By a closed form, whose error is reported.</summary>
    Resummed,

    /// <summary>Not at all: lines are perfect.</summary>
    None,
}

/// <summary>The section <c>hardware.wires</c>.</summary>
/// <param name="Model">How lines are computed.</param>
/// <param name="Precision">How exactly; of exact ones only.</param>
/// <param name="Resistances">Resistances along them.</param>
public sealed record WiresSection(WireModel Model, WirePrecision Precision, WireResistances Resistances)
{
    private static readonly string[] s_keys = ["precision", "word-line", "bit-line", "driver", "sense", "first-segment", "last-segment"];

    /// <summary>The lines themselves.</summary>
    internal IWires Create() => Model switch
    {
        WireModel.Exact => new ResistiveWires(Resistances, Precision),
        WireModel.Resummed => new ResummedWires(Resistances),
        _ => PerfectWires.Instance,
    };

    internal static WiresSection Read(DocumentReader section)
    {
        int complaints = section.ComplaintCount;
        WireModel model = section.Choice("model", WireModel.Exact);
        if (section.Is("model", "none"))
        {
            // What else is there is checked too: it is kept for when the model is another.
            _ = ReadResistances(section);
            _ = section.Choice("precision", WirePrecision.Double);
            return new WiresSection(model, WirePrecision.Double, new WireResistances());
        }

        if (model == WireModel.Resummed)
        {
            section.ComplainIfPresent("precision", "means nothing to a closed form.");
        }

        WirePrecision precision = model == WireModel.Exact ? section.Choice("precision", WirePrecision.Double) : WirePrecision.Double;
        WireResistances resistances = ReadResistances(section);
        if (resistances.ArePerfect && section.ComplaintCount == complaints)
        {
            section.Complain("", $"no resistance is above 0: this would change nothing. Keys: {string.Join(", ", s_keys[1..5])}.");
        }

        return new WiresSection(model, precision, resistances);
    }

    private static WireResistances ReadResistances(DocumentReader section)
    {
        WireResistances resistances = new()
        {
            WordLine = Segment(section, "word-line"),
            BitLine = Segment(section, "bit-line"),
            Driver = section.Resistance("driver", Resistance.FromOhms(0)),
            Sense = section.Resistance("sense", Resistance.FromOhms(0)),
            HasFirstSegment = section.Flag("first-segment", true),
            HasLastSegment = section.Flag("last-segment", true),
        };
        if (resistances.WordLine.Ohms == 0)
        {
            section.ComplainIfPresent("first-segment", "means nothing where word lines have no resistance.");
        }

        if (resistances.BitLine.Ohms == 0)
        {
            section.ComplainIfPresent("last-segment", "means nothing where bit lines have no resistance.");
        }

        return resistances;
    }

    /// <summary>A resistance, or what it follows from.</summary>
    private static Resistance Segment(DocumentReader section, string key)
    {
        TextOrSection value = section.TextOrSection(key, optional: true);
        if (value.Section is not DocumentReader line)
        {
            return value.Text is null ? Resistance.FromOhms(0) : section.Resistance(key);
        }

        (Length least, Length most) = (Length.FromMetres(1e-10), Length.FromMetres(1e-2));
        Length width = line.Length("width", least, most);
        Length pitch = line.Length("pitch", least, most);
        if (line.Has("sheet-resistance"))
        {
            line.ComplainIfPresent("resistivity", "there is a 'sheet-resistance' already.");
            line.ComplainIfPresent("thickness", "means nothing beside a 'sheet-resistance'.");
            return WireGeometry.Segment(line.Resistance("sheet-resistance"), width, pitch);
        }

        if (!line.Has("resistivity"))
        {
            line.Complain("", "wanted is a 'sheet-resistance' or a 'resistivity'.");
            line.IgnoreRest();
            return Resistance.FromOhms(0);
        }

        Resistivity resistivity = line.Resistivity("resistivity", Resistivity.FromOhmMetres(1e-12), Resistivity.FromOhmMetres(1));
        return WireGeometry.Segment(resistivity, width, line.Length("thickness", least, most), pitch);
    }
}
