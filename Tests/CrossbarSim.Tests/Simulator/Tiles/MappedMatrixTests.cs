using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Tiles;

public sealed class MappedMatrixTests
{
    private static readonly CrossbarSettings _noisy = SimulatorSamples.Hardware with
    {
        Device = new GaussianDevice(Conductance.FromMicrosiemens(20), Conductance.FromMicrosiemens(100), Conductance.FromMicrosiemens(0.5), 0),
    };

    [Test]
    public void Program_SameKey_GivesTheSameCellsAndAnotherKeyOthers()
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(70, 150), _noisy);
        RandomKey trial = RandomKey.FromSeed(7).For("trial", 1);

        double[] first = mapped.Program(LayerAddress.Of(trial, 0)).Cells(1).ToArray();

        Assert.That(mapped.Program(LayerAddress.Of(trial, 0)).Cells(1).ToArray(), Is.EqualTo(first));
        Assert.That(mapped.Program(LayerAddress.Of(RandomKey.FromSeed(7).For("trial", 2), 0)).Cells(1).ToArray(), Is.Not.EqualTo(first));
    }

    [Test]
    public void ProgrammingError_GaussianCells_IsTheirSigma()
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(64, 256), _noisy with { NoiseScale = 2 });

        double error = mapped.Program(LayerAddress.Of(RandomKey.FromSeed(7), 0)).ProgrammingError();

        // Sigma of N samples has standard error sigma/sqrt(2N); allow five.
        Assert.That(error, Is.EqualTo(1e-6).Within(5 * 1e-6 / Math.Sqrt(2.0 * 2 * 128 * 128)));
    }

    [Test]
    public void Program_NoiseScaleZero_HitsEveryTarget()
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(10, 20), _noisy with { NoiseScale = 0 });

        Assert.That(mapped.Program(LayerAddress.Of(RandomKey.FromSeed(7), 0)).Cells(0).ToArray(), Is.EqualTo(mapped.Tiles[0].Targets));
    }

    [Test]
    public void Program_OneColumnTooMany_SharesNoDrawsBetweenTiles()
    {
        MappedMatrix mapped = new(new WeightMatrix(65, 10, [.. Enumerable.Repeat(1.0, 650)]), _noisy);

        ProgrammedMatrix programmed = mapped.Program(LayerAddress.Of(RandomKey.FromSeed(7), 0));

        Assert.That(programmed.Cells(1)[0], Is.Not.EqualTo(programmed.Cells(0)[0]));
    }

    [Test]
    public void Constructor_NoOutputFits_SaysWhy()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => _ = new MappedMatrix(SimulatorSamples.Weights(2, 2), SimulatorSamples.Hardware with { Tile = new TileShape(128, 1) }))!;

        Assert.That(error.Message, Is.EqualTo("Mapping 'differential' fits no output on 1 columns."));
    }

    [TestCase(double.NaN)]
    [TestCase(double.NegativeInfinity)]
    public void WeightMatrix_WeightNotFinite_SaysWhich(double bad)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _ = new WeightMatrix(2, 2, [0, 1, 2, bad]))!;

        Assert.That(error.Message, Is.EqualTo($"The weight of output 1, input 1 is {bad}. (Parameter 'values')"));
    }
}
