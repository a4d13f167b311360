using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The sizes of a packed matrix that room is made for.</summary>
internal sealed class EngineShape
{
    /// <summary>Samples that are summed together.</summary>
    public const int Block = 12;

    /// <param name="tiles">The tiles.</param>
    /// <param name="passes">What is read.</param>
    /// <param name="planes">Bits that are summed; null: none.</param>
    /// <param name="inputs">Inputs of the matrix.</param>
    /// <param name="counted">Bits that are counted, which makes everything else needless; null: none.</param>
    public EngineShape(IReadOnlyList<PackedTile> tiles, IReadOnlyList<InputPass> passes, BitPlanes? planes, int inputs, CountOrder? counted)
    {
        Counted = counted;
        (Inputs, Passes, IsIdeal) = (inputs, passes.Count, passes[0].IsIdeal);
        Segment[] segmentOfTile = [.. tiles.Select(tile => new Segment(tile.Region.FirstInput, tile.Rows))];
        Segment[] segments = [.. segmentOfTile.Distinct()];
        SegmentList = segments;
        SegmentOfTile = [.. segmentOfTile.Select(segment => Array.IndexOf(segments, segment))];
        Rows = tiles.Max(tile => tile.Rows);
        Slots = tiles.Max(tile => tile.Slots);
        Outputs = tiles.Max(tile => tile.Sums.Padded);
        IsNoisy = tiles.Any(tile => tile.IsNoisy);
        HasVariances = IsNoisy && tiles.Any(tile => tile.Variances is not null);
        DrawsPerRead = tiles.Max(tile => tile.DrawsPerRead);
        bool coded = counted is null && tiles.Any(tile => tile.Coding is not null);
        WordChunks = coded ? planes?.Chunks ?? 0 : 0;
        DensePasses = coded && planes is null ? passes.Count : 0;
        FirstGroupOfSegment = new int[segments.Length];
        int groups = 0;
        for (int segment = 0; segment < segments.Length; segment++)
        {
            FirstGroupOfSegment[segment] = groups;
            groups += SubsetTables.Groups(segments[segment].Rows);
        }

        GroupsPerWord = groups;
        NeedsNorms = tiles.Any(tile => tile.Coding is { } coding && coding.Sums.Any(sums => sums.BoundPerNorm > 0));
        SumBuffers = WordChunks > 0 ? 8 : 1;
        IsWhole = [.. passes.Select(IsWholeCode)];
        HasOwnSquares = [.. passes.Select(pass => !pass.IsIdeal && !SquaresOfDigits(pass))];

        // The chunk's inputs stay in a core's second-level cache beside the tiles.
        const int CodesInCache = 1 << 16;
        Chunk = Math.Clamp(CodesInCache / inputs / Math.Max(1, DensePasses) / Block, 1, 4) * Block;
    }

    /// <summary>Rows as bits that are counted; null: they are not.</summary>
    public CountOrder? Counted { get; }

    /// <summary>Samples in a chunk, a multiple of 12.</summary>
    public int Chunk { get; }

    /// <summary>Inputs of the matrix.</summary>
    public int Inputs { get; }

    /// <summary>Passes that are converted.</summary>
    public int Passes { get; }

    /// <summary>Passes whose digits are multiplied; 0 where they are bits.</summary>
    public int DensePasses { get; }

    /// <summary>Whether error bounds depend on how large inputs are: sums that are exact have none.</summary>
    public bool NeedsNorms { get; }

    /// <summary>Whether codes are voltages.</summary>
    public bool IsIdeal { get; }

    /// <summary>Whether the digits of each pass are the codes.</summary>
    public bool[] IsWhole { get; }

    /// <summary>Whether what each pass contributes to noise is anything but its digits squared.</summary>
    public bool[] HasOwnSquares { get; }

    /// <summary>Most rows of a tile.</summary>
    public int Rows { get; }

    /// <summary>Most slots of a tile.</summary>
    public int Slots { get; }

    /// <summary>Most outputs of a tile, padded.</summary>
    public int Outputs { get; }

    /// <summary>Inputs that tiles take.</summary>
    public Segment[] SegmentList { get; }

    /// <summary>How many segments there are.</summary>
    public int Segments => SegmentList.Length;

    /// <summary>The segment of each tile.</summary>
    public int[] SegmentOfTile { get; }

    /// <summary>The first group of four rows of each segment.</summary>
    public int[] FirstGroupOfSegment { get; }

    /// <summary>Groups of four rows, all segments together.</summary>
    public int GroupsPerWord { get; }

    /// <summary>Words of eight planes; 0 where digits are not bits.</summary>
    public int WordChunks { get; }

    /// <summary>Words of a block of samples.</summary>
    public int WordsPerBlock => WordChunks * GroupsPerWord * Block;

    /// <summary>Passes or planes that are summed at a time.</summary>
    public int SumBuffers { get; }

    /// <summary>Whether anything is drawn at reads.</summary>
    public bool IsNoisy { get; }

    /// <summary>Whether cells are noisy.</summary>
    public bool HasVariances { get; }

    /// <summary>Most draws of a read.</summary>
    public int DrawsPerRead { get; }

    private static bool IsWholeCode(InputPass pass)
    {
        if (pass.IsIdeal)
        {
            return true;
        }

        ReadOnlySpan<float> digits = pass.Digits;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] != pass.LowestCode + i)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SquaresOfDigits(InputPass pass)
    {
        for (int i = 0; i < pass.Digits.Length; i++)
        {
            double volts = pass.Volts(pass.LowestCode + i);
            if (pass.SquareVolts(pass.LowestCode + i) != volts * volts)
            {
                return false;
            }
        }

        return true;
    }
}
