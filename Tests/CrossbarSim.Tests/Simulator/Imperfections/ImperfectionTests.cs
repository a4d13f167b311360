using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Imperfections;

public sealed class ImperfectionTests
{
    private const double Lowest = 1e-6;
    private const double Highest = 100e-6;
    private const int Cells = 4 * 128 * 128;

    // 128 outputs and 256 inputs on differential pairs: 4 tiles of 128x128 cells, every weight 0.5: cells at 50.5 uS and at 1 uS.
    private static readonly WeightMatrix _weights = new(128, 256, [1.0, .. Enumerable.Repeat(0.5, (128 * 256) - 1)]);

    private static readonly LayerAddress _address = LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 0), 0);

    [Test]
    public void StuckCells_NoConductancesGiven_AreStuckAtTheWindow()
    {
        double[] cells = AllCells(Program(new StuckCells(0.5, 0.5)));

        Assert.That(cells.Distinct().Order(), Is.EqualTo(new[] { Lowest, Highest }));
    }

    /// <summary>By hand: a cell at 50.5 uS stuck at 100 uS changes its weight by (100 - 50.5) / 99.</summary>
    [Test]
    public void StuckCells_PairWithOneStuckHigh_IsOffByWhatTheWindowSays()
    {
        ProgrammedMatrix programmed = Program(new StuckCells(0, 0.001));

        double[] changes = [.. programmed.EffectiveWeights().Skip(1).Select(weight => Math.Round(weight - 0.5, 9)).Distinct().Order()];

        // G+ stuck: +0.5; G- stuck: -1; both: -0.5, a chance of one in a million a pair.
        Assert.That(changes.Except([-1.0, 0.0, 0.5, -0.5]), Is.Empty);
        Assert.That(changes, Does.Contain(-1.0).And.Contain(0.5));
    }

    [TestCase(DeviationReach.Cell, Cells, Cells)]
    [TestCase(DeviationReach.Column, 4 * 128, 4 * 128)]
    [TestCase(DeviationReach.Tile, 4, 4)]
    [TestCase(DeviationReach.Die, 1, 1)]
    public void Deviation_Reach_SharesOneDrawWithinIt(DeviationReach reach, int draws, int atLeast)
    {
        ProgrammedMatrix programmed = Program(new Deviation(reach, 0.01, DeviationScale.Level, DeviationLaw.Gaussian));

        double[] factors = [.. AllCells(programmed).Zip(AllCells(Ideal()), (cell, target) => Math.Round(cell / target, 12))];
        Assert.That(factors.Distinct().Count(), Is.InRange(atLeast * 0.999, draws)); // 32 random bits a draw: few coincide
        Assert.That(factors[0], Is.Not.EqualTo(1));
    }

    [Test]
    public void Deviation_Die_IsTheSameInEveryLayerOfAChipAndAnotherOnTheNext()
    {
        CrossbarSettings hardware = Hardware(new Deviation(DeviationReach.Die, 0.05, DeviationScale.Level, DeviationLaw.Gaussian));
        MappedMatrix mapped = new(_weights, hardware);
        RandomKey chip = RandomKey.FromSeed(4).For("trial", 0);

        double first = mapped.Program(LayerAddress.Of(chip, 0)).Cells(0)[0];

        Assert.That(mapped.Program(LayerAddress.Of(chip, 3)).Cells(0)[0], Is.EqualTo(first));
        Assert.That(mapped.Program(LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 1), 0)).Cells(0)[0], Is.Not.EqualTo(first));
    }

    // By hand, cells at 50.5 uS, sigma 2 %: of the level 1.01 uS, of the range 1.98 uS, of full scale 2 uS; lognormal about 1.01 uS.
    [TestCase(DeviationScale.Level, DeviationLaw.Gaussian, 1.01e-6)]
    [TestCase(DeviationScale.Range, DeviationLaw.Gaussian, 1.98e-6)]
    [TestCase(DeviationScale.FullScale, DeviationLaw.Gaussian, 2e-6)]
    [TestCase(DeviationScale.Level, DeviationLaw.Lognormal, 1.0104e-6)]
    public void Deviation_Sigma_IsRelativeToWhatItSays(DeviationScale scale, DeviationLaw law, double sigma)
    {
        double[] cells = AllCells(Program(new Deviation(DeviationReach.Cell, 0.02, scale, law)));
        double[] high = [.. cells.Where((_, i) => i > 1 && i % 2 == 0)];

        double mean = high.Average();
        double spread = Math.Sqrt(high.Average(cell => (cell - mean) * (cell - mean)));

        // Sigma of N samples has standard error sigma/√(2N), the mean sigma/√N; allow five. E[e^(σz)] = e^(σ²/2).
        double expectedMean = 50.5e-6 * (law == DeviationLaw.Lognormal ? Math.Exp(0.0002) : 1);
        Assert.That(spread, Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2.0 * high.Length)));
        Assert.That(mean, Is.EqualTo(expectedMean).Within(5 * sigma / Math.Sqrt(high.Length)));
    }

    [Test]
    public void Deviation_LargerThanTheConductance_LeavesNoNegativeCell()
    {
        double[] cells = AllCells(Program(new Deviation(DeviationReach.Cell, 2, DeviationScale.Level, DeviationLaw.Gaussian)));

        Assert.That(cells, Has.All.GreaterThanOrEqualTo(0));
        Assert.That(cells.Count(cell => cell == 0), Is.EqualTo(Cells * 0.3085).Within(5 * Math.Sqrt(Cells * 0.3085 * 0.6915))); // P(z < -1/2)
    }

    [Test]
    public void Program_OrderOfImperfections_IsTheOneGiven()
    {
        Deviation deviation = new(DeviationReach.Cell, 0.1, DeviationScale.Level, DeviationLaw.Gaussian);
        StuckCells stuck = new(0.5, 0.5);

        double[] stuckLast = AllCells(Program(deviation, stuck));
        double[] stuckFirst = AllCells(Program(stuck, deviation));

        Assert.That(stuckLast.Distinct().Count(), Is.EqualTo(2));
        Assert.That(stuckFirst.Distinct().Count(), Is.GreaterThan(Cells / 2));
    }

    [Test]
    public void Program_OneMoreImperfection_ShiftsNobodyElsesDraws()
    {
        Deviation deviation = new(DeviationReach.Cell, 0.1, DeviationScale.Level, DeviationLaw.Gaussian, index: 0);
        StuckCells stuck = new(0.01, 0.01);

        double[] alone = AllCells(Program(stuck));
        double[] together = AllCells(Program(deviation, stuck));

        int[] stuckCells = [.. Enumerable.Range(0, Cells).Where(cell => alone[cell] == Highest && cell != 0)];
        Assert.That(stuckCells, Is.Not.Empty);
        Assert.That(stuckCells.Select(cell => together[cell]), Is.All.EqualTo(Highest));
    }

    [Test]
    public void ProgramIdeally_WithImperfections_HasNone()
    {
        MappedMatrix mapped = new(_weights, Hardware(new StuckCells(0.5, 0.5)));

        Assert.That(mapped.ProgramIdeally().ProgrammingError(), Is.Zero);
    }

    /// <summary>The report against theory: sigma of the programming, rates and sizes of the faults.</summary>
    [Test]
    public void Effects_EachImperfection_ReportsWhatItDid()
    {
        CrossbarSettings hardware = Hardware(new StuckCells(0, 0.02)) with
        {
            Device = new GaussianDevice(
                Conductance.FromSiemens(Lowest), Conductance.FromSiemens(Highest), Conductance.FromMicrosiemens(0.1), 0),
        };
        MappedMatrix mapped = new(_weights, hardware);

        IReadOnlyList<ImperfectionEffect> effects = mapped.Effects(_address);

        Assert.That(effects.Select(effect => effect.Imperfection), Is.EqualTo(new[] { "programming", "stuck" }));
        Assert.That(effects.Select(effect => effect.Cells), Is.All.EqualTo(Cells));
        Assert.That(effects[0].CellsChanged, Is.EqualTo(Cells).Within(50));
        Assert.That(effects[0].RmsMicrosiemens, Is.EqualTo(0.1).Within(5 * 0.1 / Math.Sqrt(2.0 * Cells)));

        // Two cells a weight, 99 uS a unit weight: √2 · 0.1 / 99.
        Assert.That(effects[0].RmsWeight, Is.EqualTo(Math.Sqrt(2) * 0.1 / 99).Within(3).Percent);
        Assert.That(effects[1].CellsChanged, Is.EqualTo(Cells * 0.02).Within(5 * Math.Sqrt(Cells * 0.02 * 0.98)));

        // Half of the cells rise by 49.5 uS, half by 99: rms √(0.02 · (49.5² + 99²) / 2), a weight √(0.02 · (0.5² + 1²)).
        Assert.That(effects[1].RmsMicrosiemens, Is.EqualTo(Math.Sqrt(0.02 * ((49.5 * 49.5) + (99 * 99)) / 2)).Within(8).Percent);
        Assert.That(effects[1].RmsWeight, Is.EqualTo(Math.Sqrt(0.02 * 1.25)).Within(8).Percent);
        Assert.That(mapped.Program(_address).ProgrammingError(), Is.Positive);
    }

    [Test]
    public void Effects_IdealDevice_ReportsNoProgramming()
    {
        Assert.That(new MappedMatrix(_weights, Hardware()).Effects(_address), Is.Empty);
    }

    [TestCase(-0.1, 0.0)]
    [TestCase(0.6, 0.5)]
    [TestCase(double.NaN, 0.5)]
    public void StuckCells_RatesThatAreNone_Throw(double low, double high)
    {
        Assert.That(() => new StuckCells(low, high), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static CrossbarSettings Hardware(params ICellImperfection[] imperfections) => SimulatorSamples.Hardware with
    {
        Device = new IdealDevice(Conductance.FromSiemens(Lowest), Conductance.FromSiemens(Highest)),
        Imperfections = imperfections,
    };

    private static ProgrammedMatrix Program(params ICellImperfection[] imperfections) =>
        new MappedMatrix(_weights, Hardware(imperfections)).Program(_address);

    private static ProgrammedMatrix Ideal() => new MappedMatrix(_weights, Hardware()).ProgramIdeally();

    private static double[] AllCells(ProgrammedMatrix programmed) =>
        [.. Enumerable.Range(0, programmed.Tiles.Count).SelectMany(tile => programmed.Cells(tile).ToArray())];
}
