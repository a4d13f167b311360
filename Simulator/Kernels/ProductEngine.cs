using System.Runtime.Intrinsics;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>A matrix packed for one width of registers, and how a chunk of samples goes through it.</summary>
internal abstract class ProductEngine
{
    /// <summary>Samples in a chunk.</summary>
    public abstract int Chunk { get; }

    /// <summary>Packs a matrix.</summary>
    public static ProductEngine Create(ProgrammedMatrix matrix, FrozenConverters converters, VectorPath path) => path switch
    {
        VectorPath.Vector512 => new ProductEngine<Lanes512, Vector512<float>, Vector512<double>>(matrix, converters),
        VectorPath.Vector256 => new ProductEngine<Lanes256, Vector256<float>, Vector256<double>>(matrix, converters),
        _ => new ProductEngine<LanesScalar, float, double>(matrix, converters),
    };

    /// <summary>Room for one thread.</summary>
    public abstract Workspace NewWorkspace();

    /// <summary>Computes the outputs of some samples, at most a chunk of them.</summary>
    /// <returns>What the converters did.</returns>
    public abstract ConversionCounts Run(in ProductData data, int firstSample, int samples, Workspace workspace);
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
    private const int Block = RegisterBlock<TLanes, TSingle, TDouble>.Samples;
    private readonly PackedTile[] _tiles;
    private readonly int[] _segmentOfTile;
    private readonly int _segments;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _conversions;
    private readonly InputStage<TLanes, TSingle, TDouble> _inputStage;

    public ProductEngine(ProgrammedMatrix matrix, FrozenConverters converters)
    {
        (_inputs, _outputs) = (matrix.Mapped.Weights.Inputs, matrix.Mapped.Weights.Outputs);
        int panelWidth = RegisterBlock<TLanes, TSingle, TDouble>.PanelWidth;
        _tiles = [.. matrix.Tiles.Select((tile, t) => new PackedTile(tile, converters.Adcs[t], converters.Dac, panelWidth, TLanes.Doubles))];
        Segment[] segmentOfTile = [.. _tiles.Select(tile => new Segment(tile.Region.FirstInput, tile.Rows))];
        Segment[] segments = [.. segmentOfTile.Distinct()];
        _segmentOfTile = [.. segmentOfTile.Select(segment => Array.IndexOf(segments, segment))];
        _segments = segments.Length;
        _conversions = _tiles.Sum(tile => tile.Coding is null ? 0 : tile.Lines);
        _inputStage = new InputStage<TLanes, TSingle, TDouble>(converters.Dac, _inputs, segments);

        // The chunk's DAC codes stay in a core's second-level cache beside the tiles.
        const int CodesInCache = 1 << 16;
        Chunk = Math.Clamp(CodesInCache / _inputs / Block, 1, 4) * Block;
    }

    public override int Chunk { get; }

    public override Workspace NewWorkspace() => new(_tiles, Chunk, _inputs, _segments, _inputStage.IsIdeal);

    public override ConversionCounts Run(in ProductData data, int firstSample, int samples, Workspace workspace)
    {
        Workspace w = workspace;
        long clippedInputs = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            int at = sample * w.InputStride;
            clippedInputs += _inputStage.Convert(
                data, firstSample + sample, w.InputCodes.Pointer + at, w.Volts.Pointer + at, w.Norms.Pointer + (sample * _segments));
        }

        long clipped = 0;
        for (int t = 0; t < _tiles.Length; t++)
        {
            PackedTile tile = _tiles[t];
            int padded = tile.Sums.Padded;
            bool first = t == 0 || _tiles[t - 1].Region.FirstOutput != tile.Region.FirstOutput;
            bool last = t == _tiles.Length - 1 || _tiles[t + 1].Region.FirstOutput != tile.Region.FirstOutput;
            if (first)
            {
                new Span<double>(w.Sums.Pointer, samples * padded).Clear();
            }

            for (int sample = 0; sample < samples; sample += Block)
            {
                clipped += RunBlock(t, sample, Math.Min(Block, samples - sample), w);
            }

            if (last)
            {
                Deliver(data, firstSample, samples, tile, w.Sums.Pointer);
            }
        }

        GC.KeepAlive(this);
        GC.KeepAlive(w);
        return new ConversionCounts((long)samples * _inputs, clippedInputs, (long)samples * _conversions, clipped);
    }

    /// <summary>Adds one tile's share to the sums of up to 12 samples.</summary>
    private int RunBlock(int t, int sample, int samples, Workspace w)
    {
        PackedTile tile = _tiles[t];
        float* inputs = w.InputCodes.Pointer + (sample * w.InputStride) + tile.Region.FirstInput;
        double* sums = w.Sums.Pointer + (sample * tile.Sums.Padded);
        if (tile.Coding is not PackedCoding coding)
        {
            ReadExactly(tile, sample, samples, w);
            OutputStage<TLanes, TSingle, TDouble>.AddCurrents(tile.Sums, samples, w.Currents.Pointer, sums);
            return 0;
        }

        int panelWidth = RegisterBlock<TLanes, TSingle, TDouble>.PanelWidth;
        float* codes = w.Codes.Pointer;
        int stride = w.CodeStride;
        for (int slot = 0; slot < tile.Slots; slot += panelWidth)
        {
            RegisterBlock<TLanes, TSingle, TDouble>.Sum(
                samples, inputs, w.InputStride, coding.Panels.Pointer + (slot * tile.Rows), tile.Rows, codes + slot, stride);
        }

        int clipped = 0;
        int doubtful = 0;
        float* norms = w.Norms.Pointer + (sample * _segments) + _segmentOfTile[t];
        for (int s = 0; s < samples; s++)
        {
            clipped += CodingStage<TLanes, TSingle, TDouble>.Decide(
                tile, norms[s * _segments], codes + (s * stride), s * stride, w.Doubtful.Pointer, ref doubtful);
        }

        // One by one costs about eight times as much, a conversion, as all of the block together.
        if (doubtful * 8 > samples * tile.Lines)
        {
            ReadExactly(tile, sample, samples, w);
            clipped = CodingStage<TLanes, TSingle, TDouble>.ConvertBlock(tile, samples, w.Currents.Pointer, codes, stride);
        }
        else if (doubtful > 0)
        {
            clipped += Resolve(tile, sample, doubtful, w);
        }

        OutputStage<TLanes, TSingle, TDouble>.AddCodes(tile.Sums, samples, codes, stride, w.Gathered.Pointer, sums);
        return clipped;
    }

    /// <summary>Reads the doubtful conversions as the reference does.</summary>
    /// <returns>How many of them were clipped.</returns>
    private int Resolve(PackedTile tile, int sample, int count, Workspace w)
    {
        int rows = tile.Rows;
        int* doubtful = w.Doubtful.Pointer;
        double** volts = stackalloc double*[4];
        double** lines = stackalloc double*[4];
        double* currents = stackalloc double[4];
        int ready = -1; // the last sample whose voltages are there; the list is in the order of samples
        int clipped = 0;
        for (int first = 0; first < count; first += 4)
        {
            for (int i = 0; i < 4; i++)
            {
                int entry = doubtful[Math.Min(first + i, count - 1)];
                int s = entry / w.CodeStride;
                volts[i] = w.RowVolts.Pointer + (s * rows);
                lines[i] = tile.Conductances.Pointer + (entry % w.CodeStride * rows);
                if (s != ready)
                {
                    Voltages(tile, sample + s, w, volts[i]);
                    ready = s;
                }
            }

            ExactReading<TLanes, TSingle, TDouble>.Four(volts, lines, rows, currents);
            for (int i = 0; i < Math.Min(4, count - first); i++)
            {
                int entry = doubtful[first + i];
                var adc = tile.Coding!.Adcs[entry % w.CodeStride];
                w.Codes.Pointer[entry] = adc.Code(currents[i]) - adc.OriginCode;
                clipped += currents[i] < adc.Range.Low || currents[i] > adc.Range.High ? 1 : 0;
            }
        }

        return clipped;
    }

    /// <summary>Reads all lines of a tile as the reference does, into the workspace's currents.</summary>
    private void ReadExactly(PackedTile tile, int sample, int samples, Workspace w)
    {
        const int Width = ExactReading<TLanes, TSingle, TDouble>.Width;
        int rows = tile.Rows;
        double* byRow = w.VoltsByRow.Pointer;
        for (int s = 0; s < samples; s++)
        {
            double* volts = w.RowVolts.Pointer + (s * rows);
            Voltages(tile, sample + s, w, volts);
            for (int row = 0; row < rows; row++)
            {
                byRow[(row * Width) + s] = volts[row];
            }
        }

        ExactReading<TLanes, TSingle, TDouble>.Block(samples, byRow, tile, w.Currents.Pointer);
    }

    private void Voltages(PackedTile tile, int sample, Workspace w, double* to)
    {
        int at = (sample * w.InputStride) + tile.Region.FirstInput;
        _inputStage.Voltages(w.InputCodes.Pointer + at, w.Volts.Pointer + at, tile.Rows, to);
    }

    /// <summary>Writes finished sums where they belong.</summary>
    private void Deliver(in ProductData data, int firstSample, int samples, PackedTile tile, double* sums)
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
        }
    }
}
