using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Behaviours;

[TestFixture]
public sealed class ConductanceLevelsTests
{
    private static readonly ConductanceLevels Levels = new([0.25, 0.5, 1.0], [0.01, 0.02, 0.01]);

    [TestCase(-5.0, 0)]
    [TestCase(0.25, 0)]
    [TestCase(0.375, 0, Description = "half way: the lower")]
    [TestCase(0.3751, 1)]
    [TestCase(0.75, 1, Description = "half way: the lower")]
    [TestCase(0.7501, 2)]
    [TestCase(1.0, 2)]
    [TestCase(9.0, 2)]
    public void Nearest_AnyNumber_IsTheNearestLevelAndOfTwoTheLower(double siemens, int level) =>
        Assert.That(Levels.Nearest(siemens), Is.EqualTo(level));

    /// <summary>Levels anywhere, some close together: what every level in turn would say. Middles between neighbours are among the numbers.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(191)]
    public void Snap_LevelsAnywhere_MovesToTheNearestMean(int count)
    {
        double[] draws = new double[count + 20_000];
        RandomKey.FromSeed(6).FillUniform(draws);
        double[] means = [.. draws[..count].Select(draw => Math.Pow(draw, 6)).Order()];
        ConductanceLevels levels = new(means, new double[count]);
        double[] wanted = [.. draws[count..].Select(draw => (1.2 * Math.Pow(draw, 6)) - 0.01), .. means, .. means.Skip(1).Zip(means, (b, a) => (a + b) / 2)];
        double[] snapped = [.. wanted];

        levels.Snap(snapped);

        Assert.That(snapped, Is.EqualTo(wanted.Select(each => means.MinBy(mean => Math.Abs(mean - each)))));
    }

    [Test]
    public void Steadiest_OfEqualSigmas_IsTheFirst() => Assert.That(Levels.Steadiest, Is.Zero);

    [Test]
    public void Equidistant_FiveLevels_HasBothEndsAndEqualSteps() => Assert.That(
        ConductanceLevels.Equidistant(Conductance.FromSiemens(1), Conductance.FromSiemens(3), 5).Means.ToArray(),
        Is.EqualTo(new[] { 1, 1.5, 2, 2.5, 3 }));

    [Test]
    public void Select_AtRandom_KeepsThatManyDistinctLevelsInOrderByKey()
    {
        ConductanceLevels all = ConductanceLevels.Equidistant(Conductance.Zero, Conductance.FromSiemens(1), 100);
        RandomKey key = RandomKey.FromSeed(4);

        double[] kept = all.Select(32, LevelSampling.Random, key).Means.ToArray();

        Assert.That(kept, Has.Length.EqualTo(32).And.Unique.And.Ordered);
        Assert.That(kept, Is.SubsetOf(all.Means.ToArray()));
        Assert.That(all.Select(32, LevelSampling.Random, key).Means.ToArray(), Is.EqualTo(kept));
        Assert.That(all.Select(32, LevelSampling.Random, key.For("other")).Means.ToArray(), Is.Not.EqualTo(kept));
    }

    [Test]
    public void Select_LevelsAndSigmas_StayTogether() =>
        Assert.That(Levels.Select(2, LevelSampling.Uniform, default).Sigmas.ToArray(), Is.EqualTo(new[] { 0.01, 0.01 }));

    [TestCase(0)]
    [TestCase(4)]
    public void Select_MoreOrFewerThanThereAre_IsRefused(int count) => Assert.That(
        () => Levels.Select(count, LevelSampling.Uniform, default), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(new double[0], new double[0], "Expected as many means as sigmas and at least one, got 0 and 0.")]
    [TestCase(new[] { 1.0 }, new double[0], "Expected as many means as sigmas and at least one, got 1 and 0.")]
    [TestCase(new[] { 1.0, 1.0 }, new[] { 0.0, 0.0 }, "Level 1 (1 S) is not finite, negative or not above the one before. (Parameter 'means')")]
    [TestCase(new[] { -1.0 }, new[] { 0.0 }, "Level 0 (-1 S) is not finite, negative or not above the one before. (Parameter 'means')")]
    [TestCase(new[] { double.NaN }, new[] { 0.0 }, "Level 0 (NaN S) is not finite, negative or not above the one before. (Parameter 'means')")]
    [TestCase(new[] { 1.0 }, new[] { -1.0 }, "The sigma of level 0 (-1 S) is not finite or negative. (Parameter 'sigmas')")]
    public void Constructor_NoTable_SaysWhy(double[] means, double[] sigmas, string message) => Assert.That(
        () => new ConductanceLevels(means, sigmas), Throws.ArgumentException.With.Message.EqualTo(message));
}
