using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The fast twin of <see cref="CrossbarProduct"/>: the same outputs to the last bit, the same counts, at the speed of a matrix product.</summary>
/// <remarks>
/// <para>
/// Partial sums are taken in single precision, in registers. Where one lies so near to a threshold of its ADC that its rounding might matter
/// (<see cref="ErrorBound"/> says how near), that conversion is repeated in the reference's own double-precision steps; everywhere
/// else the code is the reference's for certain. From codes on, double precision again. Without ADCs there are no codes to be sure of, and all
/// currents are read in double precision.
/// </para>
/// <para>
/// Built once per programmed matrix: it keeps a packed copy, 12 bytes a line and row. Several threads may call it at once. Called again, it
/// allocates nothing. Once disposed of, its memory serves others, and it must not be called any more; left alone, it is collected like any other object.
/// </para>
/// </remarks>
public sealed class FusedProduct : ICrossbarProduct, IDisposable
{
    private readonly ProductEngine _engine;
    private readonly int _inputs;
    private readonly int _outputs;
    private ProductJob? _spare;
    private WindowLayout? _layout;

    /// <summary>Packs a matrix.</summary>
    /// <exception cref="ArgumentException">The converters are not <see cref="Supports">supported</see>, or a conductance is not finite.</exception>
    /// <param name="matrix">The matrix.</param>
    /// <param name="converters">Its converters.</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    public FusedProduct(ProgrammedMatrix matrix, FrozenConverters converters, int threads = 1)
        : this(matrix, converters, VectorPaths.Best, threads)
    {
    }

    internal FusedProduct(ProgrammedMatrix matrix, FrozenConverters converters, VectorPath path, int threads = 1)
    {
        if (!Supports(matrix, converters))
        {
            throw new ArgumentException("This hardware has something that only the reference does.", nameof(converters));
        }

        (Matrix, Converters) = (matrix, converters);
        (_inputs, _outputs) = (matrix.Mapped.Weights.Inputs, matrix.Mapped.Weights.Outputs);
        _engine = ProductEngine.Create(matrix, converters, path, threads);
    }

    /// <inheritdoc/>
    public ProgrammedMatrix Matrix { get; }

    /// <inheritdoc/>
    public FrozenConverters Converters { get; }

    /// <inheritdoc/>
    public ClipRecord? Clips { get; set; }

    /// <summary>Whether all tiles are read by counting bits: see <see cref="CountedTile"/>.</summary>
    internal bool CountsBits => _engine.CountsBits;

    /// <summary>Whether it does all there is. What only the reference does: columns with a limit, tiles of more than 4096 rows, codes with a spread.</summary>
    public static bool Supports(ProgrammedMatrix matrix, FrozenConverters converters) =>
        matrix.Tiles.All(tile => tile.Mapped.Region.Inputs <= ErrorBound.MostRows && HasUniformTerms(tile.Mapped) && tile.IsOhmic)
        && matrix.Mapped.Settings.ColumnLimit is null && !converters.HasNoisyValues;

    private static bool HasUniformTerms(MappedTile tile)
    {
        MappedTile.Term[] first = tile.Outputs[0].Terms;
        foreach (MappedTile.Output output in tile.Outputs)
        {
            bool isAlike = output.Terms.Length == first.Length;
            for (int term = 0; isAlike && term < first.Length; term++)
            {
                isAlike = output.Terms[term].Factor == first[term].Factor;
            }

            if (!isAlike)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public unsafe ConversionCounts Multiply(ReadOnlyMemory<double> inputs, Memory<double> outputs, int threads = 1, long firstRead = 0)
    {
        int samples = Samples(inputs.Length, outputs.Length);
        fixed (double* from = inputs.Span)
        fixed (double* to = outputs.Span)
        {
            return Run(new ProductData { DoubleInputs = from, DoubleOutputs = to, Samples = samples, FirstRead = firstRead, Clips = Clips }, threads);
        }
    }

    /// <inheritdoc/>
    public unsafe ConversionCounts Multiply(ReadOnlySpan<float> inputs, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0)
    {
        int samples = Samples(inputs.Length, outputs.Length);
        epilogue.Check(_outputs, outputs.Length);

        fixed (float* from = inputs)
        fixed (float* to = outputs)
        fixed (double* bias = epilogue.Bias)
        fixed (float* added = epilogue.Added)
        {
            return Run(
                new ProductData
                {
                    SingleInputs = from, SingleOutputs = to, Bias = bias, Added = added, Rectifies = epilogue.Rectifies,
                    Samples = samples, FirstRead = firstRead, Clips = Clips,
                },
                threads);
        }
    }

    /// <inheritdoc/>
    public unsafe ConversionCounts Convolve(
        ReadOnlySpan<float> images, ImageWindows windows, Epilogue epilogue, Span<float> outputs, int threads = 1, long firstRead = 0)
    {
        int count = CrossbarProducts.CheckImages(this, images.Length, windows, outputs.Length);
        epilogue.Check(_outputs, outputs.Length);

        WindowLayout layout = Layout(windows);
        fixed (float* from = images)
        fixed (float* to = outputs)
        fixed (double* bias = epilogue.Bias)
        fixed (float* added = epilogue.Added)
        {
            return Run(
                new ProductData
                {
                    SingleInputs = from, SingleOutputs = to, Bias = bias, Added = added, Rectifies = epilogue.Rectifies,
                    Samples = count, FirstRead = firstRead, Layout = layout,
                },
                threads);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _spare, null)?.Release();
        _engine.Release();
    }

    /// <summary>Shows an observer the currents of samples before conversion.</summary>
    internal unsafe void Observe(ReadOnlySpan<double> inputs, CurrentObserver observer, int threads)
    {
        fixed (double* from = inputs)
        {
            Run(new ProductData { DoubleInputs = from, Samples = inputs.Length / _inputs }, threads, observer);
        }
    }

    /// <summary>Shows an observer the currents of windows before conversion.</summary>
    internal unsafe void Observe(ReadOnlySpan<float> images, ImageWindows windows, CurrentObserver observer, int threads)
    {
        fixed (float* from = images)
        {
            Run(new ProductData { SingleInputs = from, Samples = images.Length / windows.PixelsPerImage, Layout = Layout(windows) }, threads, observer);
        }
    }

    private WindowLayout Layout(ImageWindows windows)
    {
        WindowLayout? layout = _layout;
        return layout?.Windows == windows ? layout : _layout = new WindowLayout(windows);
    }

    private int Samples(int inputs, int outputs)
    {
        int samples = inputs % _inputs == 0
            ? inputs / _inputs
            : throw new ArgumentException($"Expected samples of {_inputs} inputs, got {inputs} numbers.");
        ArgumentOutOfRangeException.ThrowIfNotEqual(outputs, samples * _outputs);
        return samples;
    }

    private ConversionCounts Run(in ProductData data, int threads, CurrentObserver? observer = null)
    {
        if (data.Samples == 0)
        {
            return ConversionCounts.None;
        }

        // One job at a time is kept; a second caller at the same time makes its own.
        ProductJob job = Interlocked.Exchange(ref _spare, null) ?? new ProductJob(_engine);
        try
        {
            return job.Run(data, threads, observer);
        }
        finally
        {
            Volatile.Write(ref _spare, job);
        }
    }
}
