using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>A matrix packed for one width of registers, and how samples or images go through it.</summary>
internal abstract class ProductEngine
{
    /// <summary>Packs a matrix.</summary>
    public static ProductEngine Create(ProgrammedMatrix matrix, FrozenConverters converters, VectorPath path, int threads) => path switch
    {
        VectorPath.Vector512 => new ProductEngine<Lanes512, Vector512<float>, Vector512<double>>(matrix, converters, path, threads),
        VectorPath.Vector256 => new ProductEngine<Lanes256, Vector256<float>, Vector256<double>>(matrix, converters, path, threads),
        _ => new ProductEngine<LanesScalar, float, double>(matrix, converters, path, threads),
    };

    /// <summary>Whether all tiles are read by counting bits.</summary>
    public abstract bool CountsBits { get; }

    /// <summary>Room for one thread.</summary>
    public abstract Workspace NewWorkspace();

    /// <summary>Gives its memory back.</summary>
    public abstract void Release();

    /// <summary>How many pieces the work comes in: chunks of samples, or images.</summary>
    public abstract int Units(in ProductData data);

    /// <summary>Computes one piece.</summary>
    /// <param name="data">The work.</param>
    /// <param name="unit">Which piece.</param>
    /// <param name="workspace">Room.</param>
    /// <param name="observer">Sees all currents instead of having them converted; null: nobody does.</param>
    /// <returns>What the converters did.</returns>
    public abstract ConversionCounts Run(in ProductData data, int unit, Workspace workspace, CurrentObserver? observer);
}

/// <inheritdoc cref="ProductEngine"/>
/// <remarks>
/// A chunk is converted by the DAC as a whole. Then, tile by tile, 12 samples at a time: sums in registers, codes, the doubtful ones
/// once more and exactly, their share in the outputs. Nothing larger than 12 samples of one tile exists in between.
/// </remarks>
internal sealed unsafe class ProductEngine<TLanes, TSingle, TDouble> : ProductEngine
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private const int Block = EngineShape.Block;
    private readonly PackedTile[] _tiles;
    private readonly int _outputs;
    private readonly int _conversions;
    private readonly EngineShape _shape;
    private readonly ChunkInputs<TLanes, TSingle, TDouble> _inputs;
    private readonly TileReader<TLanes, TSingle, TDouble> _reader;
    private readonly CountedStage? _counted;

    public ProductEngine(ProgrammedMatrix matrix, FrozenConverters converters, VectorPath path, int threads)
    {
        int panelWidth = RegisterBlock<TLanes, TSingle, TDouble>.PanelWidth;
        _outputs = matrix.Mapped.Weights.Outputs;
        _tiles = new PackedTile[matrix.Tiles.Count];
        OnThreads.For(_tiles.Length, threads, t => _tiles[t] = new PackedTile(matrix.Tiles[t], t, matrix.Mapped.Settings, converters, panelWidth, TLanes.Doubles));
        BitPlanes? planes = BitPlanes.Of(converters.Passes);
        _counted = CountedStage.Of(_tiles, converters.Passes, matrix.Mapped.Weights.InputsPerChannel, path);
        _shape = new EngineShape(_tiles, converters.Passes, planes, matrix.Mapped.Weights.Inputs, _counted?.Order);
        _inputs = new ChunkInputs<TLanes, TSingle, TDouble>(converters, _shape, planes);
        _reader = new TileReader<TLanes, TSingle, TDouble>(converters, _shape, planes, _tiles);
        _conversions = _tiles.Sum(tile => tile.Conversions) * converters.Passes.Count;
    }

    public override bool CountsBits => _counted is not null;

    public override Workspace NewWorkspace() => new(_shape);

    public override void Release() => Array.ForEach(_tiles, tile => tile.Release());

    public override int Units(in ProductData data) =>
        data.Layout is null ? (data.Samples + _shape.Chunk - 1) / _shape.Chunk : data.Samples;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override ConversionCounts Run(in ProductData data, int unit, Workspace workspace, CurrentObserver? observer)
    {
        ConversionCounts counts = data.Layout is null ? RunSamples(data, unit, workspace, observer) : RunImage(data, unit, workspace, observer);
        GC.KeepAlive(this);
        GC.KeepAlive(workspace);
        return counts;
    }

    private ConversionCounts RunSamples(in ProductData data, int unit, Workspace w, CurrentObserver? observer)
    {
        int first = unit * _shape.Chunk;
        int samples = Math.Min(_shape.Chunk, data.Samples - first);
        int clippedInputs = _inputs.ReadSamples(data, first, samples, w);
        _counted?.PackSamples(samples, w);
        ConversionCounts counts = RunTiles(data, data.FirstRead + first, samples, w, observer, null, first);
        return counts + new ConversionCounts((long)samples * _shape.Inputs, clippedInputs, (long)samples * _conversions, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ConversionCounts RunImage(in ProductData data, int image, Workspace w, CurrentObserver? observer)
    {
        WindowLayout layout = data.Layout!;
        int windows = layout.Windows.Count;
        int clippedInputs = _inputs.ReadImage(data, image, layout, w);
        _counted?.PackImage(layout, w);
        ConversionCounts counts = new(layout.Windows.PixelsPerGroup, clippedInputs, (long)windows * _conversions, 0);
        for (int first = 0; first < windows; first += _shape.Chunk)
        {
            int samples = Math.Min(_shape.Chunk, windows - first);
            _inputs.TakeWindows(layout, first, samples, w);
            _counted?.PackWindows(layout, samples, w);
            counts += RunTiles(data, ((data.FirstRead + image) * windows) + first, samples, w, observer, layout, (image * windows) + first);
        }

        return counts;
    }

    /// <summary>Takes a chunk through all tiles and writes its outputs.</summary>
    /// <param name="data">Where they go.</param>
    /// <param name="firstRead">Number of the first sample's read.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="w">The chunk's inputs, and room.</param>
    /// <param name="observer">Sees all currents; null: nobody does.</param>
    /// <param name="layout">Windows of an image; null: samples.</param>
    /// <param name="first">Number of the first sample, or of the first window counted through all images.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ConversionCounts RunTiles(
        in ProductData data, long firstRead, int samples, Workspace w, CurrentObserver? observer, WindowLayout? layout, int first)
    {
        (long clipped, long saturated) = (0, 0);
        for (int t = 0; t < _tiles.Length; t++)
        {
            PackedTile tile = _tiles[t];
            int padded = tile.Sums.Padded;
            if (t == 0 || _tiles[t - 1].Region.FirstOutput != tile.Region.FirstOutput)
            {
                new Span<double>(w.Sums.Pointer, samples * padded).Clear();
            }

            for (int sample = 0; sample < samples; sample += Block)
            {
                BlockPlace place = new(t, sample, Math.Min(Block, samples - sample), firstRead + sample, layout);
                double* sums = w.Sums.Pointer + (sample * padded);
                if (observer is not null)
                {
                    _reader.Observe(place, w, observer);
                    continue;
                }

                (w.ListsClips, w.ListedClips) = (data.Clips is not null, 0);
                int clippedHere = _counted is null ? _reader.Add(place, w, sums) : _counted.Add(place, w, sums);
                if (clippedHere > 0 && data.Clips is not null)
                {
                    _reader.Record(place, w, clippedHere, data.Clips, first + sample);
                }

                clipped += clippedHere;
                saturated += tile.Sums.Digital.Limits is double[] limits ? Saturate(limits, place.Samples, padded, sums) : 0;
            }

            bool last = t == _tiles.Length - 1 || _tiles[t + 1].Region.FirstOutput != tile.Region.FirstOutput;
            if (last && observer is null)
            {
                if (layout is null)
                {
                    DeliverSamples(data, first, samples, tile, w.Sums.Pointer);
                }
                else
                {
                    DeliverWindows(data, layout.Windows, first, samples, tile, w.Sums.Pointer);
                }
            }
        }

        return new ConversionCounts(0, 0, 0, clipped, 0, saturated);
    }

    private static int Saturate(double[] limits, int samples, int padded, double* sums)
    {
        int saturated = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            for (int o = 0; o < limits.Length; o++)
            {
                double* sum = sums + (sample * padded) + o;
                if (Math.Abs(*sum) > limits[o])
                {
                    saturated++;
                    *sum = Math.Clamp(*sum, -limits[o], limits[o]);
                }
            }
        }

        return saturated;
    }

    /// <summary>Writes finished sums where they belong.</summary>
    private void DeliverSamples(in ProductData data, int firstSample, int samples, PackedTile tile, double* sums)
    {
        (int first, int count, int padded) = (tile.Region.FirstOutput, tile.Sums.Count, tile.Sums.Padded);
        for (int sample = 0; sample < samples; sample++)
        {
            double* from = sums + (sample * padded);
            long at = ((long)(firstSample + sample) * _outputs) + first;
            if (data.SingleOutputs is null)
            {
                new ReadOnlySpan<double>(from, count).CopyTo(new Span<double>(data.DoubleOutputs + at, count));
                continue;
            }

            double* bias = data.Bias is null ? null : data.Bias + first;
            int o = 0;
            for (; o <= count - TLanes.Doubles; o += TLanes.Doubles)
            {
                TDouble sum = TLanes.Load(from + o);
                TLanes.Narrow(data.SingleOutputs + at + o, bias is null ? sum : TLanes.Add(sum, TLanes.Load(bias + o)));
            }

            for (; o < count; o++)
            {
                data.SingleOutputs[at + o] = (float)(bias is null ? from[o] : from[o] + bias[o]);
            }

            for (o = 0; data.Added is not null && o < count; o++)
            {
                data.SingleOutputs[at + o] += data.Added[at + o];
            }

            for (o = 0; data.Rectifies && o < count; o++)
            {
                data.SingleOutputs[at + o] = Math.Max(data.SingleOutputs[at + o], 0f);
            }
        }
    }

    /// <summary>The same for windows, which stand side by side in each output's plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DeliverWindows(in ProductData data, ImageWindows windows, int first, int samples, PackedTile tile, double* sums)
    {
        int image = first / windows.Count;
        int window = first % windows.Count;
        long at = ((long)image * windows.OutputsPerImage) + windows.FirstOutput + ((long)tile.Region.FirstOutput * windows.Count) + window;
        double* bias = data.Bias is null ? null : data.Bias + tile.Region.FirstOutput;
        float* added = data.Added is null ? null : data.Added + at;
        PlaneWriter.Write(
            sums, samples, tile.Sums.Count, tile.Sums.Padded, bias, added, data.Rectifies, data.SingleOutputs + at, windows.Count);
    }
}
