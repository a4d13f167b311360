using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Pulses;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Imperfections;

/// <summary>Programming by pulses, with and without verifying.</summary>
[TestFixture]
public sealed class PulseProgrammingTests
{
    private static readonly LayerAddress Address = LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 0), 0);

    // 0 to 10 uS in 100 steps of 0.1 uS.
    private static readonly PulseNumbers Exact = new() { Low = 0, High = 1, Step = 0.01 };
    private static readonly PulseNumbers Noisy = Exact with { CycleToCycle = 0.5, Spread = new() { Step = 0.3, UpDown = 0.05, High = 0.1 } };

    [Test]
    public void WriteVerify_CellsWithoutSpread_TakeThePulsesOfTheirDistance()
    {
        (ProgrammedMatrix programmed, PulseCounts counts) = Program(Device(Exact), VerifyUpTo(0.05e-6), 200);

        double[] targets = Targets(programmed.Mapped);
        // Half a step either way is within the tolerance: so many pulses as the nearest multiple of 0.1 uS is steps away.
        Assert.That(counts.Mean, Is.EqualTo(targets.Average(target => Math.Round(target / 0.1e-6))).Within(1e-3));
        Assert.That(counts.Most, Is.EqualTo(100));
        Assert.That(counts.NotConverged, Is.Zero);
        Assert.That(Largest(programmed), Is.LessThanOrEqualTo(0.05e-6));
    }

    [Test]
    public void WriteVerify_CellsWithSpread_EndWithinTheTolerance()
    {
        (ProgrammedMatrix programmed, PulseCounts counts) = Program(Device(Noisy with { Spread = Noisy.Spread with { High = 0 } }), VerifyUpTo(0.1e-6), 10_000);

        Assert.That(counts.NotConverged, Is.Zero);
        Assert.That(Largest(programmed), Is.LessThanOrEqualTo(0.1e-6));
        Assert.That(programmed.ProgrammingError(), Is.Positive);
    }

    [Test]
    public void WriteVerify_TooFewPulses_SaysHowManyCellsAreNotDone()
    {
        (ProgrammedMatrix programmed, PulseCounts counts) = Program(Device(Exact), VerifyUpTo(0.05e-6), 30);

        double[] targets = Targets(programmed.Mapped);
        Assert.That(counts.Most, Is.EqualTo(30));
        Assert.That(counts.NotConverged, Is.EqualTo(targets.Count(target => target - (30 * 0.1e-6) > 0.05e-6) / (double)targets.Length).Within(1e-12));
        Assert.That(programmed.Cells(0).ToArray().Max(), Is.EqualTo(3e-6).Within(1e-15));
    }

    [Test]
    public void WriteVerify_WindowsThatDiffer_LeaveTheCellsThatCannotReach()
    {
        (_, PulseCounts counts) = Program(Device(Exact with { Spread = new() { High = 0.1 } }), VerifyUpTo(0.05e-6), 500);

        Assert.That(counts.NotConverged, Is.Positive.And.LessThan(0.5));
        Assert.That(counts.Most, Is.EqualTo(500));
    }

    [Test]
    public void Pulses_CellsWithoutSpread_EndNearestToTheTarget()
    {
        foreach (PulseStart start in Enum.GetValues<PulseStart>())
        {
            (ProgrammedMatrix programmed, PulseCounts counts) = Program(Device(Exact), null, 1000, start);

            Assert.That(Largest(programmed), Is.LessThanOrEqualTo(0.05e-6 * (1 + 1e-9)));
            Assert.That(counts.NotConverged, Is.Null);
            Assert.That(counts.Most, Is.LessThanOrEqualTo(100));
        }
    }

    [Test]
    public void Pulses_CellsWithNoiseAlone_HaveTheErrorOfSoManyPulses()
    {
        (ProgrammedMatrix programmed, PulseCounts counts) = Program(Device(Exact with { CycleToCycle = 0.5 }), null, 1000, out double steps);

        // n pulses of a step s with a noise of 0.5 s each: a variance of n·(0.5 s)², and a third of (s/2)² for the rounding to whole pulses; bounds take a little of it.
        double expected = Math.Sqrt((steps * 0.05e-6 * 0.05e-6) + (0.05e-6 * 0.05e-6 / 3));
        Assert.That(programmed.ProgrammingError(), Is.EqualTo(expected).Within(8).Percent);
        Assert.That(counts.Mean, Is.EqualTo(steps).Within(1e-9));
    }

    [Test]
    public void Pulses_WithoutVerify_AreWorseThanWithIt()
    {
        PulsedDevice device = Device(Noisy);

        Assert.That(
            Program(device, VerifyUpTo(0.1e-6), 1000).Programmed.ProgrammingError(),
            Is.LessThan(Program(device, null, 1000).Programmed.ProgrammingError()));
    }

    [Test]
    public void Program_Ever_IsTheSameWhateverTheThreadsAndOtherOnAnotherChip()
    {
        PulseProgramming programming = new(Device(Noisy), VerifyUpTo(0.1e-6), PulseStart.Lowest, 50, 1);
        MappedMatrix mapped = Mapped(Device(Noisy), programming);
        double[] alone = Cells(mapped.Program(Address));

        Assert.That(Cells(mapped.Program(Address, threads: 4)), Is.EqualTo(alone));
        Assert.That(Cells(mapped.Program(LayerAddress.Of(RandomKey.FromSeed(4).For("trial", 1), 0))), Is.Not.EqualTo(alone));
        ImperfectionEffect effect = mapped.Effects(Address).Single();
        Assert.That(effect.RmsMicrosiemens, Is.EqualTo(mapped.Program(Address).ProgrammingError() * 1e6).Within(1e-9));
    }

    [Test]
    public void Program_MeasuredTraces_ReachTheirTargets()
    {
        DeviceSpec lut = DeviceLibrary.Standard().Load("crosssim-lut");
        PulseProgramming programming = new(lut.Pulses!, new VerifyTolerance(default, 0.05), PulseStart.Lowest, 2000, 1);
        MappedMatrix mapped = Mapped(lut.Resolve(default), programming);

        PulseCounts counts = mapped.Effects(Address).Single().Pulses!;

        Assert.That(counts.NotConverged, Is.LessThan(0.05));
        Assert.That(counts.Mean, Is.GreaterThan(1));
    }

    [Test]
    public void New_DirectionThatCellsLack_IsRefused()
    {
        PulsedDevice up = Device(Exact with { CanLower = false });

        Assert.That(
            () => new PulseProgramming(up, VerifyUpTo(1e-7), PulseStart.Lowest, 10, 1),
            Throws.ArgumentException.With.Message.EqualTo("there are no pulses that lower the conductance (Parameter 'pulses')"));
        Assert.That(() => new PulseProgramming(up, null, PulseStart.Lowest, 10, 1), Throws.Nothing);
        Assert.That(() => new PulseProgramming(up, null, PulseStart.Highest, 10, 1), Throws.ArgumentException);
    }

    private static VerifyTolerance VerifyUpTo(double siemens) => new(Conductance.FromSiemens(siemens), 0);

    private static PulsedDevice Device(PulseNumbers numbers) => new("p", Conductance.Zero, Conductance.FromMicrosiemens(10), new ConstantStep(), numbers);

    private static MappedMatrix Mapped(IDeviceModel device, PulseProgramming programming) =>
        new(SimulatorSamples.Weights(40, 100), SimulatorSamples.Hardware with { Device = device, Pulses = programming });

    private static (ProgrammedMatrix Programmed, PulseCounts Counts) Program(
        PulsedDevice device, VerifyTolerance? tolerance, int most, PulseStart start = PulseStart.Lowest)
    {
        MappedMatrix mapped = Mapped(device, new PulseProgramming(device, tolerance, start, most, 1));
        return (mapped.Program(Address), mapped.Effects(Address).Single().Pulses!);
    }

    private static (ProgrammedMatrix Programmed, PulseCounts Counts) Program(PulsedDevice device, VerifyTolerance? tolerance, int most, out double steps)
    {
        (ProgrammedMatrix programmed, PulseCounts counts) = Program(device, tolerance, most);
        steps = Targets(programmed.Mapped).Average(target => Math.Round(target / 0.1e-6));
        return (programmed, counts);
    }

    private static double[] Targets(MappedMatrix mapped) => [.. mapped.Tiles.SelectMany(tile => tile.Targets)];

    private static double[] Cells(ProgrammedMatrix programmed) => [.. Enumerable.Range(0, programmed.Tiles.Count).SelectMany(tile => programmed.Cells(tile).ToArray())];

    private static double Largest(ProgrammedMatrix programmed) => Cells(programmed).Zip(Targets(programmed.Mapped), (cell, target) => Math.Abs(cell - target)).Max();
}
