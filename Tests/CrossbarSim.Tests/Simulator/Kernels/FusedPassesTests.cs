using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Kernels;

/// <summary>Passes, noise, errors of lines and windows. The expected numbers are always those of <see cref="CrossbarProduct"/>, to the last bit.</summary>
internal sealed class FusedPassesTests
{
    private static readonly ConvolutionShape[] _shapes =
    [
        new(3, 16, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        new(16, 20, 3, 3, 2, 2, 1, 1, 1, 1, 1),
        new(8, 33, 1, 1, 2, 2, 0, 0, 1, 1, 1),
        new(6, 9, 5, 3, 1, 3, 2, 0, 1, 2, 3),
        new(1, 1, 2, 2, 1, 1, 0, 0, 3, 3, 1),
    ];

    [Test]
    public void Multiply_InSeveralPasses_EqualsTheReference(
        [Values(1, 2, 4)] int bits, [Values] SignedInputs encoding, [Values] bool negative, [Values] ConversionPoint converts, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(31, 150, negative);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Dac = new DacSettings { Bits = bits, InputBits = 7, SignedInputs = encoding },
            Adc = new AdcSettings { Bits = 6, Converts = converts },
            AccumulatorBits = 12,
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);

        KernelSamples.AssertEqual(matrix, converters, inputs, path);
    }

    [Test]
    public void Multiply_NoisyReads_EqualsTheReference(
        [Values(1, 8)] int bits, [Values] bool negative, [Values] ConversionPoint converts, [Values] Subtraction subtraction,
        [Values(null, false, true)] bool? errors, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(31, 150, negative);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Mapping = new DifferentialMapping(PairBalance.OneSided, subtraction),
            Dac = new DacSettings { Bits = bits, InputBits = 8 },
            Adc = new AdcSettings { Bits = 8, Converts = converts },
            ReadNoise = new ReadNoise(0.02, DeviationScale.Range, KernelSamples.Noisy),
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);
        converters = errors is bool noisy ? KernelSamples.WithErrors(matrix, converters, noisy) : converters;

        KernelSamples.AssertEqual(matrix, converters, inputs, path, firstRead: 12345678901);
    }

    [Test]
    public void Multiply_ErrorsOfLinesAlone_EqualsTheReference([Values] bool noisy, [Values(1, 8)] int bits, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(31, 150);
        CrossbarSettings hardware = KernelSamples.Hardware with { Dac = new DacSettings { Bits = bits, InputBits = 8 } };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);

        KernelSamples.AssertEqual(matrix, KernelSamples.WithErrors(matrix, converters, noisy), inputs, path);
    }

    [Test]
    public void Multiply_NoisyReadsOfIdealConverters_EqualsTheReference([Values(null, 8)] int? dacBits, [Values(null, 8)] int? adcBits, [Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(31, 150, signed: true);
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Dac = new DacSettings { Bits = dacBits },
            Adc = new AdcSettings { Bits = adcBits },
            ReadNoise = new ReadNoise(0.02, DeviationScale.Level, KernelSamples.Noisy),
        };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);

        KernelSamples.AssertEqual(matrix, converters, inputs, path);
    }

    [Test]
    public void Convolve_AnyShape_EqualsTheReference(
        [Range(0, 4)] int shape, [Values(null, 8, 1)] int? bits, [Values] bool noisy, [Values] bool negative, [Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) =
            Convolution(_shapes[shape], bits, bits is null ? null : 8, SignedInputs.Bipolar, noisy, negative);

        KernelSamples.AssertEqual(matrix, converters, images, windows, path, threads: 2, firstRead: 77);
    }

    [Test]
    public void Convolve_ImagesAsWideAsRegisters_EqualsTheReference([Values(16, 32)] int width, [Values] bool negative, [Values] VectorPath path)
    {
        ImageWindows windows = new(_shapes[0], 5, width);
        (ProgrammedMatrix matrix, FrozenConverters converters, _, _) = Convolution(_shapes[0], 8, 8, SignedInputs.Bipolar, noisy: false, negative);
        double[] draws = new double[3 * windows.PixelsPerImage];
        RandomKey.FromSeed(4).FillNormal(draws);

        KernelSamples.AssertEqual(matrix, converters, [.. draws.Select(z => (float)(0.3 * z))], windows, path);
    }

    [Test]
    public void Convolve_NotFinite_SaysWhichInput([Values(13, 16)] int width, [Values] VectorPath path)
    {
        ImageWindows windows = new(_shapes[0], 5, width);
        (ProgrammedMatrix matrix, FrozenConverters converters, _, _) = Convolution(_shapes[0], 8, 8, SignedInputs.Bipolar, noisy: false, negative: true);
        float[] images = new float[2 * windows.PixelsPerImage];
        images[windows.PixelsPerImage + 17] = float.NaN;

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new FusedProduct(matrix, converters, path).Convolve(images, windows, default, new float[2 * windows.OutputsPerImage]))!;

        Assert.That(error.Message, Is.EqualTo("Input 17 is NaN; only finite inputs can be converted. (Parameter 'inputs')"));
    }

    [Test]
    public void Convolve_AnyEncoding_EqualsTheReference([Values(1, 2)] int bits, [Values] SignedInputs encoding, [Values] bool noisy, [Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) =
            Convolution(_shapes[1], bits, 6, encoding, noisy, negative: true);

        KernelSamples.AssertEqual(matrix, converters, images, windows, path);
    }

    [Test]
    public void Convolve_BinaryInputs_DoesNotDriveThePadding([Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) =
            Convolution(_shapes[0], 1, 1, SignedInputs.Bipolar, noisy: false, negative: true);

        KernelSamples.AssertEqual(matrix, converters, images, windows, path);
    }

    [Test]
    public void Convolve_WithAnEpilogue_IsTheSameAsOneStepAfterAnother([Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) =
            Convolution(_shapes[1], 8, 8, SignedInputs.Bipolar, noisy: false, negative: true);
        double[] bias = [.. Enumerable.Range(0, 20).Select(o => (o - 10) / 3.0)];
        FusedProduct product = new(matrix, converters, path);
        float[] plain = new float[3 * windows.OutputsPerImage];
        product.Convolve(images, windows, bias, plain);
        float[] added = [.. Enumerable.Range(0, plain.Length).Select(i => MathF.Sin(i) * 3)];
        float[] found = new float[plain.Length];
        float[] reference = new float[plain.Length];

        product.Convolve(images, windows, new Epilogue { Bias = bias, Added = added, Rectifies = true }, found);
        new CrossbarProduct(matrix, converters).Convolve(images, windows, new Epilogue { Bias = bias, Added = added, Rectifies = true }, reference);

        Assert.That(found, Is.EqualTo(plain.Zip(added, (a, b) => Math.Max(a + b, 0f)).ToArray()));
        Assert.That(reference, Is.EqualTo(found));
    }

    [Test]
    public void Multiply_WithAnEpilogue_IsTheSameAsOneStepAfterAnother([Values] VectorPath path)
    {
        double[] inputs = SimulatorSamples.Inputs(31, 150, signed: true);
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(KernelSamples.Hardware, 35, 150, inputs);
        float[] single = [.. inputs.Select(x => (float)x)];
        float[] added = [.. Enumerable.Range(0, 31 * 35).Select(i => MathF.Sin(i) * 3)];
        (float[] plain, float[] found, float[] reference) = (new float[added.Length], new float[added.Length], new float[added.Length]);
        new FusedProduct(matrix, converters, path).Multiply(single, default(Epilogue), plain);

        new FusedProduct(matrix, converters, path).Multiply(single, new Epilogue { Added = added, Rectifies = true }, found);
        new CrossbarProduct(matrix, converters).Multiply(single, new Epilogue { Added = added, Rectifies = true }, reference);

        Assert.That(found, Is.EqualTo(plain.Zip(added, (a, b) => Math.Max(a + b, 0f)).ToArray()));
        Assert.That(reference, Is.EqualTo(found));
    }

    [Test]
    public void Multiply_NoisyReadsInOtherBatches_GivesTheSame([Values(1, 3)] int threads)
    {
        double[] inputs = SimulatorSamples.Inputs(100, 150);
        CrossbarSettings hardware = KernelSamples.Hardware with { ReadNoise = new ReadNoise(0.02, DeviationScale.Level, KernelSamples.Noisy) };
        (ProgrammedMatrix matrix, FrozenConverters converters) = KernelSamples.Program(hardware, 35, 150, inputs);
        FusedProduct product = new(matrix, converters);
        double[] whole = new double[100 * 35];
        product.Multiply(inputs, whole, threads);

        double[] parts = new double[whole.Length];
        for (int first = 0; first < 100; first += 7)
        {
            int count = Math.Min(7, 100 - first);
            product.Multiply(inputs.AsMemory(first * 150, count * 150), parts.AsMemory(first * 35, count * 35), 1, first);
        }

        Assert.That(parts, Is.EqualTo(whole));
    }

    private static (ProgrammedMatrix Matrix, FrozenConverters Converters, float[] Images, ImageWindows Windows) Convolution(
        ConvolutionShape shape, int? bits, int? inputBits, SignedInputs encoding, bool noisy, bool negative)
    {
        ImageWindows windows = new(shape, 11, 13, shape.Groups - 1);
        double[] draws = new double[3 * windows.PixelsPerImage];
        RandomKey.FromSeed(4).FillUniform(draws);
        float[] images = [.. draws.Select(u => (float)(negative ? u - 0.5 : Math.Max(0, u - 0.4)))];
        CrossbarSettings hardware = KernelSamples.Hardware with
        {
            Dac = new DacSettings { Bits = bits, InputBits = inputBits, SignedInputs = encoding, Range = negative ? RangeRule.Fixed : RangeRule.Calibrated, Low = -0.45, High = 0.45 },
            ReadNoise = noisy ? new ReadNoise(0.02, DeviationScale.Range, KernelSamples.Noisy) : null,
        };
        double[] weights = new double[shape.GroupOutputs * shape.WindowInputs];
        RandomKey.FromSeed(6).FillNormal(weights);
        MappedMatrix mapped = new(new WeightMatrix(shape.GroupOutputs, shape.WindowInputs, weights, shape.InputsPerChannel), hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), new WindowInputs(images.AsMemory(0, windows.PixelsPerImage), windows));
        return (mapped.Program(LayerAddress.Of(RandomKey.FromSeed(5), 0)), converters, images, windows);
    }
}
