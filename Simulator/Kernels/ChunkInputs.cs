using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>From inputs to what tiles are read with: codes, the digits of each pass or their bits, and how large they are.</summary>
internal sealed unsafe class ChunkInputs<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    private const int Block = EngineShape.Block;
    private readonly IReadOnlyList<InputPass> _passes;
    private readonly EngineShape _shape;
    private readonly BitPlanes? _planes;
    private readonly InputStage<TLanes, TSingle, TDouble> _stage;
    private readonly int _blocks;
    private readonly AlignedBuffer<float>[] _weights;

    public ChunkInputs(FrozenConverters converters, EngineShape shape, BitPlanes? planes)
    {
        (_passes, _shape, _planes) = (converters.Passes, shape, shape.WordChunks > 0 ? planes : null);
        _stage = new InputStage<TLanes, TSingle, TDouble>(converters.Dac);
        _weights = [.. shape.SegmentList.Select(segment => ErrorBound.Weights(segment.Rows))];
        _blocks = shape.Chunk / Block;
    }

    /// <summary>Converts a chunk of samples.</summary>
    /// <returns>How many inputs were clipped.</returns>
    public int ReadSamples(in ProductData data, int first, int samples, Workspace w)
    {
        w.MakeRoom();
        int clipped = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            long from = (long)(first + sample) * _shape.Inputs;
            int at = sample * w.InputStride;
            clipped += _stage.Convert(
                data.SingleInputs is null ? null : data.SingleInputs + from, data.DoubleInputs is null ? null : data.DoubleInputs + from,
                _shape.Inputs, w.Inputs.Pointer + at, _shape.IsIdeal ? w.InputVolts.Pointer + at : null);
        }

        for (int pass = 0; pass < _shape.DensePasses; pass++)
        {
            Digits(pass, samples * w.InputStride, w.Inputs.Pointer, w);
            for (int sample = 0; sample < samples; sample++)
            {
                float* digits = (_shape.IsWhole[pass] ? w.Inputs : w.Digits[pass]).Pointer + (sample * w.InputStride);
                for (int segment = 0; segment < _shape.Segments; segment++)
                {
                    w.Norms.Pointer[Norm(pass, sample / Block, segment) + (sample % Block)] =
                        !_shape.NeedsNorms ? 1 : InputStage<TLanes, TSingle, TDouble>.Norm(
                            digits + _shape.SegmentList[segment].First, _weights[segment].Pointer, _shape.SegmentList[segment].Rows);
                }
            }
        }

        for (int block = 0; _planes is not null && block * Block < samples; block++)
        {
            WordsOfSamples(block, Math.Min(Block, samples - (block * Block)), w);
        }

        return clipped;
    }

    /// <summary>Converts one image.</summary>
    /// <returns>How many inputs were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ReadImage(in ProductData data, int image, WindowLayout layout, Workspace w)
    {
        w.MakeRoom(layout);
        int pixels = layout.Windows.PixelsPerGroup;
        float* from = data.SingleInputs + ((long)image * layout.Windows.PixelsPerImage) + layout.Windows.FirstPixel;
        int clipped = _stage.Convert(from, null, pixels, w.Raw.Pointer, _shape.IsIdeal ? w.RawVolts.Pointer : null);
        layout.Write(w.Raw.Pointer, w.Inputs.Pointer);
        if (_shape.IsIdeal)
        {
            layout.Write(w.RawVolts.Pointer, w.InputVolts.Pointer);
        }

        for (int chunk = 0; _planes is not null && chunk < _planes.Chunks; chunk++)
        {
            uint* words = w.WordImages[chunk].Pointer;
            float* codes = w.Inputs.Pointer;
            _planes.Words(chunk, codes, layout.Length, words);
        }

        return clipped;
    }

    /// <summary>Takes some windows out of the image that was read last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TakeWindows(WindowLayout layout, int first, int samples, Workspace w)
    {
        layout.Places.AsSpan(first, samples).CopyTo(w.Places);
        for (int block = 0; block * Block < samples; block++)
        {
            int count = Math.Min(Block, samples - (block * Block));
            ReadOnlySpan<int> places = w.Places.AsSpan(block * Block, count);
            for (int pass = 0; pass < _shape.DensePasses; pass++)
            {
                float* panel = w.Digits[pass].Pointer + (block * Block * _shape.Inputs);
                if (_shape.IsWhole[pass])
                {
                    for (int segment = 0; segment < _shape.Segments; segment++)
                    {
                        (int from, int rows) = _shape.SegmentList[segment];
                        WindowCopy<TLanes, TSingle, TDouble>.Take(
                            w.Inputs.Pointer, layout.Offsets.AsSpan(from, rows), places, panel + (from * Block),
                            _shape.NeedsNorms ? _weights[segment].Pointer : null, w.Norms.Pointer + Norm(pass, block, segment));
                    }

                    if (_shape.HasVariances)
                    {
                        Squares(pass, Block * _shape.Inputs, panel, w.Squares[pass].Pointer + (block * Block * _shape.Inputs));
                    }

                    continue;
                }

                DigitsOfWindows(layout, pass, block, panel, w);
            }

            for (int chunk = 0; _planes is not null && chunk < _planes.Chunks; chunk++)
            {
                WordsOfWindows(layout, chunk, block, places, w);
            }
        }
    }

    /// <summary>Index of the norm of a block's first sample.</summary>
    public int Norm(int pass, int block, int segment) => ((((pass * _blocks) + block) * _shape.Segments) + segment) * 16;

    /// <summary>From codes to digits, and what they contribute to noise.</summary>
    private void Digits(int pass, int count, float* codes, Workspace w)
    {
        float* digits = w.Digits[pass].Pointer;
        float* squares = w.Squares[pass].Pointer;
        if (_shape.HasVariances)
        {
            Squares(pass, count, codes, squares);
        }

        for (int i = 0; !_shape.IsWhole[pass] && i < count; i++)
        {
            digits[i] = _passes[pass].Digit(codes[i]);
        }
    }

    /// <summary>The same for windows whose codes are driven in parts.</summary>
    private void DigitsOfWindows(WindowLayout layout, int pass, int block, float* panel, Workspace w)
    {
        ReadOnlySpan<int> places = w.Places.AsSpan(block * Block, Block);
        float* squares = w.Squares[pass].Pointer + (block * Block * _shape.Inputs);
        new Span<float>(w.Norms.Pointer + Norm(pass, block, 0), _shape.Segments * 16).Clear();
        for (int segment = 0; segment < _shape.Segments; segment++)
        {
            (int first, int rows) = _shape.SegmentList[segment];
            float* norms = w.Norms.Pointer + Norm(pass, block, segment);
            for (int row = 0; row < rows; row++)
            {
                for (int s = 0; s < Block; s++)
                {
                    int at = ((first + row) * Block) + s;
                    panel[at] = w.Inputs.Pointer[places[s] + layout.Offsets[first + row]];
                    float digit = _passes[pass].Digit(panel[at]);
                    float weighted = digit * _weights[segment].Pointer[row];
                    norms[s] += weighted * weighted;
                }
            }

            for (int s = 0; s < Block; s++)
            {
                norms[s] = MathF.Sqrt(norms[s]);
            }
        }

        int count = Block * _shape.Inputs;
        if (_shape.HasVariances)
        {
            Squares(pass, count, panel, squares);
        }

        for (int i = 0; i < count; i++)
        {
            panel[i] = _passes[pass].Digit(panel[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Squares(int pass, int count, float* codes, float* squares)
    {
        InputPass input = _passes[pass];
        if (_shape.IsWhole[pass] && !_shape.HasOwnSquares[pass])
        {
            // Both ends are padded to a register.
            for (int i = 0; i < count; i += TLanes.Singles)
            {
                TSingle code = TLanes.Load(codes + i);
                TLanes.Store(squares + i, TLanes.Multiply(code, code));
            }

            return;
        }

        double unit = input.VoltsPerDigit * input.VoltsPerDigit;
        for (int i = 0; i < count; i++)
        {
            squares[i] = (float)(input.SquareVolts(codes[i]) / unit);
        }
    }

    private void WordsOfSamples(int block, int samples, Workspace w)
    {
        for (int chunk = 0; chunk < _planes!.Chunks; chunk++)
        {
            uint* words = w.Words.Pointer + (block * _shape.WordsPerBlock) + (chunk * _shape.GroupsPerWord * Block);
            for (int sample = 0; sample < samples; sample++)
            {
                float* codes = w.Inputs.Pointer + (((block * Block) + sample) * w.InputStride);
                int at = sample;
                foreach ((int first, int rows) in _shape.SegmentList)
                {
                    for (int row = 0; row < rows; row += SubsetTables.GroupRows)
                    {
                        uint word = 0;
                        for (int i = Math.Min(SubsetTables.GroupRows, rows - row) - 1; i >= 0; i--)
                        {
                            word = (word << 1) | _planes.Word(chunk, codes[first + row + i]);
                        }

                        words[at] = word;
                        at += Block;
                    }
                }
            }
        }
    }

    private void WordsOfWindows(WindowLayout layout, int chunk, int block, ReadOnlySpan<int> places, Workspace w)
    {
        // Bits of an image are copied as if they were numbers; adding is what differs.
        uint* words = w.Words.Pointer + (block * _shape.WordsPerBlock) + (chunk * _shape.GroupsPerWord * Block);
        uint* image = w.WordImages[chunk].Pointer;
        foreach ((int first, int rows) in _shape.SegmentList)
        {
            for (int row = 0; row < rows; row += SubsetTables.GroupRows)
            {
                WindowCopy<TLanes, TSingle, TDouble>.Gather(image, layout.Offsets.AsSpan(first + row, Math.Min(SubsetTables.GroupRows, rows - row)), places, words);
                words += Block;
            }
        }
    }
}
