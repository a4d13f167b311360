using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Tests.Simulator.Converters;

/// <summary>What every ADC owes, for every ADC in the catalog and one from a table.</summary>
public sealed class AdcContractTests
{
    private static readonly AdcRange _range = new(-3e-5, 3e-5);

    private static IEnumerable<string> All => ConverterCatalog.Standard.Kinds.Keys.Append("table").Order();

    private static IEnumerable<string> Linear =>
        All.Where(kind => Adc(kind, 4, _range) is ILinearAdc);

    private static IEnumerable<string> WithBits => ConverterCatalog.Standard.Kinds.Values.Where(kind => kind.HasBits).Select(kind => kind.Name);

    private static IAdc Adc(string kind, int bits, AdcRange range) => kind == "table"
        ? new TableAdc(new AdcTable(true, [0, 0.1, 0.35, 0.5, 0.9], [0.02, 0.2, 0.4, 0.8, 0.95], new double[5]), range)
        : ConverterCatalog.Standard.Kinds[kind].Create(bits, range);

    /// <summary>Trap 8: a b-bit ADC has 2^b codes or, symmetric mid-tread, 2^b - 1; one too many is a bug.</summary>
    [TestCase("uniform", 1, 2)]
    [TestCase("uniform", 4, 16)]
    [TestCase("uniform", 8, 256)]
    [TestCase("symmetric", 2, 3)]
    [TestCase("symmetric", 4, 15)]
    [TestCase("symmetric", 8, 255)]
    [TestCase("sar", 1, 2)]
    [TestCase("sar", 4, 16)]
    [TestCase("sar", 8, 256)]
    [TestCase("ramp", 1, 2)]
    [TestCase("ramp", 8, 256)]
    [TestCase("sense-amplifier", 1, 2)]
    [TestCase("ternary", 2, 3)]
    [TestCase("table", 0, 5)]
    public void Code_SweepBeyondTheRange_UsesExactlyTheseCodesInOrder(string kind, int bits, int expected)
    {
        IAdc adc = Adc(kind, bits, _range);

        int[] codes = [.. Enumerable.Range(-20_000, 40_001).Select(i => adc.Code(i * 2e-9))];

        Assert.That(codes.Distinct(), Is.EqualTo(Enumerable.Range(0, expected)));
        Assert.That(codes, Is.Ordered);
        Assert.That(adc.Codes, Is.EqualTo(expected));
    }

    [Test]
    public void Value_OfEveryCode_HasThatCode([ValueSource(nameof(All))] string kind, [Values(2, 5, 12)] int bits)
    {
        IAdc adc = Adc(kind, bits, _range);

        Assert.That(Enumerable.Range(0, adc.Codes).Select(code => adc.Code(adc.Value(code))), Is.EqualTo(Enumerable.Range(0, adc.Codes)));
    }

    [Test]
    public void Value_InsideTheRange_IsWithinHalfAnLsb([ValueSource(nameof(Linear))] string kind, [Values(2, 5, 12)] int bits)
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
        Assert.That(adc.Value(0), Is.InRange(_range.Low - 1e-18, _range.Low + (adc.Lsb * 0.5000001)));
        Assert.That(adc.Value(adc.Codes - 1), Is.InRange(_range.High - (adc.Lsb * 0.5000001), _range.High + 1e-18));
    }

    /// <summary>Sums in another order differ by some 1e-16 of their terms; on a threshold that must not matter.</summary>
    [Test]
    public void Code_OnAThresholdButForRounding_IsThatOfTheThreshold([ValueSource(nameof(Linear))] string kind, [Values(2, 8)] int bits)
    {
        ILinearAdc adc = (ILinearAdc)Adc(kind, bits, new AdcRange(-1.7e-5, 1.7e-5));
        double[] thresholds = AdcThresholds.Of(adc);

        foreach (double threshold in thresholds)
        {
            int[] codes = [.. new[] { -1e-20, -3e-21, 0, 3e-21, 1e-20 }.Select(rounding => adc.Code(threshold + rounding))];
            Assert.That(codes, Is.All.EqualTo(codes[2]), $"{threshold} A");
        }
    }

    /// <summary>The promise that kernels rely on, over ranges about zero and not, and currents that lie near thresholds.</summary>
    [Test]
    public void CodeAndValue_OfLinearOnes_AreWhatTheirNumbersSay([ValueSource(nameof(Linear))] string kind, [Values(2, 7, 12)] int bits, [Values] bool aboutZero)
    {
        aboutZero |= ConverterCatalog.Standard.Kinds[kind].NeedsSymmetricRange;
        ILinearAdc adc = (ILinearAdc)Adc(kind, bits, aboutZero ? new AdcRange(-1.7e-5, 1.7e-5) : new AdcRange(-0.3e-5, 2.9e-5));
        int last = adc.Codes - 1 - adc.OriginCode;

        foreach (int i in Enumerable.Range(-2000, 4001))
        {
            double current = i * 1.5e-8;
            double place = CodePosition.Of((Math.Clamp(current, adc.Range.Low, adc.Range.High) - adc.Origin) * adc.CodesPerAmpere);
            int code = adc.Code(current) - adc.OriginCode;
            if (adc.RoundsHalfToEven || Math.Abs(place - Math.Floor(place) - 0.5) > 1e-9)
            {
                Assert.That(code, Is.EqualTo((int)Math.Clamp(Math.Round(place), -adc.OriginCode, last)), $"{current} A");
            }

            Assert.That(adc.Value(code + adc.OriginCode), Is.EqualTo((code / adc.CodesPerAmpere) + adc.Origin));
        }

        // The ends of the range lie on the first and last code or half a step beyond.
        Assert.That(((adc.Range.Low - adc.Origin) * adc.CodesPerAmpere) + adc.OriginCode, Is.EqualTo(0).Within(1e-9).Or.EqualTo(-0.5).Within(1e-9));
        Assert.That(((adc.Range.High - adc.Origin) * adc.CodesPerAmpere) - last, Is.EqualTo(0).Within(1e-9).Or.EqualTo(0.5).Within(1e-9));
    }

    /// <summary>Currents exactly on thresholds; codes by hand. Units are powers of two, so that nothing is rounded before.</summary>
    [TestCase("uniform", 2, new[] { 0, 2, 2 })]
    [TestCase("ramp", 2, new[] { 1, 2, 3 })]
    [TestCase("sar", 2, new[] { 0, 1, 2 })]
    [TestCase("sense-amplifier", 1, new[] { 0 })]
    [TestCase("ternary", 2, new[] { 1, 1 })]
    public void Code_OnAThreshold_IsAsTheKindSays(string kind, int bits, int[] expected)
    {
        double end = kind == "uniform" ? 1.5 : 2;
        IAdc adc = Adc(kind, bits, new AdcRange(-end, end));

        int steps = expected.Length + 1;
        double[] thresholds = kind == "ternary" ? [-1, 1] : [.. Enumerable.Range(1, expected.Length).Select(i => -2 + (4.0 * i / steps))];

        Assert.That(thresholds.Select(adc.Code), Is.EqualTo(expected));
        Assert.That(AdcThresholds.Of(adc), Is.EqualTo(thresholds));
    }

    [TestCase("symmetric")]
    [TestCase("ternary")]
    public void Value_ZeroCurrentOnThoseWithAZero_IsZero(string kind)
    {
        foreach (double end in new[] { 3e-5, 1.1e-5, 7.7e-7 })
        {
            IAdc adc = Adc(kind, 5, new AdcRange(-end, end));

            Assert.That(adc.Value(adc.Code(0)), Is.Zero);
        }
    }

    /// <summary>A line that carries nothing is on the threshold in the middle: it must not depend on how a range is rounded.</summary>
    [Test]
    public void Code_ZeroCurrentOnThoseWithoutAZero_IsJustBelowTheMiddle([Values("sar", "sense-amplifier")] string kind)
    {
        for (int i = 1; i < 2000; i++)
        {
            IAdc adc = Adc(kind, 6, new AdcRange(-1e-6 / i, 1e-6 / i));

            Assert.That(adc.Code(0), Is.EqualTo((adc.Codes / 2) - 1), $"1 uA / {i}");
        }
    }

    [Test]
    public void Create_EmptyOrOpenRange_Throws([ValueSource(nameof(All))] string kind)
    {
        Assert.That(() => Adc(kind, 4, new AdcRange(1e-6, 1e-6)), Throws.ArgumentException);
        Assert.That(() => Adc(kind, 4, new AdcRange(double.NaN, 1e-6)), Throws.ArgumentException);
    }

    [Test]
    public void Create_TooManyBits_Throws([ValueSource(nameof(WithBits))] string kind) =>
        Assert.That(() => Adc(kind, 17, _range), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void With_NameThatIsTaken_Throws()
    {
        AdcKind sar = ConverterCatalog.Sar;

        Assert.That(() => ConverterCatalog.Standard.With(sar), Throws.ArgumentException.With.Message.StartWith("There is another ADC called 'sar'."));
        Assert.That(() => ConverterCatalog.Standard.With(sar with { Name = "table" }), Throws.ArgumentException);
        Assert.That(ConverterCatalog.Standard.With(sar with { Name = "mine" }).All.Select(kind => kind.Name), Does.Contain("mine").And.Contain("table"));
    }
}
