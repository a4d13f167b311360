using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Quantization;
using CrossbarSim.Networks.Quantization.Ranges;
using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads a quantizer of weights or of activations: its name, or a section with its numbers.</summary>
/// <param name="environment">What names may refer to.</param>
/// <param name="method">How weights come onto the hardware.</param>
internal sealed class QuantizerReader(StudyEnvironment environment, Method method)
{
    private const string None = "none";

    private static readonly string[] _numbers = ["bits", "per", "range", "time"];

    /// <summary>A quantizer of weights; null: <c>none</c>, or after a complaint.</summary>
    /// <param name="section">The section it is in.</param>
    /// <param name="key">Its key.</param>
    /// <param name="hasBudget">Whether a budget chooses its bits.</param>
    public QuantizerSection? Weights(DocumentReader section, string key, bool hasBudget) => Read(section, key, QuantizerRoles.Weights, hasBudget);

    /// <summary>A quantizer of activations; null: <c>none</c>, or after a complaint.</summary>
    public QuantizerSection? Activations(DocumentReader section, string key) => Read(section, key, QuantizerRoles.Activations);

    private QuantizerSection? Read(DocumentReader section, string key, QuantizerRoles role, bool hasBudget = false)
    {
        TextOrSection either = section.TextOrSection(key);
        DocumentReader? own = either.Section;
        string name = either.Text ?? own?.Text("kind") ?? "";
        if (name == None || name.Length == 0)
        {
            foreach (string number in _numbers)
            {
                own?.ComplainIfPresent(number, "means nothing where nothing is quantized.");
            }

            return null;
        }

        (DocumentReader reader, string at) = own is null ? (section, key) : (own, "kind");
        if (!environment.Quantizers.Kinds.TryGetValue(name, out QuantizerKind? kind))
        {
            reader.ComplainUnknown(at, "quantizer", name, environment.Quantizers.Kinds.Values.Where(each => each.Roles.HasFlag(role)).Select(each => each.Name));
            own?.IgnoreRest();
            return null;
        }

        if (Problem(kind, role) is string problem)
        {
            reader.Complain(at, problem);
            own?.IgnoreRest();
            return null;
        }

        QuantizerSection read = new(name, Bits(section, key, own, kind, hasBudget));
        return own is null ? read : Range(own, kind, role, Per(own, kind, role, read));
    }

    /// <summary>Why a kind will not do here; null: it will.</summary>
    private string? Problem(QuantizerKind kind, QuantizerRoles role)
    {
        if (!kind.Roles.HasFlag(role))
        {
            (string its, string wanted) = role == QuantizerRoles.Weights ? ("activations", "weights") : ("weights", "activations");
            return $"quantizer '{kind.Name}' is for {its}, not for {wanted}.";
        }

        if (role == QuantizerRoles.Activations && kind.MixesSamples)
        {
            return $"quantizer '{kind.Name}' scales activations by all images of a batch: what it makes of one would depend on the others.";
        }

        return kind.NeedsTraining && (method is Method.PtqMean or Method.PtqNoise)
            ? $"quantizer '{kind.Name}' learns in training, and method '{KebabCase.Of(method)}' has none; 'qat' has."
            : null;
    }

    private static int? Bits(DocumentReader section, string key, DocumentReader? own, QuantizerKind kind, bool hasBudget)
    {
        if (kind.Bits is not (int fewest, int most))
        {
            own?.ComplainIfPresent("bits", $"means nothing to quantizer '{kind.Name}', whose resolution cannot be chosen.");
            return null;
        }

        if (hasBudget)
        {
            own?.ComplainIfPresent("bits", "the budget chooses the bits of weights.");
            return null;
        }

        if (own is null)
        {
            section.Complain(key, $"quantizer '{kind.Name}' has {fewest} to {most} bits; say how many, as in {{ kind: {kind.Name}, bits: {Math.Clamp(4, fewest, most)} }}.");
            return fewest;
        }

        return own.Integer("bits", fewest, most);
    }

    private static QuantizerSection Per(DocumentReader own, QuantizerKind kind, QuantizerRoles role, QuantizerSection read)
    {
        if (!own.Has("per"))
        {
            return read;
        }

        if (role == QuantizerRoles.Activations)
        {
            own.Complain("per", "activations share one scale: a sum over inputs cannot have several.");
            return read;
        }

        if (!kind.HasGranularity)
        {
            own.Complain("per", $"quantizer '{kind.Name}' has no scale that parts of a tensor could have one each of.");
            return read;
        }

        TextOrSection either = own.TextOrSection("per");
        switch (either)
        {
            case { Text: "tensor" }:
                return read;
            case { Text: "channel" }:
                return read with { Per = ScalePer.Channel };
            case { Text: "tile" }:
                return read with { Per = ScalePer.Tile };
            case { Text: string text }:
                own.Complain("per", $"'{text}' is neither 'tensor', 'channel' or 'tile' nor a section, as in {{ channels: 4 }} or {{ inputs: 64 }}.");
                return read;
            case { Section: DocumentReader groups }:
                bool outputs = groups.Has("channels");
                if (outputs)
                {
                    groups.ComplainIfPresent("inputs", "stands beside 'channels': one of the two is wanted.");
                }

                return read with
                {
                    Per = outputs ? ScalePer.Channels : ScalePer.Inputs,
                    Count = groups.Integer(outputs ? "channels" : "inputs", 1, 1_000_000),
                };
            default:
                return read;
        }
    }

    private QuantizerSection Range(DocumentReader own, QuantizerKind kind, QuantizerRoles role, QuantizerSection read)
    {
        if (kind.Scheme is null)
        {
            own.ComplainIfPresent("range", $"means nothing to quantizer '{kind.Name}', which has no range that a rule finds.");
            own.ComplainIfPresent("time", $"means nothing to quantizer '{kind.Name}', which has no range that a rule finds.");
            return read;
        }

        if (own.Has("range"))
        {
            TextOrSection either = own.TextOrSection("range");
            (DocumentReader reader, string at) = either.Section is null ? (own, "range") : (either.Section, "rule");
            string rule = either.Text ?? either.Section?.Text("rule") ?? "";
            if (rule.Length > 0 && !environment.Ranges.Rules.ContainsKey(rule))
            {
                reader.ComplainUnknown(at, "range rule", rule, environment.Ranges.Rules.Keys);
                either.Section?.IgnoreRest();
                return read;
            }

            if (rule == RangeRule.AtPercentile(0.5).Name)
            {
                read = read with { Percentile = either.Section?.Has("percentile") == true ? Percentile(either.Section) : null };
            }
            else
            {
                either.Section?.ComplainIfPresent("percentile", $"means nothing to range rule '{rule}'.");
            }

            read = read with { Range = rule.Length > 0 ? rule : null };
        }

        if (role == QuantizerRoles.Weights)
        {
            own.ComplainIfPresent("time", "ranges of weights are always those that the weights have.");
            return read;
        }

        read = read with { Time = own.Has("time") ? own.Choice<RangeTime>("time") : null };
        if (read is { Time: RangeTime.Dynamic, Range: "moving-average" })
        {
            own.Complain("time", "of ranges that are found for every image there is nothing to average.");
        }

        return read;
    }

    private static double? Percentile(DocumentReader section)
    {
        double part = section.Percentage("percentile", 0.5, 1);
        if (part < 1)
        {
            return part;
        }

        section.Complain("percentile", "all of what is seen is 'min-max'; a percentile is below 100 %.");
        return null;
    }
}
