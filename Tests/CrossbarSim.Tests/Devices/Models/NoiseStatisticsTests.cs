using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Models;

/// <summary>The drawn conductances against the formulas in the models' own remarks.</summary>
[TestFixture]
public sealed class NoiseStatisticsTests
{
    private const int Cells = 200_000;
    private const double Micro = 1e-6;

    private static readonly RandomKey Key = RandomKey.FromSeed(5).For("programming");

    [TestCase(0.5, 0.0, 1.0, 0.5)]
    [TestCase(0.0, 0.05, 1.0, 2.5)]
    [TestCase(0.5, 0.05, 1.0, 3.0)]
    [TestCase(0.5, 0.05, 2.0, 6.0)]
    public void Program_GaussianFarFromZero_HasTheSigmaOfItsFormula(double absolute, double relative, double scale, double sigma)
    {
        GaussianDevice device = new(
            Conductance.Zero, Conductance.FromMicrosiemens(100), Conductance.FromMicrosiemens(absolute), relative);

        (double mean, double deviation) = Statistics(device, 50 * Micro, scale);

        // By hand: f·(absolute + relative·50 uS). Standard errors sigma/sqrt(N) and sigma/sqrt(2N); allow five.
        Assert.That(mean / Micro, Is.EqualTo(50).Within(5 * sigma / Math.Sqrt(Cells)));
        Assert.That(deviation / Micro, Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2 * Cells)));
    }

    [Test]
    public void Program_GaussianAtZero_IsTheClampedHalf()
    {
        GaussianDevice device = new(
            Conductance.Zero, Conductance.FromMicrosiemens(100), Conductance.FromMicrosiemens(1), 0);

        (double mean, double deviation) = Statistics(device, 0, 1);

        // max(0, z): mean 1/sqrt(2π), second moment 1/2, fourth moment 3/2. The standard error of the deviation is at
        // most sqrt(Var x²)/(2 sigma sqrt(N)) = sqrt(3/2 - 1/4)/(2 sigma sqrt(N)); allow five.
        double expectedMean = 1 / Math.Sqrt(2 * Math.PI);
        double sigma = Math.Sqrt(0.5 - (expectedMean * expectedMean));
        Assert.That(mean / Micro, Is.EqualTo(expectedMean).Within(5 * sigma / Math.Sqrt(Cells)));
        Assert.That(deviation / Micro, Is.EqualTo(sigma).Within(5 * Math.Sqrt(1.25) / (2 * sigma * Math.Sqrt(Cells))));
    }

    [TestCase(21.0, 20.0, 0.5)]
    [TestCase(26.0, 30.0, 1.5)]
    public void Program_LevelTable_HasMeanAndSigmaOfTheNearestLevel(double target, double level, double sigma)
    {
        LevelTableDevice device = new("table", new ConductanceLevels([20 * Micro, 30 * Micro], [0.5 * Micro, 1.5 * Micro]));

        (double mean, double deviation) = Statistics(device, target * Micro, 1);

        Assert.That(mean / Micro, Is.EqualTo(level).Within(5 * sigma / Math.Sqrt(Cells)));
        Assert.That(deviation / Micro, Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2 * Cells)));
    }

    [TestCase(2)]
    [TestCase(7)]
    public void Program_FewLevelsWithoutNoise_LeavesAtMostSoManyConductances(int levels)
    {
        ConductanceLevels table = ConductanceLevels.Equidistant(
            Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100), levels);
        double[] targets = new double[1000];
        Key.FillUniform(targets);
        double[] programmed = new double[1000];

        new LevelTableDevice("table", table).Program([.. targets.Select(target => target * 100 * Micro)], programmed, 0, Key);

        Assert.That(programmed.Distinct().Count(), Is.EqualTo(levels));
    }

    [Test]
    public void Program_Noise_IsDrawnPerCellAndNotPerLevel()
    {
        double[] programmed = new double[1000];

        new LevelTableDevice("one", new ConductanceLevels([5 * Micro], [0.1 * Micro])).Program(new double[1000], programmed, 1, Key);

        Assert.That(programmed, Is.Unique);
    }

    private static (double Mean, double Deviation) Statistics(IProgrammingNoise device, double target, double scale)
    {
        double[] targets = new double[Cells];
        double[] programmed = new double[Cells];
        Array.Fill(targets, target);
        device.Program(targets, programmed, scale, Key);
        double mean = programmed.Average();
        return (mean, Math.Sqrt(programmed.Average(g => (g - mean) * (g - mean))));
    }
}
