using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Tiles;

/// <summary>The expected matrix is always that of <see cref="MappedMatrix.Program"/>.</summary>
internal sealed class PassingMatrixTests
{
    private static readonly CrossbarSettings _noisy = SimulatorSamples.Hardware with
    {
        Device = new GaussianDevice(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(1), 0.05),
        Imperfections = [new StuckCells(0.01, 0.01), new Deviation(DeviationReach.Column, 0.05, DeviationScale.Level, DeviationLaw.Gaussian, 0)],
        ReadNoise = new ReadNoise(0.02, DeviationScale.Range, new IdealDevice(Conductance.Zero, Conductance.FromMicrosiemens(50))),
        Tile = new TileShape(100, 64),
    };

    private static IEnumerable<TestCaseData> Hardware()
    {
        foreach (string mapping in MappingCatalog.Standard.Kinds.Keys.Order())
        {
            IWeightMapping kind = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions(PairBalance.OneSided, Subtraction.BeforeAdc));
            bool takesLevels = kind.Refusal(_noisy.Device) is not null;
            yield return new TestCaseData(_noisy with { Mapping = kind, Device = takesLevels ? SimulatorSamples.FiveLevels : _noisy.Device }).SetArgDisplayNames(mapping);
        }

        yield return new TestCaseData(_noisy with { Mapping = new DifferentialMapping(PairBalance.TwoSided, Subtraction.AfterAdc) }).SetArgDisplayNames("two-sided, after ADC");
        yield return new TestCaseData(_noisy with { ColumnLimit = Current.FromMicroamperes(40) }).SetArgDisplayNames("limit");
        yield return new TestCaseData(_noisy with { Wires = new ResummedWires(new WireResistances { WordLine = Resistance.FromOhms(2), BitLine = Resistance.FromOhms(2) }) }).SetArgDisplayNames("wires");
        yield return new TestCaseData(_noisy with { Dac = new DacSettings { Bits = 6, SignedInputs = SignedInputs.Offset } }).SetArgDisplayNames("offset inputs");
    }

    [TestCaseSource(nameof(Hardware))]
    public void Program_AgainAndAgain_GivesTheLinesAndProductsOfAMatrixProgrammedOnce(CrossbarSettings hardware)
    {
        PassingMatrix passing = new(hardware);
        double[] inputs = SimulatorSamples.Inputs(9, 230);
        for (int pass = 0; pass < 3; pass++)
        {
            WeightMatrix weights = SimulatorSamples.Weights(70, 230, $"weights-{pass}");
            LayerAddress address = LayerAddress.Of(RandomKey.FromSeed(5).For("pass", pass), 0);
            ProgrammedMatrix wanted = new MappedMatrix(weights, hardware).Program(address);

            ProgrammedMatrix found = passing.Program(weights, address, threads: pass + 1);

            Assert.That(found.EffectiveWeights(), Is.EqualTo(wanted.EffectiveWeights()));
            FrozenConverters converters = Calibration.Freeze(new MappedMatrix(weights, hardware).ProgramIdeally(), inputs);
            double[][] products = [new double[9 * 70], new double[9 * 70]];
            new CrossbarProduct(wanted, converters).Multiply(inputs, products[0]);
            new CrossbarProduct(found, converters).Multiply(inputs, products[1]);
            Assert.That(products[1], Is.EqualTo(products[0]));
        }
    }

    [Test]
    public void Cells_OfAPassingMatrix_WereNotKept()
    {
        ProgrammedMatrix found = new PassingMatrix(_noisy).Program(SimulatorSamples.Weights(4, 5), LayerAddress.Of(RandomKey.FromSeed(5), 0));

        Assert.That(() => found.Cells(0).Length, Throws.InvalidOperationException.With.Message.EqualTo("The cells of this matrix were not kept."));
    }

    [Test]
    public void Program_NoOutputFits_SaysWhy()
    {
        PassingMatrix passing = new(_noisy with { Tile = new TileShape(100, 1) });

        Assert.That(
            () => passing.Program(SimulatorSamples.Weights(4, 5), LayerAddress.Of(RandomKey.FromSeed(5), 0)),
            Throws.ArgumentException.With.Message.EqualTo("Mapping 'differential' fits no output on 1 columns."));
    }
}
