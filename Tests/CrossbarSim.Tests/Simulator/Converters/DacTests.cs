using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

public sealed class DacTests
{
    private static readonly Voltage _read = Voltage.FromVolts(0.3);

    [Test]
    public void Convert_UnsignedTwoBits_HasFourVoltages()
    {
        Dac dac = new(2, 0, 3, _read);
        double[] codes = new double[6];

        int clipped = dac.Convert([-0.1, 0, 1.2, 1.6, 3, 3.5], codes);

        // Steps of 0.1 V for inputs 0, 1, 2, 3.
        Assert.That(codes.Select(dac.Passes.Single().Volts), Is.EqualTo(new[] { 0, 0, 0.1, 0.2, 0.3, 0.3 }).Within(1e-15));
        Assert.That(clipped, Is.EqualTo(2));
    }

    [Test]
    public void Convert_SignedTwoBits_HasThreeVoltagesAboutZero()
    {
        Dac dac = new(2, -2, 2, _read);
        double[] codes = new double[5];

        int clipped = dac.Convert([-5, -1.1, 0.9, 1.1, 2], codes);

        Assert.That(codes.Select(dac.Passes.Single().Volts), Is.EqualTo(new[] { -0.3, -0.3, 0, 0.3, 0.3 }).Within(1e-15));
        Assert.That(clipped, Is.EqualTo(1));
    }

    [Test]
    public void Convert_SignedOneBit_IsMinusOneOrPlusOne()
    {
        Dac dac = new(1, -1, 1, _read);
        double[] codes = new double[4];

        dac.Convert([-0.2, 0, 1e-9, 1], codes);

        Assert.That(codes.Select(dac.Passes.Single().Volts), Is.EqualTo(new[] { -0.3, -0.3, 0.3, 0.3 }).Within(1e-15));
    }

    // What the passes read, times their weights, is what one pass with the whole code would have read.
    [TestCase(SignedInputs.Bipolar, 1, 7)]
    [TestCase(SignedInputs.Bipolar, 3, 3)]
    [TestCase(SignedInputs.TwoPasses, 1, 14)]
    [TestCase(SignedInputs.TwoPasses, 8, 2)]
    [TestCase(SignedInputs.Offset, 1, 8)]
    [TestCase(SignedInputs.Offset, 2, 4)]
    [TestCase(SignedInputs.TwosComplement, 1, 8)]
    [TestCase(SignedInputs.TwosComplement, 4, 3)]
    public void Passes_SignedEightBits_AddUpToTheCode(SignedInputs encoding, int bits, int passes)
    {
        Dac dac = new(new DacSettings { Bits = bits, InputBits = 8, SignedInputs = encoding, ReadVoltage = _read }, -1, 1);

        Assert.That(dac.Passes, Has.Count.EqualTo(passes));
        double raised = dac.HasOffset ? 127 : 0;
        for (int code = -127; code <= 127; code++)
        {
            Assert.That(dac.Passes.Sum(pass => pass.Weight * pass.Volts(code)), Is.EqualTo((code + raised) * 0.3 / 127).Within(1e-14));
            Assert.That(dac.Passes.Select(pass => Math.Abs(pass.Volts(code))), Is.All.AtMost(0.3 + 1e-15));
            if (encoding != SignedInputs.Bipolar)
            {
                Assert.That(dac.Passes.Select(pass => pass.Volts(code)), Is.All.AtLeast(0));
            }
        }
    }

    [TestCase(1, 8)]
    [TestCase(3, 3)]
    [TestCase(8, 1)]
    public void Passes_UnsignedEightBits_AddUpToTheCode(int bits, int passes)
    {
        Dac dac = new(new DacSettings { Bits = bits, InputBits = 8, ReadVoltage = _read }, 0, 1);

        Assert.That(dac.Passes, Has.Count.EqualTo(passes));
        for (int code = 0; code <= 255; code++)
        {
            Assert.That(dac.Passes.Sum(pass => pass.Weight * pass.Volts(code)), Is.EqualTo(code * 0.3 / 255).Within(1e-14));
        }
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
    [TestCase(8, -1.0, 2.0)]
    [TestCase(8, 0.0, 0.0)]
    [TestCase(8, 0.0, double.NaN)]
    public void Constructor_RangeThatIsNone_Throws(int bits, double low, double high)
    {
        Assert.That(() => new Dac(bits, low, high, _read), Throws.InstanceOf<ArgumentException>());
    }
}
