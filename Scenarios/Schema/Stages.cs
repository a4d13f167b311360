using CrossbarSim.Devices.Documents;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>A staged study: hardware that gets worse stage by stage, networks trained for each stage, all of them evaluated under all stages.</summary>
/// <remarks>
/// A stage is a name and changes to <c>hardware</c>, added to those of the stages before: sections are merged key by key, lists get longer, all else is replaced. Rows of the
/// study are the float network, put on the hardware as it is, and one network a stage, trained with the method of the scenario on the hardware of that stage. The network of the
/// stage before is the one that does not know of a stage.
/// </remarks>
internal static class Stages
{
    /// <summary>Key of what a network was trained for.</summary>
    public const string TrainedFor = "trained-for";

    /// <summary>Key of what it is evaluated under.</summary>
    public const string EvaluatedUnder = "evaluated-under";

    /// <summary>The network that no stage was known to.</summary>
    public const string Float = "float";

    private const string Key = "stages";

    /// <summary>Takes the stages out of a scenario.</summary>
    /// <returns>The rest, and the points of the study; one that changes nothing where there are no stages.</returns>
    public static (MappingNode Scenario, IReadOnlyList<StagePoint> Points) Take(MappingNode root)
    {
        if (root.Find(Key) is not MappingEntry entry)
        {
            return (root, [StagePoint.None]);
        }

        if (entry.Value is not MappingNode { Entries.Count: > 1 } stages)
        {
            throw new InputException(entry.Value.Location, Key, "two stages or more are wanted, as in '{ quantized: {}, noise: { outputs: [{ kind: noise, sigma: 10 % }] } }'.");
        }

        List<Complaint> complaints = [];
        List<(string Name, MappingNode Changes)> grown = [];
        MappingNode changes = new(entry.Value.Location, []);
        foreach (MappingEntry stage in stages.Entries)
        {
            string path = $"{Key}.{stage.Key}";
            if (stage.Key == Float)
            {
                complaints.Add(new Complaint(stage.KeyLocation, path, $"'{Float}' is the network that knows no stage; it is there without being asked for."));
            }
            else if (stage.Value is not MappingNode own)
            {
                complaints.Add(new Complaint(stage.Value.Location, path, "changes to 'hardware' are wanted, or {} for none."));
            }
            else if (own.Entries.Count == 0 && grown.Count > 0)
            {
                complaints.Add(new Complaint(stage.KeyLocation, path, "changes nothing: it would be the stage before."));
            }
            else
            {
                grown.Add((stage.Key, changes = Added(changes, own)));
            }
        }

        if (root.Find("trained-on") is MappingEntry known)
        {
            complaints.Add(new Complaint(known.KeyLocation, "trained-on", "means nothing beside 'stages', which say what each network is trained on."));
        }

        if (complaints.Count > 0)
        {
            throw new InputException(complaints);
        }

        MappingNode rest = new(root.Location, root.Entries.Where(each => each != entry));
        return (rest, [.. grown.Prepend((Float, changes)).SelectMany(trained => grown.Select(evaluated => new StagePoint(entry.KeyLocation, trained, evaluated)))]);
    }

    /// <summary>Two sections laid over each other: as <see cref="MappingNode.Merge"/>, but lists get longer.</summary>
    public static MappingNode Added(MappingNode lower, MappingNode upper)
    {
        List<MappingEntry> entries = [];
        foreach (MappingEntry entry in lower.Entries)
        {
            entries.Add((entry.Value, upper.Find(entry.Key)) switch
            {
                (_, null) => entry,
                (MappingNode below, { Value: MappingNode above } over) => over with { Value = Added(below, above) },
                (SequenceNode below, { Value: SequenceNode above } over) => over with { Value = new SequenceNode(above.Location, [.. below.Items, .. above.Items]) },
                (_, { } over) => over,
            });
        }

        entries.AddRange(upper.Entries.Where(entry => lower.Find(entry.Key) is null));
        return new MappingNode(upper.Location, entries);
    }
}

/// <summary>A point of a staged study.</summary>
/// <param name="Location">Where the stages stand.</param>
/// <param name="Trained">The stage that its network was trained for, and changes to the hardware.</param>
/// <param name="Evaluated">The stage that it is evaluated under, and changes to the hardware.</param>
internal sealed record StagePoint(SourceLocation Location, (string Name, MappingNode Changes) Trained, (string Name, MappingNode Changes) Evaluated)
{
    /// <summary>The one point of a study without stages.</summary>
    public static StagePoint None { get; } = new(default!, default, default);

    /// <summary>What sets it apart.</summary>
    public IReadOnlyList<SweptValue> Swept => Trained.Name is null ? [] : [new(Stages.TrainedFor, Trained.Name), new(Stages.EvaluatedUnder, Evaluated.Name)];

    /// <summary>Its scenario, and the whole of the hardware that training knows; null: the hardware of the scenario.</summary>
    /// <exception cref="InputException">The method of the scenario knows no hardware.</exception>
    public (MappingNode Scenario, MappingNode? Known) Apply(MappingNode scenario)
    {
        if (Trained.Name is null || scenario.Find("hardware")?.Value is not MappingNode hardware)
        {
            return (scenario, null);
        }

        string method = (scenario.At("method") as ScalarNode)?.Text ?? "";
        if (!KebabCase.Names<Method>().TryGetValue(method, out Method known) || known is not (Method.QatProjection or Method.QatLatent or Method.QatHardware))
        {
            throw new InputException(Location, "stages", "networks are trained for stages with a method that knows the hardware: 'qat-hardware', 'qat-latent' or 'qat-projection'.");
        }

        MappingNode under = scenario.With("hardware", Stages.Added(hardware, Evaluated.Changes));
        return Trained.Name == Stages.Float
            ? (under.With("method", new ScalarNode(Location, KebabCase.Of(Method.PtqNoise))), null)
            : (under, Trained.Name == Evaluated.Name ? null : Stages.Added(hardware, Trained.Changes));
    }
}
