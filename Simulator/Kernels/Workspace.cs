namespace CrossbarSim.Simulator.Kernels;

/// <summary>What one thread needs to work on one chunk of samples. Used again and again.</summary>
internal sealed class Workspace
{
    private readonly EngineShape _shape;
    private WindowLayout? _layout;

    /// <param name="shape">Sizes that do not change.</param>
    public Workspace(EngineShape shape)
    {
        _shape = shape;
        int blocks = shape.Chunk / EngineShape.Block;
        Counted = shape.Counted is null ? null : new CountedRoom(shape.Counted, blocks);
        CodeStride = shape.Slots + 16; // outputs padded to a register may read past their own slots

        // Samples start an odd number of cache lines apart: they do not compete for the same sets of a cache.
        InputStride = (((shape.Inputs + 15) / 16) | 1) * 16;
        Norms = new AlignedBuffer<float>(shape.DensePasses * blocks * shape.Segments * 16);
        Places = new int[shape.Chunk];
        Words = new AlignedBuffer<uint>((blocks * shape.WordsPerBlock) + 16);
        Codes = new AlignedBuffer<float>(shape.SumBuffers * EngineShape.Block * CodeStride);
        Variances = new AlignedBuffer<float>(shape.IsNoisy ? Codes.Length : 0);
        Draws = new AlignedBuffer<float>(shape.IsNoisy ? (EngineShape.Block * shape.Passes * shape.DrawsPerRead) + 32 : 0);
        Ordered = new AlignedBuffer<float>(shape.IsNoisy ? EngineShape.Block * CodeStride : 0);
        Doubtful = new AlignedBuffer<int>(EngineShape.Block * CodeStride);
        Waiting = new AlignedBuffer<int>(EngineShape.Block * CodeStride);
        Clips = new AlignedBuffer<int>(EngineShape.Block * CodeStride);
        DoubtfulSums = new AlignedBuffer<float>(EngineShape.Block * CodeStride);
        RowVolts = new AlignedBuffer<double>(EngineShape.Block * shape.Rows);
        VoltsByRow = new AlignedBuffer<double>(16 * shape.Rows);
        Currents = new AlignedBuffer<double>(16 * shape.Slots);
        Gathered = new AlignedBuffer<float>(2 * shape.Outputs);
        Totals = new AlignedBuffer<double>(EngineShape.Block * shape.Outputs);
        Sums = new AlignedBuffer<double>(shape.Chunk * shape.Outputs);
        Inputs = new AlignedBuffer<float>(0);
        InputVolts = new AlignedBuffer<double>(0);
        Raw = new AlignedBuffer<float>(0);
        RawVolts = new AlignedBuffer<double>(0);
        Digits = new AlignedBuffer<float>[shape.DensePasses];
        Squares = new AlignedBuffer<float>[shape.DensePasses];
        WordImages = new AlignedBuffer<uint>[shape.WordChunks];
        Array.Fill(Digits, Raw);
        Array.Fill(Squares, Raw);
        Array.Fill(WordImages, new AlignedBuffer<uint>(0));
    }

    public int InputStride { get; }

    public int CodeStride { get; }

    /// <summary>DAC codes, or volts when ideal: [chunk, input stride], or an image as <see cref="WindowLayout"/> has it.</summary>
    public AlignedBuffer<float> Inputs { get; private set; }

    /// <summary>The same in double precision; empty unless the DAC is ideal.</summary>
    public AlignedBuffer<double> InputVolts { get; private set; }

    /// <summary>DAC codes of an image as they come.</summary>
    public AlignedBuffer<float> Raw { get; private set; }

    /// <summary>Volts of an image as they come; empty unless the DAC is ideal.</summary>
    public AlignedBuffer<double> RawVolts { get; private set; }

    /// <summary>Digits of each pass: [chunk, input stride], or [block, inputs, 12].</summary>
    public AlignedBuffer<float>[] Digits { get; }

    /// <summary>What each pass contributes to noise, laid out as the digits; empty where nothing is noisy.</summary>
    public AlignedBuffer<float>[] Squares { get; }

    /// <summary>Bits of an image, eight planes a word.</summary>
    public AlignedBuffer<uint>[] WordImages { get; }

    /// <summary>[block, word of planes, group, 12].</summary>
    public AlignedBuffer<uint> Words { get; }

    /// <summary>[pass, block, segment, 16].</summary>
    public AlignedBuffer<float> Norms { get; }

    /// <summary>Where the windows of a chunk stand in the image.</summary>
    public int[] Places { get; }

    /// <summary>[planes at a time, 12, code stride], first sums, then codes.</summary>
    public AlignedBuffer<float> Codes { get; }

    /// <summary>[planes at a time, 12, code stride].</summary>
    public AlignedBuffer<float> Variances { get; }

    /// <summary>[12, passes, draws of a read].</summary>
    public AlignedBuffer<float> Draws { get; }

    /// <summary>[12, code stride], draws of one pass in slot order.</summary>
    public AlignedBuffer<float> Ordered { get; }

    /// <summary>Sample · code stride + slot of the conversions that single precision cannot decide.</summary>
    public AlignedBuffer<int> Doubtful { get; }

    /// <summary>A copy of that list.</summary>
    public AlignedBuffer<int> Waiting { get; }

    /// <summary>Sample · code stride + slot of clipped conversions, where they are listed on the way.</summary>
    public AlignedBuffer<int> Clips { get; }

    /// <summary>Whether anybody asks which conversions are clipped.</summary>
    public bool ListsClips { get; set; }

    /// <summary>How many are listed; fewer than were clipped: the list is not all there is.</summary>
    public int ListedClips { get; set; }

    /// <summary>Their sums.</summary>
    public AlignedBuffer<float> DoubtfulSums { get; }

    /// <summary>[12, rows], volts of the samples that are read again.</summary>
    public AlignedBuffer<double> RowVolts { get; }

    /// <summary>[rows, 16], the same the other way round.</summary>
    public AlignedBuffer<double> VoltsByRow { get; }

    /// <summary>[slots, 16], amperes.</summary>
    public AlignedBuffer<double> Currents { get; }

    /// <summary>Codes gathered for outputs.</summary>
    public AlignedBuffer<float> Gathered { get; }

    /// <summary>[12, padded outputs of a tile], currents over all passes.</summary>
    public AlignedBuffer<double> Totals { get; }

    /// <summary>[chunk, padded outputs of a tile], sums over row tiles.</summary>
    public AlignedBuffer<double> Sums { get; }

    /// <summary>Bits, where tiles are counted.</summary>
    public CountedRoom? Counted { get; }

    /// <summary>Makes room for samples.</summary>
    public void MakeRoom()
    {
        _layout = null;
        int length = (_shape.Chunk * InputStride) + 16;
        Inputs = AtLeast(Inputs, length);
        InputVolts = AtLeast(InputVolts, _shape.IsIdeal ? length : 0);
        for (int pass = 0; pass < Digits.Length; pass++)
        {
            Digits[pass] = AtLeast(Digits[pass], _shape.IsWhole[pass] ? 0 : length);
            Squares[pass] = AtLeast(Squares[pass], _shape.HasVariances ? length : 0);
        }
    }

    /// <summary>Makes room for images.</summary>
    public void MakeRoom(WindowLayout layout)
    {
        if (layout == _layout)
        {
            return;
        }

        // An image is written over the last one: the padding around it stays.
        _layout = layout;
        Inputs.Span.Clear();
        InputVolts.Span.Clear();
        int pixels = layout.Windows.PixelsPerGroup + 16;
        Inputs = AtLeast(Inputs, layout.Length);
        Raw = AtLeast(Raw, pixels);
        RawVolts = AtLeast(RawVolts, _shape.IsIdeal ? pixels : 0);
        InputVolts = AtLeast(InputVolts, _shape.IsIdeal ? layout.Length : 0);
        int panels = (_shape.Chunk * _shape.Inputs) + 16;
        for (int pass = 0; pass < Digits.Length; pass++)
        {
            Digits[pass] = AtLeast(Digits[pass], panels);
            Squares[pass] = AtLeast(Squares[pass], _shape.HasVariances ? panels : 0);
        }

        for (int chunk = 0; chunk < WordImages.Length; chunk++)
        {
            if (WordImages[chunk].Length < layout.Length)
            {
                WordImages[chunk] = new AlignedBuffer<uint>(layout.Length);
            }
        }
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        Release<float>([Inputs, Raw, Codes, Variances, Draws, Ordered, DoubtfulSums, Gathered, Norms, .. Digits, .. Squares]);
        Release<double>([InputVolts, RawVolts, RowVolts, VoltsByRow, Currents, Totals, Sums]);
        Release<uint>([Words, .. WordImages]);
        Release<int>([Doubtful, Waiting, Clips]);
    }

    private static void Release<T>(AlignedBuffer<T>[] buffers)
        where T : unmanaged => Array.ForEach(buffers, buffer => buffer.Release());

    private static AlignedBuffer<T> AtLeast<T>(AlignedBuffer<T> buffer, int length)
        where T : unmanaged => buffer.Length >= length ? buffer : new AlignedBuffer<T>(length);
}
