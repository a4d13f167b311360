using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Conversion;
using CrossbarSim.Networks.Quantization.Perturbation;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads the list <c>outputs</c>: noise and limits of what layers give.</summary>
internal static class OutputsReader
{
    private enum Kind
    {
        Noise,
        Limit,
    }

    private static readonly Dictionary<Kind, string[]> s_own = new()
    {
        [Kind.Noise] = ["sigma", "relative-to"],
        [Kind.Limit] = ["at", "low", "high"],
    };

    /// <summary>The effects, in order; null: there is no list.</summary>
    /// <param name="section">The hardware.</param>
    /// <param name="layers">The network's layers.</param>
    /// <param name="keepDigital">Those off the tiles.</param>
    public static IReadOnlyList<OutputEffect>? Read(DocumentReader section, LayerNames layers, IReadOnlyList<string> keepDigital)
    {
        if (!section.Has("outputs"))
        {
            return null;
        }

        return section.Items("outputs", (list, item) => Effect(list.Section(item), layers, keepDigital));
    }

    private static OutputEffect Effect(DocumentReader section, LayerNames layers, IReadOnlyList<string> keepDigital)
    {
        int complaints = section.ComplaintCount;
        Kind kind = section.Choice<Kind>("kind");
        if (section.ComplaintCount > complaints)
        {
            section.IgnoreRest(); // nobody knows which keys belong
            return new OutputEffect();
        }

        foreach (string key in s_own.Where(each => each.Key != kind).SelectMany(each => each.Value))
        {
            section.ComplainIfPresent(key, $"means nothing to '{KebabCase.Of(kind)}'.");
        }

        IReadOnlyList<string> some = layers.Some(section) ?? [];
        if (some.FirstOrDefault(keepDigital.Contains) is string digital)
        {
            section.Complain("layers", $"'{digital}' is kept off the tiles by 'digital': nothing befalls its outputs.");
        }

        return (kind == Kind.Noise ? Noise(section) : Limit(section)) with { Layers = some };
    }

    private static OutputEffect Noise(DocumentReader section)
    {
        NoiseScale scale = section.Choice("relative-to", NoiseScale.Largest);
        double sigma = scale == NoiseScale.Absolute ? section.Number("sigma", 1e-12, 1e12) : section.Percentage("sigma", 1e-9, 10);
        return new OutputEffect { Noise = sigma, NoiseRelativeTo = scale };
    }

    private static OutputEffect Limit(DocumentReader section)
    {
        if (section.Has("at"))
        {
            section.ComplainIfPresent("low", "means nothing beside 'at', which is a limit on either side.");
            section.ComplainIfPresent("high", "means nothing beside 'at', which is a limit on either side.");
            return new OutputEffect { LimitShare = section.Percentage("at", 1e-6, 1) };
        }

        if (!section.Has("low") && !section.Has("high"))
        {
            section.Complain("", "a limit is wanted: 'at', a share of the largest output as in 60 %, or 'low' and 'high'.");
            return new OutputEffect();
        }

        (double low, double high) = (section.Number("low"), section.Number("high"));
        if (!(low < high))
        {
            section.Complain("high", FormattableString.Invariant($"{high} is not above the lowest output, {low}."));
        }

        return new OutputEffect { Limit = (low, high) };
    }
}
