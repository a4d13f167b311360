using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Kernels;

/// <summary>Two-valued cells read with inputs of -1, 0 and 1. The expected numbers are always those of <see cref="CrossbarProduct"/>, to the last bit.</summary>
internal sealed class BinaryKernelTests
{
    private static readonly CrossbarSettings _hardware = SimulatorSamples.Hardware with
    {
        Mapping = new DifferentialMapping(PairBalance.TwoSided, Subtraction.BeforeAdc),
        Dac = new DacSettings { Bits = 1, Range = RangeRule.Fixed, Low = -1, High = 1 },
        Adc = new AdcSettings { Bits = 1 },
    };

    private static readonly ConvolutionShape[] _shapes =
    [
        new(20, 35, 3, 3, 1, 1, 1, 1, 1, 1, 1),
        new(40, 20, 3, 3, 2, 2, 1, 1, 1, 1, 1),
        new(150, 33, 1, 1, 2, 2, 0, 0, 1, 1, 1),
        new(12, 18, 5, 3, 1, 3, 2, 0, 1, 2, 3),
        new(1, 1, 2, 2, 1, 1, 0, 0, 3, 3, 1),
        new(70, 9, 3, 1, 1, 1, 1, 0, 1, 1, 1),
    ];

    [Test]
    public void Multiply_AnySize_EqualsTheReference(
        [Values(1, 7, 65)] int outputs, [Values(1, 63, 129, 300, 512)] int inputs, [Values(1, 4)] int bits, [Values] bool negative, [Values] VectorPath path)
    {
        CrossbarSettings hardware = Hardware(bits, RangeRule.Calibrated, negative);
        double[] samples = Signs(31, inputs);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, outputs, inputs, samples);

        Assert.That(new FusedProduct(matrix, converters, path).CountsBits, Is.True);
        KernelSamples.AssertEqual(matrix, converters, samples, path, threads: 2);
    }

    [Test]
    public void Multiply_TilesOfAnyRows_EqualsTheReference([Values(1, 50, 64, 192, 512)] int rows, [Values(1, 4)] int bits, [Values] VectorPath path)
    {
        CrossbarSettings hardware = Hardware(bits, RangeRule.FullScale, negative: true) with { Tile = new TileShape(rows, 40) };
        double[] samples = Signs(31, 300);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, 45, 300, samples);

        Assert.That(new FusedProduct(matrix, converters, path).CountsBits, Is.True);
        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_AnyRangeAndBits_EqualsTheReference(
        [Values] RangeRule rule, [Values(1, 2, 3, 4, 6, 8)] int bits, [Values] bool symmetric, [Values] bool negative, [Values] VectorPath path)
    {
        AdcKind kind = symmetric ? ConverterCatalog.Symmetric : ConverterCatalog.Uniform;
        CrossbarSettings hardware = Hardware(Math.Max(bits, kind.FewestBits), rule, negative);
        hardware = hardware with { Adc = hardware.Adc with { Kind = kind } };
        double[] samples = Signs(31, 200);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, 35, 200, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_GainsAndOffsetsOfLines_EqualsTheReference(
        [Values(1, 4)] int bits, [Values] RangeRule rule, [Values] bool noisy, [Values] VectorPath path)
    {
        double[] samples = Signs(31, 150);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(Hardware(bits, rule, negative: true), 35, 150, samples);
        converters = KernelSamples.WithErrors(matrix, converters, noisy);

        Assert.That(new FusedProduct(matrix, converters, path).CountsBits, Is.EqualTo(!noisy));
        KernelSamples.AssertEqual(matrix, converters, samples, path, firstRead: 5);
    }

    [Test]
    public void Multiply_LinesOfPositiveConductances_EqualsTheReference(
        [Values] PairBalance balance, [Values(1, 4, 6)] int bits, [Values] bool negative, [Values] RangeRule rule, [Values] VectorPath path)
    {
        CrossbarSettings hardware = Hardware(bits, rule, negative) with { Mapping = new DifferentialMapping(balance, Subtraction.AfterAdc) };
        double[] samples = Signs(31, 150);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, 35, 150, samples);

        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_LinesOfPositiveConductances_AreCounted([Values] bool negative)
    {
        CrossbarSettings hardware = Hardware(5, RangeRule.FullScale, negative) with
        {
            Mapping = new DifferentialMapping(PairBalance.TwoSided, Subtraction.AfterAdc),
        };
        double[] samples = Signs(31, 150);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, 35, 150, samples);

        Assert.That(new FusedProduct(matrix, converters).CountsBits, Is.True);
    }

    [Test]
    public void Multiply_InputsOfThreeValues_EqualsTheReference([Values(1, 3)] int bits, [Values] VectorPath path)
    {
        CrossbarSettings hardware = Hardware(bits, RangeRule.Calibrated, negative: true);
        hardware = hardware with { Dac = hardware.Dac with { Bits = 2 } };
        double[] samples = [.. SimulatorSamples.Inputs(31, 150)];
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(hardware, 35, 150, samples);

        Assert.That(new FusedProduct(matrix, converters, path).CountsBits, Is.True);
        KernelSamples.AssertEqual(matrix, converters, samples, path);
    }

    [Test]
    public void Multiply_MatrixOfAConvolution_EqualsTheReference([Values(1, 4)] int bits, [Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, _, _) = Convolution(_shapes[0], bits, negative: true, TileSplit.WholeChannels);

        KernelSamples.AssertEqual(matrix, converters, Signs(31, _shapes[0].WindowInputs), path);
    }

    [Test]
    public void Convolve_AnyShape_EqualsTheReference(
        [Range(0, 5)] int shape, [Values(1, 4)] int bits, [Values] bool negative, [Values(TileSplit.FillFirst, TileSplit.WholeChannels)] TileSplit split,
        [Values] VectorPath path)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) = Convolution(_shapes[shape], bits, negative, split);

        Assert.That(new FusedProduct(matrix, converters, path).CountsBits, Is.True);
        KernelSamples.AssertEqual(matrix, converters, images, windows, path, threads: 2);
    }

    [Test]
    public void Convolve_WindowsThatTheMatrixDoesNotKnow_EqualsTheReference([Values] VectorPath path)
    {
        ConvolutionShape shape = _shapes[0];
        double[] weights = Signs(shape.GroupOutputs, shape.WindowInputs);
        ImageWindows windows = new(shape, 7, 9);
        float[] images = Array.ConvertAll(SimulatorSamples.Inputs(2, windows.PixelsPerImage), x => (float)x);
        MappedMatrix mapped = new(new WeightMatrix(shape.GroupOutputs, shape.WindowInputs, weights), _hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), new WindowInputs(images, windows));

        KernelSamples.AssertEqual(mapped.ProgramIdeally(), converters, images, windows, path);
    }

    [Test]
    public void Multiply_CellsOfManyValues_AreNotCounted()
    {
        double[] samples = Signs(31, 150);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(_hardware with { Device = KernelSamples.Noisy }, 35, 150, samples);

        Assert.That(new FusedProduct(matrix, converters).CountsBits, Is.False);
        KernelSamples.AssertEqual(matrix, converters, samples, VectorPaths.Best);
    }

    [Test]
    public void Multiply_SumsOfNothing_AreAllLow()
    {
        // Half the weights of each line are +1, half -1, in another order for each line, and the inputs are all the same.
        const int Inputs = 128;
        double[] weights = new double[20 * Inputs];
        for (int line = 0; line < 20; line++)
        {
            for (int i = 0; i < Inputs; i++)
            {
                weights[(line * Inputs) + i] = i * ((2 * line) + 3) % Inputs < Inputs / 2 ? 1 : -1;
            }
        }

        MappedMatrix mapped = new(new WeightMatrix(20, Inputs, weights), _hardware with { Adc = new AdcSettings { Bits = 1, Range = RangeRule.FullScale } });
        double[] samples = [.. Enumerable.Repeat(1.0, Inputs), .. Enumerable.Repeat(-1.0, Inputs)];
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), samples);
        double[] outputs = new double[40];

        new FusedProduct(mapped.ProgramIdeally(), converters).Multiply(samples, outputs);

        Assert.That(outputs, Is.All.EqualTo(outputs[0]).And.All.Negative);
        KernelSamples.AssertEqual(mapped.ProgramIdeally(), converters, samples, VectorPaths.Best);
    }

    [Test]
    public void Multiply_LaterCalls_AllocateNothing([Values(1, 4)] int bits)
    {
        double[] samples = Signs(200, 300);
        (ProgrammedMatrix matrix, FrozenConverters converters) = Program(Hardware(bits, RangeRule.Calibrated, negative: true), 70, 300, samples);
        FusedProduct product = new(matrix, converters);
        double[] outputs = new double[200 * 70];

        Assert.That(LeastAllocated(() => product.Multiply(samples, outputs)), Is.Zero);
    }

    [Test]
    public void Convolve_LaterCalls_AllocateNothing([Values(1, 4)] int bits)
    {
        (ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows) =
            Convolution(_shapes[0], bits, negative: true, TileSplit.WholeChannels);
        FusedProduct product = new(matrix, converters);
        float[] outputs = new float[images.Length / windows.PixelsPerImage * windows.OutputsPerImage];

        Assert.That(LeastAllocated(() => product.Convolve(images, windows, default, outputs)), Is.Zero);
    }

    /// <summary>Of some calls after the first: the runtime, still compiling, allocates now and then.</summary>
    private static long LeastAllocated(Action call)
    {
        call();
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>A fixed range is one that many sums lie outside.</summary>
    private static CrossbarSettings Hardware(int bits, RangeRule rule, bool negative)
    {
        double unit = 99e-6 * 0.2;
        return _hardware with
        {
            Dac = _hardware.Dac with { Low = negative ? -1 : 0 },
            Adc = new AdcSettings { Bits = bits, Range = rule, Fixed = new AdcRange(-9 * unit, 9 * unit) },
        };
    }

    private static double[] Signs(int rows, int columns) =>
        [.. SimulatorSamples.Weights(rows, columns, "signs").Values.ToArray().Select(value => value > 0 ? 1.0 : -1.0)];

    private static (ProgrammedMatrix Matrix, FrozenConverters Converters) Program(CrossbarSettings hardware, int outputs, int inputs, double[] samples)
    {
        double[] weights = [.. SimulatorSamples.Weights(outputs, inputs).Values.ToArray().Select(value => value > 0 ? 1.0 : -1.0)];
        MappedMatrix mapped = new(new WeightMatrix(outputs, inputs, weights), hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), samples.AsMemory(0, 5 * inputs));
        return (mapped.Program(LayerAddress.Of(RandomKey.FromSeed(5), 0)), converters);
    }

    private static (ProgrammedMatrix Matrix, FrozenConverters Converters, float[] Images, ImageWindows Windows) Convolution(
        ConvolutionShape shape, int bits, bool negative, TileSplit split)
    {
        ImageWindows windows = new(shape, 11, 13, shape.Groups - 1);
        float[] images = Array.ConvertAll(SimulatorSamples.Inputs(3, windows.PixelsPerImage), x => (float)x);
        CrossbarSettings hardware = Hardware(bits, RangeRule.Calibrated, negative) with { Split = split };
        double[] weights = Signs(shape.GroupOutputs, shape.WindowInputs);
        MappedMatrix mapped = new(new WeightMatrix(shape.GroupOutputs, shape.WindowInputs, weights, shape.InputsPerChannel), hardware);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), new WindowInputs(images.AsMemory(0, windows.PixelsPerImage), windows));
        return (mapped.Program(LayerAddress.Of(RandomKey.FromSeed(5), 0)), converters, images, windows);
    }
}
