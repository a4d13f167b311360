using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

/// <summary>What every ADC owes, for every ADC in the catalog.</summary>
public sealed class AdcContractTests
{
    private static readonly AdcRange _range = new(-3e-5, 3e-5);

    private static IEnumerable<string> All => ConverterCatalog.Standard.Kinds.Keys.Order();

    private static IAdc Adc(string kind, int bits, AdcRange range) => ConverterCatalog.Standard.Kinds[kind].Create(bits, range);

    /// <summary>Trap 8: a b-bit ADC has 2^b codes or, symmetric mid-tread, 2^b - 1; one too many is a bug.</summary>
    [TestCase("uniform", 1, 2)]
    [TestCase("uniform", 4, 16)]
    [TestCase("uniform", 8, 256)]
    [TestCase("symmetric", 2, 3)]
    [TestCase("symmetric", 4, 15)]
    [TestCase("symmetric", 8, 255)]
    public void Code_SweepBeyondTheRange_UsesExactlyTheseCodes(string kind, int bits, int expected)
    {
        IAdc adc = Adc(kind, bits, _range);

        int[] codes = [.. Enumerable.Range(-20_000, 40_001).Select(i => adc.Code(i * 2e-9)).Distinct().Order()];

        Assert.That(codes, Is.EqualTo(Enumerable.Range(0, expected)));
        Assert.That(adc.Codes, Is.EqualTo(expected));
    }

    [Test]
    public void Value_OfEveryCode_HasThatCode([ValueSource(nameof(All))] string kind, [Values(2, 5, 12)] int bits)
    {
        IAdc adc = Adc(kind, bits, _range);

        Assert.That(Enumerable.Range(0, adc.Codes).Select(code => adc.Code(adc.Value(code))), Is.EqualTo(Enumerable.Range(0, adc.Codes)));
    }

    [Test]
    public void Value_InsideTheRange_IsWithinHalfAnLsb([ValueSource(nameof(All))] string kind, [Values(2, 5, 12)] int bits)
    {
        IAdc adc = Adc(kind, bits, _range);

        foreach (int i in Enumerable.Range(-999, 1999))
        {
            double current = i * 3e-8;
            Assert.That(adc.Value(adc.Code(current)), Is.EqualTo(current).Within(adc.Lsb * 0.5000001));
        }
    }

    [Test]
    public void Code_AtTheEndsOfTheRange_IsTheFirstAndTheLast([ValueSource(nameof(All))] string kind)
    {
        IAdc adc = Adc(kind, 6, _range);

        Assert.That(adc.Code(_range.Low), Is.Zero);
        Assert.That(adc.Code(_range.High), Is.EqualTo(adc.Codes - 1));
        Assert.That(adc.Value(0), Is.EqualTo(_range.Low).Within(1e-18));
        Assert.That(adc.Value(adc.Codes - 1), Is.EqualTo(_range.High).Within(1e-18));
    }

    [Test]
    public void Value_ZeroCurrentOnTheSymmetricOne_IsZero()
    {
        IAdc adc = Adc("symmetric", 5, _range);

        Assert.That(adc.Value(adc.Code(0)), Is.Zero);
    }

    [Test]
    public void Create_EmptyOrOpenRange_Throws([ValueSource(nameof(All))] string kind)
    {
        Assert.That(() => Adc(kind, 4, new AdcRange(1e-6, 1e-6)), Throws.ArgumentException);
        Assert.That(() => Adc(kind, 4, new AdcRange(double.NaN, 1e-6)), Throws.ArgumentException);
        Assert.That(() => Adc(kind, 17, _range), Throws.InstanceOf<ArgumentException>());
    }
}
