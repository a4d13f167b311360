using CrossbarSim.Devices.Documents;
using CrossbarSim.Networks.Training;

namespace CrossbarSim.Scenarios.Schema;

/// <summary>Reads how the learning rate goes: <c>schedule</c>.</summary>
internal static class ScheduleReader
{
    private static readonly string[] _numbers = ["every", "milestones", "factor", "rates"];

    public static TrainingSettings Read(DocumentReader section, TrainingSettings settings)
    {
        if (!section.Has("schedule"))
        {
            return settings;
        }

        TextOrSection either = section.TextOrSection("schedule");
        LearningRateSchedule kind = either.Text is null
            ? either.Section?.Choice<LearningRateSchedule>("kind") ?? default
            : section.Choice<LearningRateSchedule>("schedule");
        if (either.Text is not null && Example(kind) is string example)
        {
            section.Complain("schedule", $"'{either.Text}' needs numbers, as in {example}.");
        }

        return settings with { Schedule = kind, ScheduleOptions = either.Section is null ? null : Options(either.Section, kind, settings.Epochs) };
    }

    private static string? Example(LearningRateSchedule kind) => kind switch
    {
        LearningRateSchedule.Step => "{ kind: step, every: 30, factor: 0.1 }",
        LearningRateSchedule.MultiStep => "{ kind: multi-step, milestones: [40, 80], factor: 0.1 }",
        LearningRateSchedule.Exponential => "{ kind: exponential, factor: 0.95 }",
        _ => null,
    };

    private static ScheduleOptions? Options(DocumentReader section, LearningRateSchedule kind, int epochs)
    {
        RefuseOthers(section, kind);
        switch (kind)
        {
            case LearningRateSchedule.Step:
                return new ScheduleOptions { Every = Reached(section, "every", section.Integer("every", 1, 100_000), epochs), Factor = Factor(section, 0.1) };
            case LearningRateSchedule.MultiStep:
                return MultiStep(section, epochs);
            case LearningRateSchedule.Exponential:
                return new ScheduleOptions { Factor = Factor(section, null) };
            default:
                return null;
        }
    }

    private static void RefuseOthers(DocumentReader section, LearningRateSchedule kind)
    {
        string[] own = kind switch
        {
            LearningRateSchedule.Step => ["every", "factor"],
            LearningRateSchedule.MultiStep => ["milestones", "factor", "rates"],
            LearningRateSchedule.Exponential => ["factor"],
            _ => [],
        };
        foreach (string key in _numbers.Except(own))
        {
            section.ComplainIfPresent(key, $"means nothing to schedule '{KebabCase.Of(kind)}'.");
        }
    }

    private static ScheduleOptions MultiStep(DocumentReader section, int epochs)
    {
        IReadOnlyList<int> milestones = section.Items("milestones", (list, item) => Reached(list, item, list.Integer(item, 1, 100_000), epochs));
        if (milestones.Zip(milestones.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            section.Complain("milestones", "milestones ascend.");
        }

        if (!section.Has("rates"))
        {
            return new ScheduleOptions { Milestones = milestones, Factor = Factor(section, 0.1) };
        }

        section.ComplainIfPresent("factor", "means nothing where there are rates.");
        IReadOnlyList<double> rates = section.Items("rates", (list, item) => list.Number(item, double.Epsilon, 100));
        if (rates.Count != milestones.Count)
        {
            section.Complain("rates", $"{rates.Count} rates for {milestones.Count} milestones; as many are wanted.");
        }

        return new ScheduleOptions { Milestones = milestones, Rates = rates };
    }

    private static int Reached(DocumentReader section, string key, int epoch, int epochs)
    {
        if (epoch >= epochs)
        {
            section.Complain(key, $"{epoch} is not reached in {epochs} epochs: this would change nothing.");
        }

        return epoch;
    }

    private static double Factor(DocumentReader section, double? usual)
    {
        double factor = section.Number("factor", double.Epsilon, 10, usual);
        if (factor == 1)
        {
            section.Complain("factor", "a factor of 1 would change nothing.");
        }

        return factor;
    }
}
