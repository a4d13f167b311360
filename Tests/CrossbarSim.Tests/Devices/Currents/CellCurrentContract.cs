using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Currents;

/// <summary>What every law of current promises.</summary>
[TestFixtureSource(nameof(Laws))]
public sealed class CellCurrentContract(ICellCurrent law)
{
    private static readonly ICellCurrent[] Laws =
    [
        OhmicCurrent.Law,
        new SinhCurrent(Voltage.FromVolts(0.1)),
        new SinhCurrent(Voltage.FromVolts(0.02), Voltage.FromVolts(-0.1)),
        new PolynomialCurrent([0.4, 12.0], Voltage.FromVolts(0.5)),
        new PolynomialCurrent([0.1, -0.5, 0, 2.0], Voltage.FromVolts(0.4), Voltage.FromVolts(0.2)),
        new TabulatedCurrent([-0.4, -0.1, 0, 0.05, 0.3], [-3e-6, -1e-7, 0, 1e-7, 1e-5], Voltage.FromVolts(0.3)),
        new TabulatedCurrent([-1, 0, 1], [-1, 0, 1e-3], Voltage.FromVolts(0)),
    ];

    /// <summary>From beyond one end to beyond the other.</summary>
    private double[] Sweep
    {
        get
        {
            (double low, double high) = (Math.Max(-1, law.Lowest.Volts), Math.Min(1, law.Highest.Volts));
            return [.. Enumerable.Range(-600, 1201).Select(i => i * (i < 0 ? -low : high) / 500.0)];
        }
    }

    [Test]
    public void Evaluate_AtZero_IsZero() => Assert.That(Evaluate([0.0]).Values[0], Is.Zero);

    [Test]
    public void Evaluate_Everywhere_NeverFalls()
    {
        (double[] values, double[] slopes) = Evaluate(Sweep);

        Assert.That(slopes, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second), Is.True);
    }

    [Test]
    public void Evaluate_Everywhere_SlopesAreThoseOfTheValues()
    {
        const double step = 1e-7;
        (_, double[] slopes) = Evaluate(Sweep);
        (double[] above, _) = Evaluate([.. Sweep.Select(volts => volts + step)]);
        (double[] below, _) = Evaluate([.. Sweep.Select(volts => volts - step)]);
        double steepest = slopes.Max();

        // Where the curvature jumps, a central difference is off by a quarter of the jump times the step.
        for (int i = 0; i < slopes.Length; i++)
        {
            Assert.That((above[i] - below[i]) / (2 * step), Is.EqualTo(slopes[i]).Within(1e-5 * steepest), $"{Sweep[i]} V");
        }
    }

    [Test]
    public void Evaluate_BeyondTheEnds_IsAStraightLine()
    {
        foreach (double end in new[] { law.Lowest.Volts, law.Highest.Volts }.Where(end => Math.Abs(end) < 100))
        {
            (double[] values, double[] slopes) = Evaluate([end, 1.5 * end, 2 * end]);

            Assert.That(slopes, Is.All.EqualTo(slopes[0]));
            Assert.That(values[1], Is.EqualTo(values[0] + (0.5 * end * slopes[0])).Within(1e-12).Percent);
            Assert.That(values[2], Is.EqualTo(values[0] + (end * slopes[0])).Within(1e-12).Percent);
        }
    }

    [Test]
    public void Evaluate_InAnyPlaceAndCompany_GivesTheSameBytes()
    {
        double[] volts = Sweep;
        RandomKey.FromSeed(1).FillUniform(volts.AsSpan(0, 100));
        (double[] values, double[] slopes) = Evaluate(volts);

        for (int i = 0; i < volts.Length; i++)
        {
            (double[] value, double[] slope) = Evaluate([volts[i]]);
            Assert.That((value[0], slope[0]), Is.EqualTo((values[i], slopes[i])), $"{volts[i]} V");
        }
    }

    [Test]
    public void Evaluate_RoomForOthers_SaysSo() => Assert.That(
        () => law.Evaluate(new double[3], new double[3], new double[2]),
        Throws.ArgumentException.With.Message.StartsWith("Expected room for 3 values and slopes, got 3 and 2."));

    private (double[] Values, double[] Slopes) Evaluate(double[] volts)
    {
        double[] values = new double[volts.Length];
        double[] slopes = new double[volts.Length];
        law.Evaluate(volts, values, slopes);
        return (values, slopes);
    }
}
