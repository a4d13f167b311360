using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

internal sealed class CodePositionTests
{
    [TestCase(1, 0.5, 0)]
    [TestCase(2, 0.5, 0)]
    [TestCase(2, 1.5, 2)]
    [TestCase(8, 100.5, 100)]
    public void Code_TieButForTheRoundingOfASum_GoesToTheEvenCode(int bits, double position, int expected)
    {
        UniformAdc adc = new(bits, new AdcRange(-3e-6, 5e-6));
        double tie = adc.Range.Low + (position / adc.CodesPerAmpere);

        int[] codes = [.. new[] { -1e-9, -1e-12, 0, 1e-12, 1e-9 }.Select(steps => adc.Code(tie + (steps / adc.CodesPerAmpere)))];

        Assert.That(codes, Is.All.EqualTo(expected));
    }

    [Test]
    public void Code_SymmetricTieButForTheRoundingOfASum_GoesToTheEvenCode([Values(-1e-9, 0, 1e-9)] double steps)
    {
        SymmetricAdc adc = new(4, new AdcRange(-7e-6, 7e-6));

        Assert.That(adc.Code((2.5 + steps) / adc.CodesPerAmpere), Is.EqualTo(7 + 2));
        Assert.That(adc.Code((-3.5 + steps) / adc.CodesPerAmpere), Is.EqualTo(7 - 4));
    }

    [Test]
    public void Code_BesideATie_IsTheNearestOne()
    {
        UniformAdc adc = new(3, new AdcRange(0, 7e-6));
        const double Beside = 2 / CodePosition.PerStep;

        Assert.That(adc.Code((2.5 + Beside) / adc.CodesPerAmpere), Is.EqualTo(3));
        Assert.That(adc.Code((3.5 - Beside) / adc.CodesPerAmpere), Is.EqualTo(3));
    }

    [Test]
    public void Clips_AtAndBeyondTheEnds_LeavesTheRoundingOfASumOut()
    {
        IAdc adc = new UniformAdc(3, new AdcRange(-1e-6, 6e-6));
        double step = adc.Lsb;

        Assert.That(adc.Clips(adc.Range.High + (1e-9 * step)), Is.False);
        Assert.That(adc.Clips(adc.Range.Low - (1e-9 * step)), Is.False);
        Assert.That(adc.Clips(adc.Range.High + (1e-6 * step)), Is.True);
        Assert.That(adc.Clips(adc.Range.Low - (1e-6 * step)), Is.True);
    }
}
