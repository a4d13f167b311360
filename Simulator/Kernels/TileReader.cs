using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Reads up to twelve samples from one tile: sums, noise, codes, and their share in the outputs.</summary>
internal sealed unsafe class TileReader<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private const int Block = EngineShape.Block;

    /// <summary>One by one costs about so many times as much, a conversion, as all of the block together.</summary>
    private const int CostOfOne = 8;

    private readonly PackedTile[] _tiles;
    private readonly IReadOnlyList<InputPass> _passes;
    private readonly EngineShape _shape;
    private readonly BitPlanes? _planes;
    private readonly ExactBlock<TLanes, TSingle, TDouble> _exact;
    private readonly bool[] _direct;
    private readonly float[] _bitBounds;
    private readonly float[] _noiseBounds;

    public TileReader(FrozenConverters converters, EngineShape shape, BitPlanes? planes, PackedTile[] tiles)
    {
        (_tiles, _passes, _shape, _planes) = (tiles, converters.Passes, shape, shape.WordChunks > 0 ? planes : null);
        _exact = new ExactBlock<TLanes, TSingle, TDouble>(converters, shape, _planes, tiles);
        _direct = [.. tiles.Select(DirectStage<TLanes, TSingle, TDouble>.Supports)];
        _bitBounds = [.. tiles.Select(tile => ErrorBound.OfBits(tile.Rows))];
        _noiseBounds = [.. tiles.Select(tile => ErrorBound.OfNoise(tile.Rows))];
        foreach (PackedTile tile in tiles.Where(tile => _planes is not null && tile.Coding is not null))
        {
            foreach (PackedSums sums in tile.Coding!.Sums)
            {
                sums.MakeTables(TLanes.Singles);
            }

            tile.Coding.Noise?.MakeTables(TLanes.Singles);
        }
    }

    /// <summary>Shows an observer the currents of a block.</summary>
    public void Observe(in BlockPlace place, Workspace w, CurrentObserver observer)
    {
        PackedTile tile = _tiles[place.Tile];
        for (int pass = 0; pass < _passes.Count; pass++)
        {
            _exact.Currents(place, pass, w);
            for (int slot = 0; slot < tile.Lines; slot++)
            {
                observer.See(place.Tile, tile.Line(slot), new ReadOnlySpan<double>(w.Currents.Pointer + (slot * 16), place.Samples));
            }
        }
    }

    /// <summary>Records which conversions of a block are clipped.</summary>
    /// <param name="place">The block, which has been read.</param>
    /// <param name="w">Its inputs, and room.</param>
    /// <param name="clipped">How many they are.</param>
    /// <param name="clips">Hears of them.</param>
    /// <param name="firstSample">Number of its first sample.</param>
    public void Record(in BlockPlace place, Workspace w, int clipped, ClipRecord clips, int firstSample)
    {
        if (w.ListedClips == clipped)
        {
            PackedTile tile = _tiles[place.Tile];
            List<ClippedConversion> listed = new(clipped);
            foreach (int entry in w.Clips.Span[..clipped])
            {
                (int sample, int slot) = Math.DivRem(entry, w.CodeStride);
                listed.Add(new ClippedConversion(firstSample + sample, place.Tile, tile.Line(slot)));
            }

            clips.Add(listed);
            return;
        }

        for (int pass = 0; pass < _passes.Count; pass++)
        {
            _exact.Record(place, pass, w, clips, firstSample);
        }
    }

    /// <summary>Adds the tile's share to the sums of a block.</summary>
    /// <param name="place">The block.</param>
    /// <param name="w">Its inputs, and room.</param>
    /// <param name="sums">[samples, padded outputs].</param>
    /// <returns>How many conversions were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(in BlockPlace place, Workspace w, double* sums)
    {
        PackedTile tile = _tiles[place.Tile];
        PackedOutputs outputs = tile.Sums;
        if (tile.Coding is null || !outputs.IsPlain)
        {
            new Span<double>(w.Totals.Pointer, place.Samples * outputs.Padded).Clear();
        }

        int clipped;
        if (tile.Coding is null)
        {
            clipped = _exact.AddValues(place, w);
        }
        else
        {
            if (tile.IsNoisy)
            {
                int draws = _passes.Count * tile.DrawsPerRead;
                ReadDraws.Fill(tile.Reads, place.Read * draws, place.Samples * draws, w.Draws.Pointer);
            }

            clipped = _planes is null ? AddDense(place, tile, w, sums) : AddBits(place, tile, w, sums);
        }

        if (tile.Coding is null || !outputs.IsPlain)
        {
            for (int s = 0; s < place.Samples; s++)
            {
                double driven = outputs.Digital.HasOffsets ? _exact.DrivenVolts(place, s, outputs.Digital, w) : 0;
                OutputStage<TLanes, TSingle, TDouble>.Finish(
                    outputs, w.Totals.Pointer + (s * outputs.Padded), driven, sums + (s * outputs.Padded));
            }
        }

        return clipped;
    }

    private int AddDense(in BlockPlace place, PackedTile tile, Workspace w, double* sums)
    {
        int panelWidth = RegisterBlock<TLanes, TSingle, TDouble>.PanelWidth;
        int segment = _shape.SegmentOfTile[place.Tile];
        int firstInput = tile.Region.FirstInput;
        int clipped = 0;
        float* norms = stackalloc float[Block];
        float* varianceScales = stackalloc float[16];
        for (int pass = 0; pass < _passes.Count; pass++)
        {
            // Samples lie apart, inputs together; of windows, the twelve of a block lie together.
            bool whole = _shape.IsWhole[pass] && place.Layout is null;
            long at = place.Layout is null
                ? ((long)place.First * w.InputStride) + firstInput
                : ((long)place.First * _shape.Inputs) + (firstInput * Block);
            (nint stride, nint step) = place.Layout is null ? ((nint)w.InputStride, 1) : (1, Block);
            float* digits = (whole ? w.Inputs : w.Digits[pass]).Pointer + at;
            PackedSums packed = tile.Coding!.SumsOfPass[pass];
            int running = packed.AmperesPerUnit is null ? ErrorBound.RunningRows : tile.Rows; // exact sums do not err, however long
            for (int slot = 0; slot < tile.Slots; slot += panelWidth)
            {
                RegisterBlock<TLanes, TSingle, TDouble>.Sum(
                    place.Samples, digits, stride, step, packed.Panels.Pointer + (slot * tile.Rows), tile.Lines - slot, tile.Rows, running,
                    w.Codes.Pointer + slot, w.CodeStride);
                if (tile.Coding.Noise is { OfRows: null, Panels: { } variances })
                {
                    RegisterBlock<TLanes, TSingle, TDouble>.Sum(
                        place.Samples, w.Squares[pass].Pointer + at, stride, step, variances.Pointer + (slot * tile.Rows), tile.Lines - slot, tile.Rows,
                        tile.Rows,
                        w.Variances.Pointer + slot, w.CodeStride);
                }
            }

            float* known = w.Norms.Pointer + ((((pass * (_shape.Chunk / Block)) + (place.First / Block)) * _shape.Segments) + segment) * 16;
            for (int s = 0; s < place.Samples; s++)
            {
                norms[s] = known[s] == 0 ? 0 : (known[s] * packed.BoundPerNorm) + tile.Coding.BoundConstant;
            }

            float* squares = w.Squares.Length > 0 ? w.Squares[pass].Pointer + at : null;
            bool equally = Variances(place, tile, pass, squares, stride, step, varianceScales);
            clipped += equally
                ? Convert(place, tile, pass, norms, w.Codes.Pointer, tile.Coding.Noise!.OfSlots!.Pointer, 0, varianceScales, w, sums)
                : Convert(place, tile, pass, norms, w.Codes.Pointer, w.Variances.Pointer, w.CodeStride, varianceScales, w, sums);
            AddTotals(place, tile, pass, 1, 0, w);
        }

        return clipped;
    }

    /// <summary>What each sample's variances are multiplied with: where all lines are equally noisy, the sum over rows that they share.</summary>
    /// <returns>Whether they are.</returns>
    private static bool Variances(in BlockPlace place, PackedTile tile, int pass, float* squares, nint stride, nint step, float* scales)
    {
        PackedCoding coding = tile.Coding!;
        new Span<float>(scales, Block).Fill(coding.VarianceScales[pass]);
        if (coding.Noise?.OfRows is not { } variances)
        {
            return false;
        }

        if (step == 1)
        {
            for (int s = 0; s < place.Samples; s++)
            {
                scales[s] = coding.VarianceScales[pass] * Sum(squares + (s * stride), variances.Pointer, tile.Rows);
            }

            return true;
        }

        for (int first = 0; first < Block; first += TLanes.Singles)
        {
            TSingle sum = TLanes.Broadcast(0f);
            for (int row = 0; row < tile.Rows; row++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Load(squares + first + (row * step)), TLanes.Broadcast(variances.Pointer[row]), sum);
            }

            TLanes.Store(scales + first, TLanes.Multiply(sum, TLanes.Broadcast(coding.VarianceScales[pass])));
        }

        return true;
    }

    private static float Sum(float* squares, float* variances, int rows)
    {
        TSingle sums = TLanes.Broadcast(0f);
        int row = 0;
        for (; row <= rows - TLanes.Singles; row += TLanes.Singles)
        {
            sums = TLanes.MultiplyAdd(TLanes.Load(squares + row), TLanes.Load(variances + row), sums);
        }

        float sum = TLanes.Sum(sums);
        for (; row < rows; row++)
        {
            sum += squares[row] * variances[row];
        }

        return sum;
    }

    private int AddBits(in BlockPlace place, PackedTile tile, Workspace w, double* sums)
    {
        PackedCoding coding = tile.Coding!;
        int segment = _shape.SegmentOfTile[place.Tile];
        int groups = SubsetTables.Groups(tile.Rows);
        int buffer = Block * w.CodeStride;
        int clipped = 0;
        float* bounds = stackalloc float[Block];
        new Span<float>(bounds, Block).Fill(coding.BoundConstant);
        float* varianceScales = stackalloc float[Block];
        int* driven = stackalloc int[8 * 16];
        for (int chunk = 0; chunk < _planes!.Chunks; chunk++)
        {
            uint* words = w.Words.Pointer + (place.First / Block * _shape.WordsPerBlock)
                + (((chunk * _shape.GroupsPerWord) + _shape.FirstGroupOfSegment[segment]) * Block);
            int planes = Math.Min(8, _planes.Count - (chunk * 8));
            int firstPass = chunk * 8 / _planes.PerPass;
            PackedSums packed = coding.SumsOfPass[firstPass];
            if (packed.Lattice is null)
            {
                BitCounts.Of(words, groups, driven);
            }

            // Passes that drive with the same voltage read the same tables: those of bits all do.
            SumBits(place, tile, words, packed.Tables, planes, w.Codes, w);
            if (coding.Noise?.Panels is not null)
            {
                SumBits(place, tile, words, coding.Noise.Tables, planes, w.Variances, w);
            }

            for (int plane = 0; plane < planes; plane += _planes.PerPass)
            {
                int pass = ((chunk * 8) + plane) / _planes.PerPass;
                float* codes = w.Codes.Pointer + (plane * buffer);
                float* variances = w.Variances.Pointer + (tile.IsNoisy ? plane * buffer : 0);
                if (_planes.PerPass == 2)
                {
                    Combine(codes, codes + buffer, place.Samples * w.CodeStride, subtract: true);
                    if (coding.Noise?.Panels is not null)
                    {
                        Combine(variances, variances + buffer, place.Samples * w.CodeStride, subtract: false);
                    }
                }

                for (int s = 0; packed.Lattice is null && s < place.Samples; s++)
                {
                    int rows = driven[(plane * 16) + s] + (_planes.PerPass == 2 ? driven[((plane + 1) * 16) + s] : 0);
                    bounds[s] = rows == 0 ? 0 : (_bitBounds[place.Tile] * MathF.Sqrt(rows) * packed.BoundPerNorm) + coding.BoundConstant;
                }

                new Span<float>(varianceScales, Block).Fill(coding.VarianceScales[pass]);
                clipped += Convert(place, tile, pass, bounds, codes, variances, w.CodeStride, varianceScales, w, sums);
            }

            AddTotals(place, tile, firstPass, planes / _planes.PerPass, _planes.PerPass * buffer, w);
        }

        return clipped;
    }

    /// <summary>Adds what some passes came to to the totals, where outputs need any.</summary>
    private void AddTotals(in BlockPlace place, PackedTile tile, int firstPass, int passes, nint passStride, Workspace w)
    {
        if (tile.Sums.IsPlain)
        {
            return;
        }

        double* weights = stackalloc double[passes];
        for (int pass = 0; pass < passes; pass++)
        {
            weights[pass] = _passes[firstPass + pass].Weight;
        }

        OutputStage<TLanes, TSingle, TDouble>.AddPasses(
            tile.Sums, weights, passes, place.Samples, w.Codes.Pointer, passStride, w.CodeStride, w.Gathered.Pointer, w.Totals.Pointer);
    }

    private static void SumBits(
        in BlockPlace place, PackedTile tile, uint* words, AlignedBuffer<float> tables, int planes, AlignedBuffer<float> to, Workspace w)
    {
        SubsetBlock<TLanes, TSingle, TDouble>.Sum(
            place.Samples, words, tables.Pointer, tile.Lines, SubsetTables.Groups(tile.Rows), planes, to.Pointer, w.CodeStride);
    }

    private static void Combine(float* to, float* other, int length, bool subtract)
    {
        for (int i = 0; i < length; i += TLanes.Singles)
        {
            (TSingle a, TSingle b) = (TLanes.Load(to + i), TLanes.Load(other + i));
            TLanes.Store(to + i, subtract ? TLanes.Subtract(a, b) : TLanes.Add(a, b));
        }
    }

    /// <summary>From the sums of one pass to codes and their share.</summary>
    /// <param name="place">The block.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="bounds">How far each sample's sums may be off, in codes; 0: no row is driven.</param>
    /// <param name="codes">[12, code stride], sums.</param>
    /// <param name="variances">[12, variance stride]; not looked at where cells are quiet.</param>
    /// <param name="varianceStride">From one sample's variances to the next one's; 0: the same ones.</param>
    /// <param name="varianceScales">What each sample's variances are multiplied with.</param>
    /// <param name="w">Room.</param>
    /// <param name="sums">Receive the share where outputs are plain; otherwise the totals do.</param>
    private int Convert(
        in BlockPlace place, PackedTile tile, int pass, float* bounds, float* codes, float* variances, nint varianceStride, float* varianceScales,
        Workspace w, double* sums)
    {
        PackedCoding coding = tile.Coding!;
        int stride = w.CodeStride;
        int doubtful = 0;
        int clipped;
        if (coding.SumsOfPass[pass].Lattice is null && _direct[place.Tile])
        {
            if (w.ListsClips)
            {
                return ConvertListing(place, tile, pass, bounds, codes, w, sums);
            }

            NoClipList none = default;
            return ConvertDirectly(place, tile, pass, bounds, codes, w, sums, ref none);
        }

        if (coding.SumsOfPass[pass].Lattice is not null)
        {
            clipped = CodingStage<TLanes, TSingle, TDouble>.Code(tile, coding.SumsOfPass[pass], place.Samples, codes, stride);
        }
        else if (coding.Noise is not null)
        {
            (nint draws, nint drawStride) = Draws(place, tile, pass, w);
            clipped = CodingStage<TLanes, TSingle, TDouble>.DecideNoisy(
                tile, coding.SumsOfPass[pass], place.Samples, bounds, _noiseBounds[place.Tile], codes, variances, varianceStride, varianceScales, stride,
                (float*)draws, drawStride, w.Doubtful.Pointer, w.DoubtfulSums.Pointer, ref doubtful);
        }
        else
        {
            clipped = CodingStage<TLanes, TSingle, TDouble>.Decide(
                tile, coding.SumsOfPass[pass], place.Samples, bounds, codes, stride, w.Doubtful.Pointer, w.DoubtfulSums.Pointer, ref doubtful);
        }

        if (doubtful > 0 && coding.SumsOfPass[pass].AmperesPerUnit is double[] amperes)
        {
            clipped += _exact.ResolveSums(place, pass, amperes, ref doubtful, codes, w);
        }

        if (doubtful * CostOfOne > place.Samples * tile.Lines)
        {
            clipped = _exact.Convert(place, pass, codes, w);
        }
        else if (doubtful > 0)
        {
            clipped += _exact.Resolve(place, pass, doubtful, codes, w);
        }

        PackedOutputs outputs = tile.Sums;
        if (outputs.IsPlain)
        {
            OutputStage<TLanes, TSingle, TDouble>.AddCodes(outputs, place.Samples, codes, stride, w.Gathered.Pointer, sums);
        }

        return clipped;
    }

    /// <summary>Converts directly, and lists what is clipped for certain. By itself, so that what lists nothing stays as quick.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ConvertListing(in BlockPlace place, PackedTile tile, int pass, float* bounds, float* codes, Workspace w, double* sums)
    {
        ClipList clips = new(w.Clips.Pointer);
        int clipped = ConvertDirectly(place, tile, pass, bounds, codes, w, sums, ref clips);
        w.ListedClips = clips.Count;
        return clipped;
    }

    /// <summary>The same without a stop between codes and outputs.</summary>
    private int ConvertDirectly<TClips>(
        in BlockPlace place, PackedTile tile, int pass, float* bounds, float* codes, Workspace w, double* sums, ref TClips clips)
        where TClips : struct, IClipList
    {
        PackedSums packed = tile.Coding!.SumsOfPass[pass];
        int stride = w.CodeStride;
        int doubtful = 0;
        int* list = w.Doubtful.Pointer;
        int clipped = DirectStage<TLanes, TSingle, TDouble>.Decide(
            tile, packed, place.Samples, bounds, codes, stride, sums, list, w.DoubtfulSums.Pointer, ref doubtful, ref clips);
        if (doubtful == 0)
        {
            return clipped;
        }

        // The list is changed as conversions are settled; which registers wait is kept.
        int waiting = doubtful;
        new ReadOnlySpan<int>(list, waiting).CopyTo(w.Waiting.Span);
        if (packed.AmperesPerUnit is double[] amperes)
        {
            clipped += _exact.ResolveSums(place, pass, amperes, ref doubtful, codes, w);
        }

        if (doubtful * CostOfOne > place.Samples * tile.Lines)
        {
            clipped = _exact.Convert(place, pass, codes, w);
        }
        else if (doubtful > 0)
        {
            clipped += _exact.Resolve(place, pass, doubtful, codes, w);
        }

        DirectStage<TLanes, TSingle, TDouble>.AddOthers(tile, w.Waiting.Pointer, waiting, codes, stride, sums);
        return clipped;
    }

    /// <summary>The draws of one pass in slot order: the first sample's, and how far apart samples are.</summary>
    private (nint Draws, nint Stride) Draws(in BlockPlace place, PackedTile tile, int pass, Workspace w)
    {
        nint stride = _passes.Count * tile.DrawsPerRead;
        float* draws = w.Draws.Pointer + (pass * tile.DrawsPerRead);
        if (tile.LinesInOrder)
        {
            return ((nint)draws, stride);
        }

        for (int s = 0; s < place.Samples; s++)
        {
            for (int slot = 0; slot < tile.Lines; slot++)
            {
                w.Ordered.Pointer[(s * w.CodeStride) + slot] = draws[(s * stride) + tile.Line(slot)];
            }
        }

        return ((nint)w.Ordered.Pointer, w.CodeStride);
    }
}
