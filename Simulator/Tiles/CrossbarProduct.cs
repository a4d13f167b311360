using System.Runtime.ExceptionServices;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The product of inputs with a matrix on tiles, conversion by conversion: the plain and obviously right one.</summary>
/// <remarks>
/// For each sample: DAC; for each tile the currents of its lines, each through its ADC, then the digital difference and the
/// sum over row tiles, in tile order. A sample's result depends on that sample alone. Faster kernels are held to this one.
/// </remarks>
public sealed class CrossbarProduct(ProgrammedMatrix matrix, FrozenConverters converters) : ICrossbarProduct
{
    private readonly int _inputs = matrix.Mapped.Weights.Inputs;
    private readonly int _outputs = matrix.Mapped.Weights.Outputs;

    /// <inheritdoc/>
    public ProgrammedMatrix Matrix { get; } = matrix;

    /// <inheritdoc/>
    public FrozenConverters Converters { get; } = converters;

    /// <inheritdoc/>
    public ConversionCounts Multiply(ReadOnlyMemory<double> inputs, Memory<double> outputs, int threads = 1)
    {
        int samples = Samples(inputs.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, samples * _outputs);
        ConversionCounts[] counts = new ConversionCounts[samples];
        InChunks(samples, threads, (first, count) =>
        {
            Scratch scratch = new(this);
            for (int sample = first; sample < first + count; sample++)
            {
                counts[sample] = Sample(
                    inputs.Span.Slice(sample * _inputs, _inputs), outputs.Span.Slice(sample * _outputs, _outputs), scratch);
            }
        });
        return counts.Aggregate(ConversionCounts.None, (a, b) => a + b);
    }

    /// <summary>Lowest and highest current of every line over a set of inputs, before conversion.</summary>
    internal AdcRange[][] ObserveCurrents(ReadOnlyMemory<double> inputs, int threads)
    {
        int samples = Samples(inputs.Length);
        AdcRange[][] seen = [.. Matrix.Tiles.Select(tile => NothingSeen(tile))];
        Lock merging = new();
        InChunks(samples, threads, (first, count) =>
        {
            AdcRange[][] mine = [.. Matrix.Tiles.Select(tile => NothingSeen(tile))];
            Scratch scratch = new(this);
            for (int sample = first; sample < first + count; sample++)
            {
                Converters.Dac.Convert(inputs.Span.Slice(sample * _inputs, _inputs), scratch.Voltages);
                for (int tile = 0; tile < mine.Length; tile++)
                {
                    foreach ((int line, double current) in scratch.Read(Matrix.Tiles[tile]).ToArray().Index())
                    {
                        mine[tile][line] = mine[tile][line].Union(new AdcRange(current, current));
                    }
                }
            }

            lock (merging) // minimum and maximum: any order gives the same
            {
                for (int tile = 0; tile < seen.Length; tile++)
                {
                    seen[tile] = [.. seen[tile].Zip(mine[tile], (a, b) => a.Union(b))];
                }
            }
        });
        return seen;

        static AdcRange[] NothingSeen(ProgrammedTile tile) =>
            [.. Enumerable.Repeat(new AdcRange(double.PositiveInfinity, double.NegativeInfinity), tile.Mapped.Lines.Length)];
    }

    private ConversionCounts Sample(ReadOnlySpan<double> inputs, Span<double> outputs, Scratch scratch)
    {
        int clippedInputs = Converters.Dac.Convert(inputs, scratch.Voltages);
        long conversions = 0;
        long clipped = 0;
        outputs.Clear();
        for (int tile = 0; tile < Matrix.Tiles.Count; tile++)
        {
            ProgrammedTile programmed = Matrix.Tiles[tile];
            Span<double> lines = scratch.Read(programmed);
            IAdc?[] adcs = Converters.Adcs[tile];
            for (int line = 0; line < lines.Length; line++)
            {
                if (adcs[line] is IAdc adc)
                {
                    conversions++;
                    clipped += lines[line] < adc.Range.Low || lines[line] > adc.Range.High ? 1 : 0;
                    lines[line] = adc.Value(adc.Code(lines[line]));
                }
            }

            Span<double> sums = outputs.Slice(programmed.Mapped.Region.FirstOutput, programmed.Mapped.Outputs.Length);
            for (int output = 0; output < sums.Length; output++)
            {
                (int plus, int minus, double siemensPerWeight) = programmed.Mapped.Outputs[output];
                double current = lines[plus] - (minus >= 0 ? lines[minus] : 0.0);
                sums[output] += current / (siemensPerWeight * Converters.Dac.VoltsPerUnit);
            }
        }

        return new ConversionCounts(inputs.Length, clippedInputs, conversions, clipped);
    }

    private int Samples(int length) => length % _inputs == 0
        ? length / _inputs
        : throw new ArgumentException($"Expected samples of {_inputs} inputs, got {length} numbers.");

    private static void InChunks(int samples, int threads, Action<int, int> work)
    {
        const int Chunk = 16;
        int chunks = (samples + Chunk - 1) / Chunk;
        if (threads <= 1 || chunks <= 1)
        {
            work(0, samples);
            return;
        }

        try
        {
            Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads },
                chunk => work(chunk * Chunk, Math.Min(Chunk, samples - (chunk * Chunk))));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    /// <summary>Room for one sample at a time.</summary>
    private sealed class Scratch(CrossbarProduct product)
    {
        private readonly double[] _lines = new double[product.Matrix.Tiles.Max(tile => tile.Mapped.Lines.Length)];

        public double[] Voltages { get; } = new double[product._inputs];

        public Span<double> Read(ProgrammedTile tile)
        {
            Span<double> lines = _lines.AsSpan(0, tile.Mapped.Lines.Length);
            tile.Read(Voltages.AsSpan(tile.Mapped.Region.FirstInput, tile.Mapped.Region.Inputs), lines);
            return lines;
        }
    }
}
