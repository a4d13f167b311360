using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

public sealed class DacTests
{
    private static readonly Voltage _read = Voltage.FromVolts(0.3);

    [Test]
    public void Convert_UnsignedTwoBits_HasFourVoltages()
    {
        double[] voltages = new double[6];

        int clipped = new Dac(2, 0, 3, _read).Convert([-0.1, 0, 1.2, 1.6, 3, 3.5], voltages);

        // Steps of 0.1 V for inputs 0, 1, 2, 3.
        Assert.That(voltages, Is.EqualTo(new[] { 0, 0, 0.1, 0.2, 0.3, 0.3 }).Within(1e-15));
        Assert.That(clipped, Is.EqualTo(2));
    }

    [Test]
    public void Convert_SignedTwoBits_HasThreeVoltagesAboutZero()
    {
        double[] voltages = new double[5];

        int clipped = new Dac(2, -2, 2, _read).Convert([-5, -1.1, 0.9, 1.1, 2], voltages);

        Assert.That(voltages, Is.EqualTo(new[] { -0.3, -0.3, 0, 0.3, 0.3 }).Within(1e-15));
        Assert.That(clipped, Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(8)]
    public void Convert_ManyInputs_GivesAsManyVoltagesAsBitsAllow(int bits)
    {
        double[] inputs = [.. Enumerable.Range(0, 10_000).Select(i => i / 9_999.0)];
        double[] voltages = new double[inputs.Length];

        new Dac(bits, 0, 1, _read).Convert(inputs, voltages);

        Assert.That(voltages.Distinct().Count(), Is.EqualTo(1 << bits));
    }

    [Test]
    public void Convert_Ideal_NeitherRoundsNorClips()
    {
        double[] voltages = new double[2];

        int clipped = new Dac(null, 0, 2, _read).Convert([0.123456, -7], voltages);

        Assert.That(voltages, Is.EqualTo(new[] { 0.123456 / 2 * 0.3, -7.0 / 2 * 0.3 }).Within(1e-15));
        Assert.That(clipped, Is.Zero);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Convert_NotFinite_SaysWhichInput(double bad)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Dac(8, 0, 1, _read).Convert([0, bad], new double[2]))!;

        Assert.That(error.Message, Is.EqualTo($"Input 1 is {bad}; only finite inputs can be converted. (Parameter 'inputs')"));
    }

    [TestCase(0, 0.0, 1.0)]
    [TestCase(17, 0.0, 1.0)]
    [TestCase(1, -1.0, 1.0)]
    [TestCase(8, -1.0, 2.0)]
    [TestCase(8, 0.0, 0.0)]
    [TestCase(8, 0.0, double.NaN)]
    public void Constructor_RangeThatIsNone_Throws(int bits, double low, double high)
    {
        Assert.That(() => new Dac(bits, low, high, _read), Throws.InstanceOf<ArgumentException>());
    }
}
