using System.Numerics.Tensors;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>The product of inputs with a matrix on tiles, conversion by conversion: the plain and obviously right one.</summary>
/// <remarks>
/// For each sample: DAC; for each tile and pass the currents of its lines with what noise and errors add, each through its ADC; then the digital
/// sum over lines, passes and row tiles, in that order. A sample's result depends on that sample and the number of its read alone.
/// Faster kernels are held to this one.
/// </remarks>
public sealed class CrossbarProduct : ICrossbarProduct
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly DigitalSums[] _sums;

    /// <summary>A product.</summary>
    public CrossbarProduct(ProgrammedMatrix matrix, FrozenConverters converters)
    {
        (Matrix, Converters) = (matrix, converters);
        (_inputs, _outputs) = (matrix.Mapped.Weights.Inputs, matrix.Mapped.Weights.Outputs);
        _sums = [.. matrix.Tiles.Select((tile, t) => new DigitalSums(tile.Mapped, matrix.Mapped.Settings, converters, t))];
    }

    /// <inheritdoc/>
    public ProgrammedMatrix Matrix { get; }

    /// <inheritdoc/>
    public FrozenConverters Converters { get; }

    /// <inheritdoc/>
    public ClipRecord? Clips { get; set; }

    /// <inheritdoc/>
    public ConversionCounts Multiply(ReadOnlyMemory<double> inputs, Memory<double> outputs, int threads = 1, long firstRead = 0)
    {
        int samples = Samples(inputs.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs.Length, samples * _outputs);
        return InChunks(samples, threads, chunk =>
        {
            Scratch scratch = new(this) { Clips = Clips };
            ConversionCounts counts = ConversionCounts.None;
            for (int sample = chunk.First; sample < chunk.First + chunk.Count; sample++)
            {
                scratch.Sample = sample;
                int clipped = Converters.Dac.Convert(inputs.Span.Slice(sample * _inputs, _inputs), scratch.Codes);
                counts += new ConversionCounts(_inputs, clipped, 0, 0);
                counts += Sample(firstRead + sample, scratch, null, outputs.Span.Slice(sample * _outputs, _outputs));
            }

            return counts;
        });
    }

    /// <inheritdoc/>
    public ConversionCounts Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0)
    {
        epilogue.Check(_outputs, outputs.Length);
        double[] results = new double[outputs.Length];
        ConversionCounts counts = Multiply(Widened(inputs), results, threads, firstRead);
        for (int i = 0; i < results.Length; i++)
        {
            outputs[i] = epilogue.Finish(results[i], i % _outputs, i);
        }

        return counts;
    }

    /// <inheritdoc/>
    public ConversionCounts Convolve(
        ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0)
    {
        int count = CrossbarProducts.CheckImages(this, images.Length, windows, outputs.Length);
        epilogue.Check(_outputs, outputs.Length);
        float[] all = images.ToArray();
        int perImage = _outputs * windows.Count;
        double[] results = new double[count * perImage];
        ConversionCounts counts = InChunks(count, threads, chunk =>
        {
            ConversionCounts sum = ConversionCounts.None;
            for (int image = chunk.First; image < chunk.First + chunk.Count; image++)
            {
                sum += Image(
                    all.AsSpan(image * windows.PixelsPerImage, windows.PixelsPerImage), windows,
                    results.AsSpan(image * perImage, perImage), (firstRead + image) * windows.Count, null);
            }

            return sum;
        });
        for (int i = 0; i < results.Length; i++)
        {
            int at = (i / perImage * windows.OutputsPerImage) + windows.FirstOutput + (i % perImage);
            outputs[at] = epilogue.Finish(results[i], i % perImage / windows.Count, at);
        }

        return counts;
    }

    /// <summary>Shows an observer all currents before conversion.</summary>
    internal void Observe(ReadOnlyMemory<double> inputs, CurrentObserver observer)
    {
        int samples = Samples(inputs.Length);
        Scratch scratch = new(this);
        for (int sample = 0; sample < samples; sample++)
        {
            Converters.Dac.Convert(inputs.Span.Slice(sample * _inputs, _inputs), scratch.Codes);
            Sample(sample, scratch, observer, new double[_outputs]);
        }
    }

    /// <inheritdoc cref="Observe(ReadOnlyMemory{double}, CurrentObserver)"/>
    internal void Observe(ReadOnlySpan<float> images, ImageWindows windows, CurrentObserver observer)
    {
        double[] results = new double[_outputs * windows.Count];
        for (int first = 0; first < images.Length; first += windows.PixelsPerImage)
        {
            Image(images.Slice(first, windows.PixelsPerImage), windows, results, first / windows.PixelsPerImage * windows.Count, observer);
        }
    }

    private ConversionCounts Image(
        ReadOnlySpan<float> image, ImageWindows windows, Span<double> results, long firstRead, CurrentObserver? observer)
    {
        Scratch scratch = new(this);
        double[] channels = new double[windows.PixelsPerGroup];
        int clipped = Converters.Dac.Convert(Widened(image.Slice(windows.FirstPixel, windows.PixelsPerGroup)), channels);
        ConversionCounts counts = new(channels.Length, clipped, 0, 0);
        double[] sums = new double[_outputs];
        for (int window = 0; window < windows.Count; window++)
        {
            windows.Gather(channels, window, scratch.Codes);
            counts += Sample(firstRead + window, scratch, observer, sums);
            for (int output = 0; output < _outputs; output++)
            {
                results[(output * windows.Count) + window] = sums[output];
            }
        }

        return counts;
    }

    /// <summary>One sample, its codes in the scratch.</summary>
    private ConversionCounts Sample(long read, Scratch scratch, CurrentObserver? observer, Span<double> outputs)
    {
        ConversionCounts counts = ConversionCounts.None;
        outputs.Clear();
        IReadOnlyList<InputPass> passes = Converters.Passes;
        for (int t = 0; t < Matrix.Tiles.Count; t++)
        {
            ProgrammedTile tile = Matrix.Tiles[t];
            MappedTile mapped = tile.Mapped;
            ReadOnlySpan<double> codes = scratch.Codes.AsSpan(mapped.Region.FirstInput, mapped.Region.Inputs);
            Span<double> lines = scratch.Lines.AsSpan(0, mapped.Lines.Length);
            Span<double> totals = scratch.Totals.AsSpan(0, mapped.Outputs.Length);
            totals.Clear();
            for (int pass = 0; pass < passes.Count; pass++)
            {
                counts += Read(t, passes[pass], codes, (read * passes.Count) + pass, scratch, lines, observer);
                counts += Convert(t, (read * passes.Count) + pass, scratch, lines);
                for (int output = 0; output < totals.Length; output++)
                {
                    double sum = 0;
                    foreach (MappedTile.Term term in mapped.Outputs[output].Terms)
                    {
                        sum += term.Factor * lines[term.Line];
                    }

                    totals[output] += passes[pass].Weight * sum;
                }
            }

            int saturated = _sums[t].Add(totals, codes, outputs.Slice(mapped.Region.FirstOutput, mapped.Outputs.Length));
            counts += new ConversionCounts(0, 0, 0, 0, 0, saturated);
        }

        return counts;
    }

    /// <summary>The currents that the ADCs of a tile see in one pass.</summary>
    private ConversionCounts Read(
        int t, InputPass pass, ReadOnlySpan<double> codes, long read, Scratch scratch, Span<double> lines, CurrentObserver? observer)
    {
        ProgrammedTile tile = Matrix.Tiles[t];
        Span<double> volts = scratch.Volts.AsSpan(0, codes.Length);
        for (int row = 0; row < codes.Length; row++)
        {
            volts[row] = pass.Volts(codes[row]);
        }

        int limited = 0;
        if (Matrix.Mapped.Settings.ColumnLimit is { } limit)
        {
            limited = tile.ReadLimited(volts, limit.Amperes, lines);
        }
        else
        {
            tile.Read(volts, lines);
        }

        for (int line = 0; observer is not null && line < lines.Length; line++)
        {
            observer.See(t, line, lines.Slice(line, 1));
        }

        AddErrors(t, pass, codes, read, scratch, lines);
        return new ConversionCounts(0, 0, 0, 0, limited);
    }

    private void AddErrors(int t, InputPass pass, ReadOnlySpan<double> codes, long read, Scratch scratch, Span<double> lines)
    {
        ProgrammedTile tile = Matrix.Tiles[t];
        LineErrors? errors = Converters.Errors[t];
        Span<double> variances = scratch.Variances.AsSpan(0, lines.Length);
        variances.Clear();
        if (tile.Variances is not null)
        {
            Span<double> squares = scratch.Volts.AsSpan(0, codes.Length);
            for (int row = 0; row < codes.Length; row++)
            {
                squares[row] = tile.IsOhmic ? pass.SquareVolts(codes[row]) : pass.Volts(codes[row]);
            }

            if (!tile.IsOhmic)
            {
                double[] driven = tile.Driven(squares);
                TensorPrimitives.Multiply(driven, driven, squares);
            }

            tile.ReadVariances(squares, variances);
        }

        for (int line = 0; errors is not null && line < lines.Length; line++)
        {
            lines[line] = (lines[line] * errors.Gains[line]) + errors.Offsets[line];
            variances[line] = (variances[line] * errors.Gains[line] * errors.Gains[line]) + (errors.Noise[line] * errors.Noise[line]);
        }

        if (tile.Reads is { } key && (tile.Variances is not null || errors is { HasNoise: true }))
        {
            Span<double> draws = scratch.Draws.AsSpan(0, lines.Length);
            key.FillNormal(draws, read * tile.DrawsPerRead);
            for (int line = 0; line < lines.Length; line++)
            {
                lines[line] += Math.Sqrt(variances[line]) * draws[line];
            }
        }
    }

    private ConversionCounts Convert(int t, long read, Scratch scratch, Span<double> lines)
    {
        IAdc?[] adcs = Converters.Adcs[t];
        ReadOnlySpan<double> draws = Converters.HasNoisyValues ? ValueDraws(Matrix.Tiles[t], read, scratch) : [];
        (long conversions, long clipped) = (0, 0);
        List<ClippedConversion>? found = scratch.Clips is null ? null : [];
        for (int line = 0; line < lines.Length; line++)
        {
            if (adcs[line] is IAdc adc)
            {
                conversions++;
                if (adc.Clips(lines[line]))
                {
                    clipped++;
                    found?.Add(new ClippedConversion(scratch.Sample, t, line));
                }

                int code = adc.Code(lines[line]);
                lines[line] = adc.Value(code);
                if (!draws.IsEmpty)
                {
                    lines[line] += adc.Sigma(code) * draws[line];
                }
            }
        }

        scratch.Clips?.Add(found!);
        return new ConversionCounts(0, 0, conversions, clipped);
    }

    /// <summary>Draws for what codes stand for at one read, a stream of their own at the positions of the read's; empty: no chip, no draws.</summary>
    private static ReadOnlySpan<double> ValueDraws(ProgrammedTile tile, long read, Scratch scratch)
    {
        if (tile.Reads is not { } key)
        {
            return [];
        }

        key.For("value").FillNormal(scratch.Draws, read * tile.DrawsPerRead);
        return scratch.Draws;
    }

    private int Samples(int length) => length % _inputs == 0
        ? length / _inputs
        : throw new ArgumentException($"Expected samples of {_inputs} inputs, got {length} numbers.");

    private static double[] Widened(ReadOnlySpan<float> values)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return wide;
    }

    private static ConversionCounts InChunks(int items, int threads, Func<(int First, int Count), ConversionCounts> work)
    {
        const int Chunk = 16;
        int chunks = (items + Chunk - 1) / Chunk;
        if (threads <= 1 || chunks <= 1)
        {
            return work((0, items));
        }

        ConversionCounts[] counts = new ConversionCounts[chunks];
        OnThreads.For(chunks, threads, chunk => counts[chunk] = work((chunk * Chunk, Math.Min(Chunk, items - (chunk * Chunk)))));
        return counts.Aggregate(ConversionCounts.None, (a, b) => a + b);
    }

    /// <summary>Room for one sample at a time.</summary>
    private sealed class Scratch(CrossbarProduct product)
    {
        private readonly int _most = product.Matrix.Tiles.Max(tile => tile.Mapped.Lines.Length);
        private double[]? _draws;

        /// <summary>Hears of clipped conversions; null: nobody does.</summary>
        public ClipRecord? Clips { get; init; }

        /// <summary>Number of the sample at hand.</summary>
        public int Sample { get; set; }

        public double[] Codes { get; } = new double[product._inputs];

        public double[] Volts { get; } = new double[product.Matrix.Tiles.Max(tile => tile.Mapped.Region.Inputs)];

        public double[] Lines { get; } = new double[product.Matrix.Tiles.Max(tile => tile.Mapped.Lines.Length)];

        public double[] Variances { get; } = new double[product.Matrix.Tiles.Max(tile => tile.Mapped.Lines.Length)];

        public double[] Totals { get; } = new double[product.Matrix.Tiles.Max(tile => tile.Mapped.Outputs.Length)];

        public double[] Draws => _draws ??= new double[_most];
    }
}
