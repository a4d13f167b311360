using CrossbarSim.Devices.Ageing;
using CrossbarSim.Devices.Laws;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;
using CrossbarSim.Tests.Simulator.Kernels;

namespace CrossbarSim.Tests.Simulator.Tiles;

internal sealed class DriftCompensationTests
{
    private static readonly IdealDevice s_device = new(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(100));

    private static LayerAddress Address => LayerAddress.Of(RandomKey.FromSeed(9).For("trial", 0), 0);

    /// <summary>Where all cells lose the same share, either factor brings every weight back.</summary>
    [Test]
    public void Program_UniformDrift_IsMadeUpForExactly(
        [Values("differential", "offset", "binary")] string mapping, [Values] Subtraction subtraction,
        [Values(DriftCompensation.Global, DriftCompensation.PerColumn)] DriftCompensation compensation, [Values] CompensationReference reference)
    {
        MappedMatrix aged = Mapped(mapping, subtraction, 0, compensation, reference);

        Assert.That(aged.Program(Address).EffectiveWeights(), Is.EqualTo(Fresh(mapping, subtraction).Program(Address).EffectiveWeights()).Within(1e-12));
    }

    [Test]
    public void Program_NoCompensation_LosesTheShare()
    {
        MappedMatrix aged = Mapped("differential", Subtraction.BeforeAdc, 0, DriftCompensation.None);
        double[] fresh = Fresh("differential", Subtraction.BeforeAdc).Program(Address).EffectiveWeights();

        // e^(-0.05·ln 1000), by hand.
        Assert.That(aged.Program(Address).EffectiveWeights(), Is.EqualTo(fresh.Select(w => w * 0.7079457843841379)).Within(1e-12));
        Assert.That(aged.Program(Address).ProgrammingError(), Is.Zero);
    }

    [Test]
    public void Program_SpreadBetweenCells_IsMadeUpForInTheMean([Values(DriftCompensation.Global, DriftCompensation.PerColumn)] DriftCompensation compensation)
    {
        double[] fresh = Fresh("differential", Subtraction.BeforeAdc).Program(Address).EffectiveWeights();
        double with = Error(Mapped("differential", Subtraction.BeforeAdc, 0.02, compensation));
        double without = Error(Mapped("differential", Subtraction.BeforeAdc, 0.02, DriftCompensation.None));

        Assert.That(with, Is.LessThan(0.6 * without));
        Assert.That(with, Is.GreaterThan(0));

        double Error(MappedMatrix mapped) => mapped.Program(Address).EffectiveWeights().Zip(fresh, (a, b) => (a - b) * (a - b)).Average();
    }

    /// <summary>Kernels compute what the reference does; offsets and raised inputs included.</summary>
    [Test]
    public void Multiply_Compensated_EqualsTheReference(
        [Values("differential", "offset", "shifted-levels")] string mapping, [Values(DriftCompensation.Global, DriftCompensation.PerColumn)] DriftCompensation compensation,
        [Values] bool raised)
    {
        MappedMatrix mapped = Mapped(mapping, Subtraction.AfterAdc, 0.02, compensation, raised: raised);
        ProgrammedMatrix matrix = mapped.Program(Address);
        double[] inputs = SimulatorSamples.Inputs(20, 40);
        FrozenConverters converters = Calibration.Freeze(matrix, inputs);
        foreach (CrossbarSim.Simulator.Kernels.VectorPath path in Enum.GetValues<CrossbarSim.Simulator.Kernels.VectorPath>())
        {
            if (CrossbarSim.Simulator.Kernels.FusedProduct.Supports(matrix, converters))
            {
                KernelSamples.AssertEqual(matrix, converters, inputs, path);
            }
        }

        // What 'shifted-levels' subtracts does not drift, so that what raised inputs add is no longer known.
        if (raised && mapping == "shifted-levels")
        {
            return;
        }

        // Ideal converters: outputs are what the effective weights say, whatever the inputs are raised by.
        MappedMatrix exact = Mapped(mapping, Subtraction.AfterAdc, 0, compensation, raised: raised, bits: null);
        ProgrammedMatrix programmed = exact.Program(Address);
        double[] outputs = SimulatorSamples.Multiply(programmed, inputs).Outputs;
        double[] weights = programmed.EffectiveWeights();
        for (int sample = 0; sample < 20; sample++)
        {
            for (int output = 0; output < 12; output++)
            {
                double expected = Enumerable.Range(0, 40).Sum(i => weights[(output * 40) + i] * Quantized(inputs[(sample * 40) + i], raised));
                Assert.That(outputs[(sample * 12) + output], Is.EqualTo(expected).Within(1e-9));
            }
        }
    }

    /// <summary>What an 8-bit DAC over [-1, 1] makes of an input; an ideal one nothing.</summary>
    private static double Quantized(double input, bool raised) => raised ? Math.Round(input * 127, MidpointRounding.ToEven) / 127 : input;

    private static MappedMatrix Fresh(string mapping, Subtraction subtraction) => new(
        SimulatorSamples.Weights(12, 40), Hardware(mapping, subtraction));

    private static MappedMatrix Mapped(
        string mapping, Subtraction subtraction, double std, DriftCompensation compensation, CompensationReference reference = default, bool raised = false, int? bits = 8)
    {
        PowerDrift drift = new(s_device.HighestConductance, new DriftClock(TimeSpan.FromSeconds(1), CountsFromReference: true), new ConstantLaw(0.05), new ConstantLaw(std));
        return new MappedMatrix(SimulatorSamples.Weights(12, 40), Hardware(mapping, subtraction) with
        {
            Ageing = new Ageing(drift, TimeSpan.FromSeconds(999)) { Compensation = compensation, Reference = reference },
            Dac = raised
                ? new DacSettings { Bits = 2, InputBits = 8, SignedInputs = SignedInputs.Offset, Range = RangeRule.Fixed, Low = -1, High = 1 }
                : SimulatorSamples.Hardware.Dac,
            Adc = new AdcSettings { Bits = bits },
        });
    }

    private static CrossbarSettings Hardware(string mapping, Subtraction subtraction) => SimulatorSamples.Hardware with
    {
        Device = mapping == "shifted-levels" ? SimulatorSamples.FiveLevels : s_device,
        Mapping = MappingCatalog.Standard.Kinds[mapping].Create(new MappingOptions(Subtraction: subtraction)),
        Tile = new TileShape(17, 24),
    };
}
