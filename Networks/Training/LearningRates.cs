namespace CrossbarSim.Networks.Training;

/// <summary>How the learning rate goes over the epochs.</summary>
public enum LearningRateSchedule
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>Down a half cosine to zero.</summary>
    Cosine,

    /// <summary>Times a factor every so many epochs.</summary>
    Step,

    /// <summary>Times a factor, or on to another rate, at given epochs.</summary>
    MultiStep,

    /// <summary>Times a factor every epoch.</summary>
    Exponential,
}

/// <summary>The numbers of a schedule. Each kind uses some of them.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Epochs from one step to the next; for <see cref="LearningRateSchedule.Step"/>.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Factor of a step, above 0; for all but milestones with rates.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs done before each step, ascending; for <see cref="LearningRateSchedule.MultiStep"/>.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>The rate from each milestone on, one a milestone; null: the factor says.</summary>
    public IReadOnlyList<double>? Rates { get; init; }
}

/// <summary>Learning rates by epoch.</summary>
public static class LearningRates
{
    /// <summary>The rate of an epoch.</summary>
    /// <param name="settings">The schedule, and what it starts from.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public static double At(TrainingSettings settings, int epoch)
    {
        double rate = Scheduled(settings, settings.ScheduleOptions ?? new ScheduleOptions(), epoch);
        return epoch < settings.WarmUp ? rate * (epoch + 1) / (settings.WarmUp + 1) : rate;
    }

    private static double Scheduled(TrainingSettings settings, ScheduleOptions options, int epoch)
    {
        double first = settings.LearningRate;
        int passed = options.Milestones.Count(milestone => milestone <= epoch);
        return settings.Schedule switch
        {
            LearningRateSchedule.Constant => first,
            LearningRateSchedule.Cosine => first * 0.5 * (1.0 + Math.Cos(Math.PI * epoch / settings.Epochs)),
            LearningRateSchedule.Step => first * Math.Pow(options.Factor, epoch / options.Every),
            LearningRateSchedule.MultiStep when options.Rates is IReadOnlyList<double> rates => passed == 0 ? first : rates[passed - 1],
            LearningRateSchedule.MultiStep => first * Math.Pow(options.Factor, passed),
            LearningRateSchedule.Exponential => first * Math.Pow(options.Factor, epoch),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Schedule, "There is no such schedule."),
        };
    }
}
