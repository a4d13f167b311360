using CrossbarSim.Networks.Training;

namespace CrossbarSim.Tests.Networks.Training;

public sealed class LearningRatesTests
{
    private static readonly TrainingSettings _settings = new() { Epochs = 6, LearningRate = 0.8 };

    [Test]
    public void At_Constant_Stays() => Assert.That(Rates(_settings), Is.EqualTo(new[] { 0.8, 0.8, 0.8, 0.8, 0.8, 0.8 }));

    [Test]
    public void At_Cosine_GoesDownHalfACosine()
    {
        // 0.4·(1 + cos(πe/6)): cosines of 0°, 30°, 60°, 90°, 120° and 150°.
        double[] expected = [0.8, 0.4 * (1 + (Math.Sqrt(3) / 2)), 0.6, 0.4, 0.2, 0.4 * (1 - (Math.Sqrt(3) / 2))];

        Assert.That(Rates(_settings with { Schedule = LearningRateSchedule.Cosine }), Is.EqualTo(expected).Within(1e-15));
    }

    [Test]
    public void At_Step_FallsEverySoManyEpochs() => Assert.That(
        Rates(With(LearningRateSchedule.Step, new ScheduleOptions { Every = 2, Factor = 0.5 })), Is.EqualTo(new[] { 0.8, 0.8, 0.4, 0.4, 0.2, 0.2 }));

    [Test]
    public void At_MultiStep_FallsAtMilestones() => Assert.That(
        Rates(With(LearningRateSchedule.MultiStep, new ScheduleOptions { Milestones = [1, 4], Factor = 0.5 })),
        Is.EqualTo(new[] { 0.8, 0.4, 0.4, 0.4, 0.2, 0.2 }));

    [Test]
    public void At_MultiStepWithRates_GoesOnToThem() => Assert.That(
        Rates(With(LearningRateSchedule.MultiStep, new ScheduleOptions { Milestones = [1, 4], Rates = [0.3, 0.7] })),
        Is.EqualTo(new[] { 0.8, 0.3, 0.3, 0.3, 0.7, 0.7 }));

    [Test]
    public void At_Exponential_FallsEveryEpoch() => Assert.That(
        Rates(With(LearningRateSchedule.Exponential, new ScheduleOptions { Factor = 0.5 })),
        Is.EqualTo(new[] { 0.8, 0.4, 0.2, 0.1, 0.05, 0.025 }).Within(1e-15));

    /// <summary>A warm-up of 3 epochs: quarters of what the schedule says, then all of it.</summary>
    [Test]
    public void At_WarmUp_RisesToTheSchedule() => Assert.That(
        Rates(With(LearningRateSchedule.Step, new ScheduleOptions { Every = 2, Factor = 0.5 }) with { WarmUp = 3 }),
        Is.EqualTo(new[] { 0.2, 0.4, 0.3, 0.4, 0.2, 0.2 }).Within(1e-15));

    [TestCase(new[] { 0.5, 0.6, 0.6, 0.6 }, 2, 0.0, true)]
    [TestCase(new[] { 0.5, 0.6, 0.6 }, 2, 0.0, false)]
    [TestCase(new[] { 0.5, 0.6, 0.6, 0.7, 0.7 }, 2, 0.0, false)]
    [TestCase(new[] { 0.5, 0.55, 0.59 }, 2, 0.1, true, TestName = "Ends_TwoSmallRisesBelowTheFirst_CountForNothing")]
    [TestCase(new[] { 0.5, 0.55, 0.65 }, 2, 0.1, false)]
    [TestCase(new[] { 0.5 }, 1, 0.0, false)]
    public void Ends_AfterSoManyEpochsWithoutImprovement(double[] accuracies, int patience, double minImprovement, bool ends) =>
        Assert.That(new EarlyStop(patience, minImprovement).Ends(accuracies), Is.EqualTo(ends));

    private static TrainingSettings With(LearningRateSchedule schedule, ScheduleOptions options) => _settings with { Schedule = schedule, ScheduleOptions = options };

    private static double[] Rates(TrainingSettings settings) => [.. Enumerable.Range(0, 6).Select(epoch => LearningRates.At(settings, epoch))];
}
