using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

public sealed class WireEffectTests
{
    /// <summary>One row, two cells of 1 mS and 2 mS on a word line of 100 ohm a segment: all by hand.</summary>
    [Test]
    public void WireEffects_TwoCells_AreThoseOfTheVoltageDivider()
    {
        MappedMatrix mapped = Mapped(new ResistiveWires(new WireResistances { WordLine = Resistance.FromOhms(100) }));

        WireEffect effect = mapped.WireEffects(LayerAddress.Of(RandomKey.FromSeed(1), 0)).Single();

        // Behind the second segment 2 mS in series with 100 ohm: 1/(500 + 100) = 1.6667 mS; with 1 mS, 2.6667 mS behind the first segment.
        double first = 1 / (1 + (2.6666666666666665e-3 * 100));
        double second = first / 1.2;
        Assert.That((effect.Rows, effect.Columns, effect.WorstRow, effect.WorstColumn), Is.EqualTo((1, 2, 0, 1)));
        Assert.That(effect.Ratios, Is.EqualTo(new[] { first, second }).Within(1e-12));
        Assert.That(effect.WorstLoss, Is.EqualTo(1 - second).Within(1e-12));
        Assert.That(effect.MeanLoss, Is.EqualTo(1 - (((1e-3 * first) + (2e-3 * second)) / 3e-3)).Within(1e-12));
        Assert.That(effect.LargestError, Is.Null);
    }

    [Test]
    public void WireEffects_ResummedModel_HaveItsErrors()
    {
        WireEffect effect = Mapped(new ResummedWires(new WireResistances { WordLine = Resistance.FromOhms(100) }))
            .WireEffects(LayerAddress.Of(RandomKey.FromSeed(1), 0)).Single();

        // Exact ratios as above. Resummed: 1/(1 + 100·3 mS) and 1/(1 + 100·1 mS + 200·2 mS).
        double first = ((1 / 1.3) * (1 + 0.26666666666666666)) - 1;
        double second = ((1 / 1.5) * (1 + 0.26666666666666666) * 1.2) - 1;
        Assert.That(effect.LargestError, Is.EqualTo(Math.Max(Math.Abs(first), Math.Abs(second))).Within(1e-12));
        Assert.That(effect.RmsError, Is.EqualTo(Math.Sqrt(((first * first) + (second * second)) / 2)).Within(1e-12));
    }

    [Test]
    public void WireEffects_PerfectLines_AreNone() =>
        Assert.That(Mapped(PerfectWires.Instance).WireEffects(LayerAddress.Of(RandomKey.FromSeed(1), 0)), Is.Empty);

    private static MappedMatrix Mapped(IWires wires) => new(new WeightMatrix(2, 1, [-1, 1]), new CrossbarSettings
    {
        Device = new IdealDevice(Conductance.FromMicrosiemens(1000), Conductance.FromMicrosiemens(2000)),
        Mapping = new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital),
        Wires = wires,
    });
}
