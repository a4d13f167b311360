using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Sections;
using CrossbarSim.Devices.Pulses;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Behaviours;

/// <summary>What all must do that pulses program: every such device of <c>device-data</c>, and laws that none of those has.</summary>
[TestFixtureSource(nameof(Pulsed))]
public sealed class PulseProgrammingContract(IPulseProgramming pulses)
{
    private const int Cells = 600;

    private static readonly RandomKey Key = RandomKey.FromSeed(3).For("programming");

    private static IEnumerable<TestFixtureData> Pulsed()
    {
        foreach (DeviceListing listing in DeviceLibrary.Standard().List())
        {
            if (listing.Spec!.Pulses is { } found)
            {
                yield return new TestFixtureData(found).SetArgDisplayNames(listing.Name);
            }
        }

        (Conductance low, Conductance high) = (Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(11));
        PulseNumbers noisy = new()
        {
            Step = 0.05, CycleToCycle = 0.5, WriteNoise = 0.3, Spread = new() { Step = 0.2, UpDown = 0.1, Low = 0.3, High = 0.3, Corrupt = 0.1, CorruptRange = 0.2 },
        };
        yield return Named("power", new PulsedDevice("p", low, high, new PowStep(1.5, 0.1, 0.2), noisy));
        yield return Named("piecewise", new PulsedDevice("p", low, high, new PiecewiseStep([2, 1, 0.5], [0.2, 1]), noisy));
        yield return Named("linear", new PulsedDevice("p", low, high, new LinearStep(0.5, 0.2, 0.1, 0.1), noisy));
        yield return Named("measured soft bounds", new FittedPulses(new PulsesSection
        {
            Model = PulseModel.SoftBounds, Lowest = low, Highest = high, Up = new SoftBoundsPulses(0.02, 12e-6), Down = new SoftBoundsPulses(0.03, 0.5e-6), CycleToCycle = 0.5, DeviceToDevice = 0.2,
        }));
    }

    [Test]
    public void MakeCells_EqualKeys_GivesEqualCells()
    {
        double[] first = After(20, 1, Key);

        Assert.That(After(20, 1, Key), Is.EqualTo(first));
    }

    [Test]
    public void MakeCells_OtherKeys_GivesOtherCellsWhereAnythingIsDrawn()
    {
        double[] typical = After(20, 0, Key);

        if (!After(20, 1, Key).SequenceEqual(typical))
        {
            Assert.That(After(20, 1, Key.For("other")), Is.Not.EqualTo(After(20, 1, Key)));
        }
    }

    [Test]
    public void MakeCells_Divided_GivesTheSameCells()
    {
        double[] whole = After(20, 1, Key);
        double[] parts = [.. After(20, 1, Key, 0, 7), .. After(20, 1, Key, 7, 200), .. After(20, 1, Key, 207, Cells - 207)];

        Assert.That(parts, Is.EqualTo(whole));
    }

    [Test]
    public void MakeCells_NoiseScaleZero_GivesCellsThatAreAllAlikeWhateverTheKey()
    {
        double[] cells = After(20, 0, Key);

        Assert.That(cells, Is.All.EqualTo(cells[0]));
        Assert.That(After(20, 0, Key.For("other")), Is.EqualTo(cells));
    }

    [Test]
    public void Pulse_Ever_LeavesConductancesFiniteAndNeverNegative()
    {
        foreach (double scale in new[] { 1.0, 100.0 })
        {
            Assert.That(After(50, scale, Key), Is.All.InRange(0, double.MaxValue));
        }
    }

    [Test]
    public void Pulse_NoDirection_ChangesNothing()
    {
        IPulsedCells cells = pulses.MakeCells(Cells, Start, 1, Key);
        double[] before = cells.Conductances.ToArray();

        cells.Pulse(new sbyte[Cells], 0);

        Assert.That(cells.Conductances.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void Pulse_OneCellAlone_GetsWhatItGetsAmongOthers()
    {
        sbyte[] all = new sbyte[Cells];
        Array.Fill(all, Direction);
        sbyte[] one = new sbyte[Cells];
        one[123] = Direction;
        IPulsedCells together = pulses.MakeCells(Cells, Start, 1, Key);
        IPulsedCells alone = pulses.MakeCells(Cells, Start, 1, Key);

        together.Pulse(all, 5);
        alone.Pulse(one, 5);

        Assert.That(alone.Conductances[123], Is.EqualTo(together.Conductances[123]));
    }

    [Test]
    public void Pulse_TypicalCell_MovesInItsDirectionWithinTheWindow()
    {
        IPulsedCells cells = pulses.MakeCells(1, Start, 0, Key);
        double before = cells.Conductances[0];
        for (int pulse = 0; pulse < 300; pulse++)
        {
            cells.Pulse([Direction], pulse);
            double now = cells.Conductances[0];
            Assert.That((now - before) * Direction, Is.GreaterThanOrEqualTo(0));
            Assert.That(now, Is.InRange(pulses.LowestReached.Siemens * (1 - 1e-12), pulses.HighestReached.Siemens * (1 + 1e-12)));
            before = now;
        }

        Assert.That((before - Start) * Direction, Is.Positive);
    }

    private sbyte Direction => pulses.CanRaise ? (sbyte)1 : (sbyte)-1;

    private double Start => (pulses.CanRaise ? pulses.LowestReached : pulses.HighestReached).Siemens;

    private double[] After(int count, double scale, RandomKey key, int first = 0, int cells = Cells)
    {
        IPulsedCells made = pulses.MakeCells(cells, Start, scale, key, first);
        sbyte[] directions = new sbyte[cells];
        for (int pulse = 0; pulse < count; pulse++)
        {
            // Every third pulse goes the other way, where there is one.
            Array.Fill(directions, pulse % 3 == 2 && pulses is { CanRaise: true, CanLower: true } ? (sbyte)-Direction : Direction);
            made.Pulse(directions, pulse);
        }

        return made.Conductances.ToArray();
    }

    private static TestFixtureData Named(string name, IPulseProgramming model) => new TestFixtureData(model).SetArgDisplayNames(name);
}
