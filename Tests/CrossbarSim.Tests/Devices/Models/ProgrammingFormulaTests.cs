using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Models;

/// <summary>Cells programmed many at a time against the formulas in the models' own remarks, cell by cell and to the last bit.</summary>
[TestFixture]
public sealed class ProgrammingFormulaTests
{
    private const double Micro = 1e-6;

    private static readonly RandomKey Key = RandomKey.FromSeed(6).For("programming");

    [TestCase(2.5, 0.0, 1.0)]
    [TestCase(0.0, 0.3, 0.7)]
    [TestCase(1.1, 0.05, 3.0)]
    public void Program_GaussianCellsOfAnyNumber_AreThoseOfTheFormula(double absolute, double relative, double scale)
    {
        GaussianDevice device = new(Conductance.Zero, Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(absolute), relative);

        AssertCells(device, scale, (target, z) => target + (scale * (device.AbsoluteSigma.Siemens + (relative * target)) * z));
    }

    [TestCase(1.0)]
    [TestCase(0.7)]
    public void Program_LevelTableCellsOfAnyNumber_AreThoseOfTheFormula(double scale)
    {
        ConductanceLevels levels = new([2 * Micro, 3 * Micro, 20 * Micro, 45 * Micro], [Micro, 0.5 * Micro, 0, 3 * Micro]);

        AssertCells(new LevelTableDevice("table", levels), scale, (target, z) =>
        {
            int level = levels.Nearest(target);
            return levels.Means[level] + (scale * levels.Sigmas[level] * z);
        });
    }

    private static void AssertCells(IProgrammingNoise device, double scale, Func<double, double, double> formula)
    {
        foreach (int count in (int[])[0, 1, 7, 511, 512, 513, 1500])
        {
            double[] targets = new double[count];
            double[] draws = new double[count];
            double[] programmed = new double[count];
            Key.For("targets").FillUniform(targets);
            targets = [.. targets.Select(u => 50 * Micro * u)];
            Key.FillNormal(draws);

            device.Program(targets, programmed, scale, Key);

            Assert.That(programmed, Is.EqualTo(targets.Zip(draws, (target, z) => Math.Max(0.0, formula(target, z)))), $"{count} cells");
        }
    }
}
