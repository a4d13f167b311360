using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Imperfections;

public sealed class ReadNoiseTests
{
    private const int Reads = 20_000;

    private static readonly LayerAddress _address = LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 0), 0);

    private static ProgrammedMatrix Program(DeviationScale scale, IWeightMapping? mapping = null) => new MappedMatrix(
        new WeightMatrix(1, 3, [1.0, 0.5, -0.25]),
        SimulatorSamples.Hardware with
        {
            Mapping = mapping ?? SimulatorSamples.Hardware.Mapping,
            ReadNoise = new ReadNoise(0.02, scale, SimulatorSamples.IdealDevice),
        }).Program(_address);

    // By hand, rows driven with 1, 1 and 0.5: cells at 100 and 1, 50.5 and 1, 1 and 25.75 uS; a fixed scale of 99 or 100 uS has six of them.
    // 100² + 1 + 50.5² + 1 + (1 + 25.75²)/4 is 12718.27; 2 + 2 + 2/4 is 4.5.
    [TestCase(DeviationScale.Level, 12718.265625)]
    [TestCase(DeviationScale.Range, 4.5 * 99 * 99)]
    [TestCase(DeviationScale.FullScale, 4.5 * 100 * 100)]
    public void Multiply_ReadNoise_SpreadsAsItsCellsDoTogether(DeviationScale scale, double squares)
    {
        double[] inputs = [.. Enumerable.Range(0, Reads).SelectMany(_ => new[] { 1.0, 1.0, 0.5 })];
        double expected = 0.02 * Math.Sqrt(squares) / 99;

        (double[] outputs, _) = SimulatorSamples.Multiply(Program(scale), inputs);

        double mean = outputs.Average();
        double sigma = Math.Sqrt(outputs.Average(y => (y - mean) * (y - mean)));
        Assert.That(mean, Is.EqualTo(1.375).Within(5 * expected / Math.Sqrt(Reads)));
        Assert.That(sigma, Is.EqualTo(expected).Within(5 * expected / Math.Sqrt(2.0 * Reads)));
        Assert.That(outputs.Distinct().Count(), Is.EqualTo(Reads).Within(20), "every read draws anew");
    }

    /// <summary>Slices are read with noise of their own, the most significant one's counts most.</summary>
    [Test]
    public void Multiply_ReadNoiseOnSlices_CountsAsTheirPlacesDo()
    {
        double[] inputs = [.. Enumerable.Range(0, Reads).SelectMany(_ => new[] { 1.0, 0.0, 0.0 })];
        DifferentialMapping mapping = new(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(2, 5));

        (double[] outputs, _) = SimulatorSamples.Multiply(Program(DeviationScale.Range, mapping), inputs);

        // By hand: two cells of 2 % of 99 uS a slice, places 1 and 4, a weight of 1 is 15 steps of 33 uS.
        double expected = 0.02 * 99 * Math.Sqrt(2 * (1 + 16)) / (15 * 33);
        double mean = outputs.Average();
        Assert.That(Math.Sqrt(outputs.Average(y => (y - mean) * (y - mean))), Is.EqualTo(expected).Within(5 * expected / Math.Sqrt(2.0 * Reads)));
    }

    [Test]
    public void Multiply_OtherBatches_DrawTheSameNoise()
    {
        double[] inputs = SimulatorSamples.Inputs(10, 3);
        ProgrammedMatrix programmed = Program(DeviationScale.Level);
        CrossbarProduct product = new(programmed, Calibration.Freeze(programmed, inputs));
        double[] whole = new double[10];
        double[] pieces = new double[10];

        product.Multiply(inputs, whole);
        product.Multiply(inputs.AsMemory(0, 12), pieces.AsMemory(0, 4));
        product.Multiply(inputs.AsMemory(12), pieces.AsMemory(4), firstRead: 4);

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [TestCase(0.0)]
    [TestCase(-1.0)]
    [TestCase(double.NaN)]
    public void Constructor_SigmaThatIsNone_Throws(double sigma) => Assert.That(
        () => new ReadNoise(sigma, DeviationScale.Level, SimulatorSamples.IdealDevice), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
