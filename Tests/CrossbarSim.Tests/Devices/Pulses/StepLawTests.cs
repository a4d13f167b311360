using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Pulses;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Pulses;

/// <summary>The formulas of pulsed devices, by hand, and the statistics of what they draw.</summary>
[TestFixture]
public sealed class StepLawTests
{
    private static readonly CellWindow Window = new(-0.8, 1.2, -1, 1, 0, 0);
    private static readonly RandomKey Key = RandomKey.FromSeed(5).For("programming");

    [Test]
    public void Linear_AtHalfTheBound_ShrinksByHalfOfGamma()
    {
        LinearStep law = new(0.4, 0.6, 0, 0);

        // 1 - 0.4·0.5/1 and 1 - 0.6·0.5/(-1), the bounds being those of a typical cell.
        Assert.That(law.Up(0.5, Window), Is.EqualTo(0.8).Within(1e-15));
        Assert.That(law.Down(0.5, Window), Is.EqualTo(1.3).Within(1e-15));
    }

    [Test]
    public void SoftBounds_AtTheOwnBound_StandStill()
    {
        SoftBounds law = new();

        Assert.That(law.Up(1.2, Window), Is.Zero);
        Assert.That(law.Down(-0.8, Window), Is.Zero);
        Assert.That(law.Up(0.6, Window), Is.EqualTo(0.5).Within(1e-15));
        Assert.That(law.Down(0.4, Window), Is.EqualTo(1.5).Within(1e-15)); // 1 - 0.4/(-0.8)
    }

    [Test]
    public void Exp_OfGongEtAl_HasTheStepsOfItsFormula()
    {
        ExpStep law = new(-1.18445, -0.081404, 5, 5, -0.5, -0.5);
        CellWindow window = new(-1, 1, -1, 1, 0, 0);

        // z = -0.5w - 0.5: at w = -1 it is 0 and e^z is 1, at w = 1 it is -1.
        Assert.That(law.Up(-1, window), Is.EqualTo(2.18445).Within(1e-12));
        Assert.That(law.Up(1, window), Is.EqualTo(1 + (1.18445 * Math.Exp(-5))).Within(1e-12));
        Assert.That(law.Down(1, window), Is.EqualTo(1 + (0.081404 * Math.Exp(5))).Within(1e-12));
    }

    [Test]
    public void Pow_AQuarterBelowTheTop_FollowsThePower()
    {
        PowStep law = new(2, 0.5, 0);

        // ω = (1.2 - 0.7)/2 = 1/4; exponents 2·1.5 and 2·0.5.
        Assert.That(law.Up(0.7, Window), Is.EqualTo(1 / 64.0).Within(1e-15));
        Assert.That(law.Down(0.7, Window), Is.EqualTo(0.75).Within(1e-15));
    }

    [Test]
    public void Piecewise_BetweenPoints_IsAStraightLine()
    {
        PiecewiseStep law = new([2, 1, 0.5], [0, 1]);

        // The middle of the window, 0.2, is the second of three points; 0.7 is halfway on to the third.
        Assert.That(law.Up(0.2, Window), Is.EqualTo(1).Within(1e-12));
        Assert.That(law.Up(0.7, Window), Is.EqualTo(0.75).Within(1e-12));
        Assert.That(law.Down(0.2, Window), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(law.Up(9, Window), Is.EqualTo(0.5)); // beyond the bounds: as at them
    }

    [Test]
    public void Pulse_TypicalConstantStep_TakesTheStatesOfGokmenAndVlasov()
    {
        IPulseProgramming device = DeviceLibrary.Standard().Load("aihwkit-gokmen-vlasov").Pulses!;
        IPulsedCells cell = device.MakeCells(1, device.LowestReached.Siemens, 0, Key);

        int pulses = 0;
        for (double before = -1; cell.Conductances[0] > before; pulses++)
        {
            before = cell.Conductances[0];
            cell.Pulse([1], pulses);
        }

        // Steps of 0.0016 from -1 to 1: 1250 of them, "1200 states" in the article; and one that does nothing.
        Assert.That(pulses - 1, Is.EqualTo(1250));
        Assert.That(cell.Conductances[0], Is.EqualTo(25e-6).Within(1e-15));
    }

    [Test]
    public void Pulse_CycleToCycle_HasItsSigma()
    {
        const int Cells = 20_000;
        PulsedDevice device = Device(new ConstantStep(), new PulseNumbers { Step = 0.01, CycleToCycle = 0.3 });

        double[] steps = StepsOf(device, Cells);

        // 10 uS for a width of 2: a step of 0.01 is 0.05 uS. A mean has σ/√N, a sigma σ/√(2N); five of each.
        double sigma = 0.3 * 0.05e-6;
        Assert.That(Mean(steps), Is.EqualTo(0.05e-6).Within(5 * sigma / Math.Sqrt(Cells)));
        Assert.That(Sigma(steps), Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2.0 * Cells)));
    }

    [Test]
    public void MakeCells_SpreadOfSteps_DiffersFromDeviceToDeviceAndStays()
    {
        const int Cells = 20_000;
        PulsedDevice device = Device(new ConstantStep(), new PulseNumbers { Step = 0.01, Spread = new() { Step = 0.2, UpDown = 0 } });
        IPulsedCells cells = device.MakeCells(Cells, 6e-6, 1, Key);
        sbyte[] up = new sbyte[Cells];
        Array.Fill(up, (sbyte)1);
        cells.Pulse(up, 0);
        double[] first = cells.Conductances.ToArray();
        cells.Pulse(up, 1);
        double[] second = [.. cells.Conductances.ToArray().Zip(first, (now, before) => now - before)];
        first = [.. first.Select(now => now - 6e-6)];

        double sigma = 0.2 * 0.05e-6;
        Assert.That(Sigma(first), Is.EqualTo(sigma).Within(5 * sigma / Math.Sqrt(2.0 * Cells)));
        Assert.That(second.Zip(first, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-15));
    }

    [Test]
    public void MakeCells_SpreadOfTheWindow_BoundsEachCellByItself()
    {
        const int Cells = 20_000;
        PulsedDevice device = Device(new ConstantStep(), new PulseNumbers { Step = 0.5, Spread = new() { High = 0.1 } });
        IPulsedCells cells = device.MakeCells(Cells, 6e-6, 1, Key);
        sbyte[] up = new sbyte[Cells];
        Array.Fill(up, (sbyte)1);
        for (int pulse = 0; pulse < 5; pulse++)
        {
            cells.Pulse(up, pulse);
        }

        // The upper bound is 1 with σ = 0.1 in weights: 11 uS with 0.5 uS.
        double[] ends = cells.Conductances.ToArray();
        Assert.That(Mean(ends), Is.EqualTo(11e-6).Within(5 * 0.5e-6 / Math.Sqrt(Cells)));
        Assert.That(Sigma(ends), Is.EqualTo(0.5e-6).Within(5 * 0.5e-6 / Math.Sqrt(2.0 * Cells)));
    }

    [Test]
    public void Pulse_WriteNoise_IsReadAndNotKept()
    {
        const int Cells = 20_000;
        PulsedDevice device = Device(new ConstantStep(), new PulseNumbers { Step = 0.01, WriteNoise = 4 });
        IPulsedCells cells = device.MakeCells(Cells, 6e-6, 1, Key);
        sbyte[] up = new sbyte[Cells];
        Array.Fill(up, (sbyte)1);
        for (int pulse = 0; pulse < 20; pulse++)
        {
            cells.Pulse(up, pulse);
        }

        // 20 steps of 0.05 uS, and 4 steps of noise: that of the last pulse alone, not of all 20.
        double[] ends = cells.Conductances.ToArray();
        Assert.That(Mean(ends), Is.EqualTo(7e-6).Within(5 * 0.2e-6 / Math.Sqrt(Cells)));
        Assert.That(Sigma(ends), Is.EqualTo(0.2e-6).Within(5 * 0.2e-6 / Math.Sqrt(2.0 * Cells)));
    }

    [Test]
    public void MakeCells_CorruptCells_AreAsManyAsAskedForAndStandStill()
    {
        const int Cells = 20_000;
        PulsedDevice device = Device(new ConstantStep(), new PulseNumbers { Step = 0.01, Spread = new() { Corrupt = 0.1348, CorruptRange = 0.01 } });
        IPulsedCells cells = device.MakeCells(Cells, 1e-6, 1, Key);
        double[] before = cells.Conductances.ToArray();
        sbyte[] up = new sbyte[Cells];
        Array.Fill(up, (sbyte)1);
        cells.Pulse(up, 0);

        int still = cells.Conductances.ToArray().Zip(before, (now, then) => now == then).Count(same => same);

        // Binomial: sd √(N p (1-p)).
        Assert.That(still, Is.EqualTo(Cells * 0.1348).Within(5 * Math.Sqrt(Cells * 0.1348 * (1 - 0.1348))));
    }

    private static PulsedDevice Device(StepLaw law, PulseNumbers numbers) =>
        new("p", Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(11), law, numbers);

    private static double[] StepsOf(PulsedDevice device, int count)
    {
        IPulsedCells cells = device.MakeCells(count, 6e-6, 1, Key);
        double[] before = cells.Conductances.ToArray();
        sbyte[] up = new sbyte[count];
        Array.Fill(up, (sbyte)1);
        cells.Pulse(up, 0);
        return [.. cells.Conductances.ToArray().Zip(before, (now, then) => now - then)];
    }

    private static double Mean(double[] values) => values.Average();

    private static double Sigma(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
