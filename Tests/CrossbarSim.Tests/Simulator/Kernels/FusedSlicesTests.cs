using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Kernels;

/// <summary>Slices, digital references and binary weights. The expected numbers are always those of <see cref="CrossbarProduct"/>, to the last bit.</summary>
internal sealed class FusedSlicesTests
{
    private static readonly (string Name, IWeightMapping Mapping)[] _mappings =
    [
        .. new[] { 1, 2, 4 }.SelectMany(bits => new (string, IWeightMapping)[]
        {
            ($"pairs of {bits} bits", new DifferentialMapping(PairBalance.OneSided, Subtraction.BeforeAdc, new WeightSlices(bits))),
            ($"columns of {bits} bits", new DifferentialMapping(PairBalance.OneSided, Subtraction.AfterAdc, new WeightSlices(bits))),
            ($"reference columns of {bits} bits, analog", new OffsetMapping(Subtraction.BeforeAdc, OffsetReference.Column, new WeightSlices(bits))),
            ($"reference columns of {bits} bits, digital", new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Column, new WeightSlices(bits))),
            ($"digital reference, {bits} bits", new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital, new WeightSlices(bits))),
        }),
        ("digital reference", new OffsetMapping(Subtraction.AfterAdc, OffsetReference.Digital)),
        ("binary", new BinaryMapping(WeightMagnitude.Mean)),
    ];

    private static IEnumerable<string> Mappings => _mappings.Select(each => each.Name);

    private static CrossbarSettings Hardware(string mapping) => KernelSamples.Hardware with { Mapping = _mappings.Single(each => each.Name == mapping).Mapping };

    [Test]
    public void Multiply_AnySlices_EqualsTheReference(
        [ValueSource(nameof(Mappings))] string mapping, [Values(3, 8, null)] int? adcBits, [Values(1, 8, null)] int? dacBits, [Values] bool negative, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(15, 140, negative);
        CrossbarSettings hardware = Hardware(mapping) with
        {
            Dac = new DacSettings { Bits = dacBits, InputBits = dacBits is null ? null : 8 },
            Adc = new AdcSettings { Bits = adcBits, LinesPerRange = 5 },
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 140, inputs);

        KernelSamples.AssertEqual(matrix, converters, inputs, path);
    }

    [Test]
    public void Multiply_SlicesWithEncodingsNoiseAndAccumulators_EqualsTheReference(
        [ValueSource(nameof(Mappings))] string mapping, [Values] SignedInputs encoding, [Values] ConversionPoint converts, [Values(8, 13)] int accumulator, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(15, 140);
        CrossbarSettings hardware = Hardware(mapping) with
        {
            Dac = new DacSettings { Bits = 2, InputBits = 6, SignedInputs = encoding },
            Adc = new AdcSettings { Bits = 6, Converts = converts },
            ReadNoise = new ReadNoise(0.02, DeviationScale.Level, KernelSamples.Noisy),
            AccumulatorBits = accumulator,
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 140, inputs);

        KernelSamples.AssertEqual(matrix, converters, inputs, path, threads: 2, firstRead: 99);
    }
}
