using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Randomness;

[TestFixture]
public sealed class NormalDistributionTests
{
    // sqrt(2)·erfinv(2p - 1) with mpmath at 40 digits. 0.25, 0.001 and 1e-20 are the check values of AS 241 itself.
    [TestCase(0.5, 0.0)]
    [TestCase(0.25, -0.6744897501960817432)]
    [TestCase(0.075, -1.4395314709384559153)]
    [TestCase(0.001, -3.0902323061678135415)]
    [TestCase(1e-10, -6.3613409024040562047)]
    [TestCase(1e-20, -9.2623400897984075737)]
    [TestCase(0.975, 1.9599639845400542355)]
    [TestCase(0.9999, 3.7190164854556805644)]
    public void Quantile_KnownProbability_IsExactToRounding(double probability, double expected)
    {
        // 0.975 and 0.9999 are themselves rounded, by 1.1e-16 at most: over the density that is 3e-16/3.7 and 3e-13/3.7.
        double tolerance = probability > 0.99 ? 1e-12 : 2e-15;

        Assert.That(NormalDistribution.Quantile(probability), Is.EqualTo(expected).Within(tolerance * Math.Max(1, Math.Abs(expected))));
    }

    [Test]
    public void Quantile_MirroredProbability_IsTheNegative([Values(0.0625, 0.25, 0.4375, 0.0009765625)] double probability) =>
        Assert.That(NormalDistribution.Quantile(1 - probability), Is.EqualTo(-NormalDistribution.Quantile(probability)));
}
