using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace CrossbarSim.Tests.Torch;

[TestFixture]
public sealed class SchedulerTests
{
    [Test]
    public void StepLR_MultipliesEveryFewEpochs() =>
        Assert.That(
            Rates(o => lr_scheduler.StepLR(o, 2, 0.5), 6), Is.EqualTo(
                new[] { 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125 }).Within(1e-12));

    [Test]
    public void MultiStepLR_MultipliesAtItsMilestones() =>
        Assert.That(
            Rates(o => lr_scheduler.MultiStepLR(o, [1, 4], 0.1), 5),
            Is.EqualTo(new[] { 1, 0.1, 0.1, 0.1, 0.01, 0.01 }).Within(1e-12));

    [Test]
    public void ExponentialLR_MultipliesEveryEpoch() =>
        Assert.That(
            Rates(o => lr_scheduler.ExponentialLR(o, 0.5), 3), Is.EqualTo(new[] { 1, 0.5, 0.25, 0.125 }).Within(1e-12));

    [Test]
    public void CosineAnnealingLR_FollowsHalfACosine()
    {
        // 0.2 + 0.8 · (1 + cos(π t / 4)) / 2
        double[] expected = [.. Enumerable.Range(0, 5).Select(t => 0.2 + (0.4 * (1 + Math.Cos(Math.PI * t / 4))))];

        Assert.That(Rates(o => lr_scheduler.CosineAnnealingLR(o, 4, 0.2), 4), Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void LambdaLR_MultipliesTheFirstRate() =>
        Assert.That(
            Rates(o => lr_scheduler.LambdaLR(o, epoch => 1.0 / (1 + epoch)), 3),
            Is.EqualTo(new[] { 1, 1 / 2.0, 1 / 3.0, 1 / 4.0 }).Within(1e-12));

    private static double[] Rates(Func<Optimizer, lr_scheduler.LRScheduler> schedule, int epochs)
    {
        using Parameter parameter = new(zeros(1));
        using SGD optimizer = SGD([parameter], 1.0);
        lr_scheduler.LRScheduler scheduler = schedule(optimizer);
        List<double> rates = [optimizer.ParamGroups.First().LearningRate];
        for (int i = 0; i < epochs; i++)
        {
            optimizer.step();
            scheduler.step();
            rates.Add(optimizer.ParamGroups.First().LearningRate);
            Assert.That(scheduler.get_last_lr().Single(), Is.EqualTo(rates[^1]));
        }

        return [.. rates];
    }
}
