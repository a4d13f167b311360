using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Models;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Imperfections;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Tests.Simulator.Kernels;

/// <summary>Programmed matrices, and the two products of one side by side.</summary>
internal static class KernelSamples
{
    public static GaussianDevice Noisy { get; } =
        new(Conductance.FromMicrosiemens(1), Conductance.FromMicrosiemens(50), Conductance.FromMicrosiemens(1), 0.05);

    public static LevelTableDevice NoisyLevels { get; } = new(
        "levels",
        new ConductanceLevels(
            [.. Enumerable.Range(0, 32).Select(i => (2 + (1.5 * i)) * 1e-6)], [.. Enumerable.Range(0, 32).Select(i => (1 + i) * 1e-8)]));

    public static CrossbarSettings Hardware { get; } = SimulatorSamples.Hardware with
    {
        Device = Noisy,
        Dac = new DacSettings { Bits = 8 },
        Adc = new AdcSettings { Bits = 8 },
    };

    /// <summary>A programmed matrix with converters frozen on the first few samples, so that later ones may be clipped.</summary>
    public static (ProgrammedMatrix Matrix, FrozenConverters Converters) Program(
        CrossbarSettings hardware, int outputs, int inputs, double[] samples)
    {
        MappedMatrix mapped = new(SimulatorSamples.Weights(outputs, inputs), hardware);
        int few = Math.Min(samples.Length / inputs, 5);
        FrozenConverters converters = Calibration.Freeze(mapped.ProgramIdeally(), samples.AsMemory(0, few * inputs));
        return (mapped.Program(LayerAddress.Of(RandomKey.FromSeed(5), 0)), converters);
    }

    public static void AssertEqual(ProgrammedMatrix matrix, FrozenConverters converters, double[] inputs, VectorPath path, int threads = 1, long firstRead = 0)
    {
        int outputs = inputs.Length / matrix.Mapped.Weights.Inputs * matrix.Mapped.Weights.Outputs;
        double[] wanted = new double[outputs];
        double[] found = new double[outputs];
        ClipRecord wantedClips = new();
        ClipRecord foundClips = new();
        ConversionCounts wantedCounts = new CrossbarProduct(matrix, converters) { Clips = wantedClips }.Multiply(inputs, wanted, 1, firstRead);

        ConversionCounts foundCounts = new FusedProduct(matrix, converters, path) { Clips = foundClips }.Multiply(inputs, found, threads, firstRead);

        // Spans compare a thousand times faster than constraints; the constraint then says where.
        if (!found.AsSpan().SequenceEqual(wanted))
        {
            Assert.That(found, Is.EqualTo(wanted));
        }

        Assert.That(foundCounts, Is.EqualTo(wantedCounts));
        ClippedConversion[] clips = Ordered(foundClips);
        if (!clips.AsSpan().SequenceEqual(Ordered(wantedClips)))
        {
            Assert.That(clips, Is.EqualTo(Ordered(wantedClips)));
        }

        Assert.That(clips, Has.Length.EqualTo(wantedCounts.ClippedConversions));
    }

    private static ClippedConversion[] Ordered(ClipRecord clips) => [.. clips.All().OrderBy(each => (each.Sample, each.Tile, each.Line))];

    public static void AssertEqual(
        ProgrammedMatrix matrix, FrozenConverters converters, float[] images, ImageWindows windows, VectorPath path, int threads = 1, long firstRead = 0)
    {
        double[] bias = [.. Enumerable.Range(0, windows.Shape.GroupOutputs).Select(o => o / 7.0)];
        float[] wanted = new float[images.Length / windows.PixelsPerImage * windows.OutputsPerImage];
        float[] found = new float[wanted.Length];
        ConversionCounts wantedCounts = new CrossbarProduct(matrix, converters).Convolve(images, windows, bias, wanted, 1, firstRead);

        ConversionCounts foundCounts = new FusedProduct(matrix, converters, path).Convolve(images, windows, bias, found, threads, firstRead);

        if (!found.AsSpan().SequenceEqual(wanted))
        {
            Assert.That(found, Is.EqualTo(wanted));
        }

        Assert.That(foundCounts, Is.EqualTo(wantedCounts));
    }

    /// <summary>The converters of a chip whose lines have errors of their own.</summary>
    public static FrozenConverters WithErrors(ProgrammedMatrix matrix, FrozenConverters converters, bool noisy)
    {
        RandomKey key = RandomKey.FromSeed(11);
        LineErrors?[] errors = [.. matrix.Tiles.Select((tile, t) =>
        {
            int lines = tile.Mapped.Lines.Length;
            double[] gains = Normal("gain", t, lines, 1, 0.02);
            double lsb = converters.Adc(t, 0)?.Lsb ?? 1e-7;
            return new LineErrors(
                gains, Normal("offset", t, lines, 0, lsb), noisy ? [.. Normal("noise", t, lines, 0, lsb / 3).Select(Math.Abs)] : new double[lines]);
        })];
        return converters.OfChip(converters.Adcs, errors);

        double[] Normal(string name, int tile, int count, double mean, double sigma)
        {
            double[] draws = new double[count];
            key.For(name, tile).FillNormal(draws);
            return [.. draws.Select(z => mean + (sigma * z))];
        }
    }
}
