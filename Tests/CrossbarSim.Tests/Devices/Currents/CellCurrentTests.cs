using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Tests.Devices.Currents;

public sealed class CellCurrentTests
{
    [Test]
    public void Sinh_AllItsVoltages_IsWithinAFewRoundingsOfTheMathLibrary()
    {
        // From 1e-12 to 40, either way; the library itself is right to one unit in the last place, 2.2e-16.
        double[] volts = [.. Enumerable.Range(0, 20_000).SelectMany(i => new[] { 40.0 * Math.Pow(10, -i / 1500.0), -40.0 * i / 20_000 })];

        (double[] values, double[] slopes) = Evaluate(new SinhCurrent(Voltage.FromVolts(1)), volts);

        for (int i = 0; i < volts.Length; i++)
        {
            Assert.That(values[i], Is.EqualTo(Math.Sinh(volts[i])).Within(1e-15 * Math.Abs(Math.Sinh(volts[i]))), $"{volts[i]}");
            Assert.That(slopes[i], Is.EqualTo(Math.Cosh(volts[i])).Within(1e-15 * Math.Cosh(volts[i])), $"{volts[i]}");
        }
    }

    [Test]
    public void Sinh_ConductanceAtAVoltage_GivesThatVoltageThere()
    {
        (double[] values, double[] slopes) = Evaluate(new SinhCurrent(Voltage.FromVolts(0.1), Voltage.FromVolts(0.2)), [0.2, -0.2, 0.1]);

        // By hand: s = 2/sinh 2; f(0.1) = s·0.1·sinh 1; f'(0.2) = s·cosh 2.
        double scale = 2 / Math.Sinh(2);
        Assert.That(values, Is.EqualTo(new[] { 0.2, -0.2, scale * 0.1 * Math.Sinh(1) }).Within(1e-15));
        Assert.That(slopes[0], Is.EqualTo(scale * Math.Cosh(2)).Within(1e-14));
    }

    [Test]
    public void Polynomial_ByHand_IsThat()
    {
        // f = V + 2V² + 3V³ at 0.1: 0.123; f' = 1 + 4V + 9V² = 1.49. At -0.1: -0.083 and 0.69.
        (double[] values, double[] slopes) = Evaluate(new PolynomialCurrent([2, 3], Voltage.FromVolts(0.2)), [0.1, -0.1]);

        Assert.That(values, Is.EqualTo(new[] { 0.123, -0.083 }).Within(1e-16));
        Assert.That(slopes, Is.EqualTo(new[] { 1.49, 0.69 }).Within(1e-15));
    }

    [Test]
    public void Polynomial_ConductanceAtAVoltage_GivesThatVoltageThere()
    {
        (double[] values, _) = Evaluate(new PolynomialCurrent([2, 3], Voltage.FromVolts(0.2), Voltage.FromVolts(0.1)), [0.1, -0.1]);

        Assert.That(values, Is.EqualTo(new[] { 0.1, -0.1 * 0.083 / 0.123 }).Within(1e-16));
    }

    [Test]
    public void Polynomial_FallsSomewhereInside_IsRefused()
    {
        // f' = 1 - 3·4·V² is zero at 0.2887 V; up to 0.28 V it is not. f' = 1 - 20V² + 99V⁴ is at its least, -0.0101, at 0.3178 V, and above zero again at 0.5 V.
        Assert.That(() => new PolynomialCurrent([0, -4], Voltage.FromVolts(0.3)), Throws.ArgumentException.With.Message.StartsWith("The polynomial does not rise at -0.3 V."));
        Assert.That(() => new PolynomialCurrent([0, -4], Voltage.FromVolts(0.28)), Throws.Nothing);
        Assert.That(() => new PolynomialCurrent([0, -20.0 / 3, 0, 99.0 / 5], Voltage.FromVolts(0.5)), Throws.ArgumentException.With.Message.Match(@"^The polynomial does not rise at -?0\.317821 V\."));
    }

    [Test]
    public void Table_BetweenPoints_FollowsFritschAndButland()
    {
        // Gn = 1 uA at 1 V. Chords 2, 1, 3 (all widths 1). The slope at 0 V is their formula for equal widths, the harmonic mean: 2·2·1/3 = 4/3; at 1 V 2·1·3/4 = 3/2.
        TabulatedCurrent law = new([-1, 0, 1, 2], [-2e-6, 0, 1e-6, 4e-6], Voltage.FromVolts(1));

        (double[] values, double[] slopes) = Evaluate(law, [0, 1, 0.5]);

        // Hermite at the middle of 0 to 1: (0 + 1)/2 + (4/3 - 3/2)/8; slope 3/2·(1 - 0) - (4/3 + 3/2)/4.
        Assert.That(values, Is.EqualTo(new[] { 0, 1, 0.5 + (((4.0 / 3) - 1.5) / 8) }).Within(1e-15));
        Assert.That(slopes, Is.EqualTo(new[] { 4.0 / 3, 1.5, 1.5 - (((4.0 / 3) + 1.5) / 4) }).Within(1e-15));
        Assert.That(law.MeasuredConductance.Microsiemens, Is.EqualTo(1).Within(1e-15));
    }

    [Test]
    public void Table_ConductanceAtZero_IsTheSlopeThere()
    {
        TabulatedCurrent law = new([-1, 0, 1, 2], [-2e-6, 0, 1e-6, 4e-6], Voltage.FromVolts(0));

        Assert.That(law.MeasuredConductance.Microsiemens, Is.EqualTo(4.0 / 3).Within(1e-14));
        Assert.That(Evaluate(law, [0]).Slopes[0], Is.EqualTo(1).Within(1e-15));
    }

    [Test]
    public void Table_ManyUnequalPoints_GoesThroughAll()
    {
        double[] volts = [.. Enumerable.Range(-40, 90).Select(i => Math.CopySign(i * i * 1e-4, i))];
        double[] amperes = [.. volts.Select(v => 1e-6 * Math.Sinh(v / 0.05))];

        (double[] values, _) = Evaluate(new TabulatedCurrent(volts, amperes, Voltage.FromVolts(0.04)), volts);

        double measured = 1e-6 * Math.Sinh(0.8) / 0.04;
        for (int i = 0; i < volts.Length; i++)
        {
            Assert.That(values[i], Is.EqualTo(amperes[i] / measured).Within(1e-13 * Math.Abs(amperes[i] / measured)), $"{volts[i]} V");
        }
    }

    [Test]
    public void Constructor_BadNumbers_SaysSo()
    {
        Assert.That(() => new SinhCurrent(Voltage.FromVolts(0)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A v0 is finite and above 0 V."));
        Assert.That(
            () => new SinhCurrent(Voltage.FromVolts(0.01), Voltage.FromVolts(0.5)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The law holds to 40 times its v0, 0.01 V."));
        Assert.That(() => new PolynomialCurrent([], Voltage.FromVolts(1)), Throws.ArgumentException.With.Message.StartsWith("Expected 1 to 11 finite coefficients."));
        Assert.That(() => new PolynomialCurrent([double.NaN], Voltage.FromVolts(1)), Throws.ArgumentException.With.Message.StartsWith("Expected 1 to 11 finite coefficients."));
        Assert.That(() => new PolynomialCurrent([1], Voltage.FromVolts(-1)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A limit is finite and above 0 V."));
        Assert.That(
            () => new PolynomialCurrent([0, 1], Voltage.FromVolts(1), Voltage.FromVolts(2)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("The law holds to 1 V."));
        Assert.That(() => new TabulatedCurrent([0, 1], [0, 1], Voltage.FromVolts(1)), Throws.ArgumentException.With.Message.StartsWith("Expected as many currents as voltages and three or more, got 2 and 2."));
        Assert.That(
            () => new TabulatedCurrent([-1, 0, 1], [0.1, 0, 1], Voltage.FromVolts(1)),
            Throws.ArgumentException.With.Message.StartsWith("Point 1 (0 V, 0 A) is not finite, not above the voltage before or below the current before."));
        Assert.That(() => new TabulatedCurrent([-1, 0.1, 1], [-1, 0, 1], Voltage.FromVolts(1)), Throws.ArgumentException.With.Message.StartsWith("A cell carries 0 A at 0 V, and its table has to say so."));
        Assert.That(() => new TabulatedCurrent([-1, 0, 1], [-1, 0, 0], Voltage.FromVolts(1)), Throws.ArgumentException.With.Message.StartsWith("Nothing flows at 1 V: the measured cell has no conductance there."));
    }

    [Test]
    public void Content_OtherNumbers_IsAnother()
    {
        ICellCurrent[] laws =
        [
            OhmicCurrent.Law,
            new SinhCurrent(Voltage.FromVolts(0.1)),
            new SinhCurrent(Voltage.FromVolts(0.10000000000000002)),
            new SinhCurrent(Voltage.FromVolts(0.1), Voltage.FromVolts(0.2)),
            new PolynomialCurrent([1], Voltage.FromVolts(0.1)),
            new PolynomialCurrent([2], Voltage.FromVolts(0.1)),
            new PolynomialCurrent([1], Voltage.FromVolts(0.2)),
            new PolynomialCurrent([1], Voltage.FromVolts(0.1), Voltage.FromVolts(0.1)),
            new TabulatedCurrent([-1, 0, 1], [-1, 0, 1], Voltage.FromVolts(1)),
            new TabulatedCurrent([-1, 0, 1], [-1, 0, 1.5], Voltage.FromVolts(1)),
            new TabulatedCurrent([-1, 0, 1], [-1, 0, 1], Voltage.FromVolts(0)),
        ];

        Assert.That(laws.Select(law => law.Content), Is.Unique);
        Assert.That(new SinhCurrent(Voltage.FromVolts(0.1)).Content, Is.EqualTo(laws[1].Content));
    }

    [Test]
    public void With_AnotherLaw_KeepsEverythingElse()
    {
        SinhCurrent law = new(Voltage.FromVolts(0.1));
        (Conductance lowest, Conductance highest) = (Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(9));
        GaussianDevice gaussian = new(lowest, highest, Conductance.FromMicrosiemens(0.5), 0.1);
        LevelTableDevice table = new("mine", ConductanceLevels.Equidistant(lowest, highest, 5));

        Assert.That(new IdealDevice(lowest, highest).Current, Is.SameAs(OhmicCurrent.Law));
        Assert.That(new IdealDevice(lowest, highest).With(law), Is.TypeOf<IdealDevice>().With.Property("Current").SameAs(law).And.Property("HighestConductance").EqualTo(highest));
        Assert.That(gaussian.With(law), Is.TypeOf<GaussianDevice>().With.Property("Current").SameAs(law).And.Property("RelativeSigma").EqualTo(0.1).And.Property("AbsoluteSigma").EqualTo(gaussian.AbsoluteSigma));
        Assert.That(table.With(law), Is.TypeOf<LevelTableDevice>().With.Property("Current").SameAs(law).And.Property("Name").EqualTo("mine").And.Property("Levels").SameAs(table.Levels));
        Assert.That(((LevelTableDevice)table.With(law)).WithLevels(ConductanceLevels.Equidistant(lowest, highest, 2)).Current, Is.SameAs(law));
    }

    private static (double[] Values, double[] Slopes) Evaluate(ICellCurrent law, double[] volts)
    {
        double[] values = new double[volts.Length];
        double[] slopes = new double[volts.Length];
        law.Evaluate(volts, values, slopes);
        return (values, slopes);
    }
}
