using System.Numerics;
using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <inheritdoc cref="CountedStage"/>
/// <remarks>
/// With n rows driven and k of them of the other sign than their weight, the count is n - 2k. A register holds a word of several lines.
/// </remarks>
internal sealed unsafe class CountedReader<TLanes, TSingle, TDouble, TBitLanes, TBits> : CountedStage
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TBitLanes : struct, IBitLanes<TBits, TDouble>
    where TSingle : struct
    where TDouble : struct
    where TBits : struct
{
    private const int Block = EngineShape.Block;
    private const int Stride = CountedRoom.WordStride;
    private readonly CountedTile[] _tiles;
    private readonly CountedInputs<TLanes, TSingle, TDouble, TBitLanes, TBits> _inputs;

    public CountedReader(CountedTile[] tiles, CountOrder order)
    {
        (_tiles, Order) = (tiles, order);
        _inputs = new CountedInputs<TLanes, TSingle, TDouble, TBitLanes, TBits>(order, tiles.Any(tile => tile.HasMiddles));
    }

    public override CountOrder Order { get; }

    public override void PackSamples(int samples, Workspace w)
    {
        for (int block = 0; block * Block < samples; block++)
        {
            _inputs.PackSamples(block, Math.Min(Block, samples - (block * Block)), w);
        }
    }

    public override void PackImage(WindowLayout layout, Workspace w) => _inputs.PackImage(layout, w);

    public override void PackWindows(WindowLayout layout, int samples, Workspace w)
    {
        for (int block = 0; block * Block < samples; block++)
        {
            _inputs.PackWindows(layout, block, Math.Min(Block, samples - (block * Block)), w);
        }
    }

    public override int Add(in BlockPlace place, Workspace w, double* sums)
    {
        CountedTile tile = _tiles[place.Tile];
        CountedRoom room = w.Counted!;
        int block = place.First / Block;
        int at = ((block * Order.Segments.Length) + tile.Segment) * CountedRoom.Width;
        ulong* bits = room.Bits.Pointer + (((block * Order.Words) + Order.FirstWords[tile.Segment]) * Stride);
        ulong* driven = room.Driven.Pointer + at;
        if (tile.Thresholds is CountedThresholds thresholds)
        {
            return tile.Words == 2 && !thresholds.Clips
                ? CompareTwo(tile, thresholds, place.Samples, bits, driven, sums)
                : Compare(tile, thresholds, place.Samples, bits, driven, sums);
        }

        Count(tile, place.Samples, bits, driven, w.Codes.Pointer, w.CodeStride);
        int clipped = Convert(tile, place.Samples, room.Sums.Pointer + at, w.Codes.Pointer, w.CodeStride);
        OutputStage<TLanes, TSingle, TDouble>.AddCodes(tile.Tile.Sums, place.Samples, w.Codes.Pointer, w.CodeStride, w.Gathered.Pointer, sums);
        return clipped;
    }

    /// <summary>k of one sample and some lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TBits Unlike(ulong* bits, ulong* weights, int slots, int words, TBits table, TBits nibbles)
    {
        TBits counts = TBitLanes.Broadcast(0);
        for (int word = 0; word < words; word++)
        {
            counts = TBitLanes.Add(counts, Bytes(bits, TBitLanes.Load(weights), table, nibbles));
            bits += Stride;
            weights += slots;
        }

        return TBitLanes.SumBytes(counts);
    }

    /// <summary>The same of one word, byte by byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TBits Bytes(ulong* bits, TBits weights, TBits table, TBits nibbles) => TBitLanes.CountBytes(
        TBitLanes.Unlike(TBitLanes.Broadcast(*bits), weights, TBitLanes.Broadcast(bits[CountedRoom.Width])), table, nibbles);

    /// <summary>From words to outputs where there are two codes, two words, as of 128 rows, and counts are never clipped: the usual tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CompareTwo(CountedTile tile, CountedThresholds thresholds, int samples, ulong* bits, ulong* driven, double* sums)
    {
        nint padded = tile.Tile.Sums.Padded;
        TBits table = TBitLanes.Load(CountingTables.Nibbles.Pointer);
        TBits nibbles = TBitLanes.Load(CountingTables.LowNibbles.Pointer);
        ulong* weights = tile.Weights.Pointer;
        ulong* later = weights + tile.Slots;
        ulong* limits = thresholds.Thresholds.Pointer;
        double* above = thresholds.Above.Pointer;
        double* below = thresholds.Below.Pointer;

        // Samples outside: their words stay in registers, and sums are gone through in the order in which they stand.
        for (nint s = 0; s < samples; s++)
        {
            TBits signs = TBitLanes.Broadcast(bits[s]);
            TBits rows = TBitLanes.Broadcast(bits[CountedRoom.Width + s]);
            TBits laterSigns = TBitLanes.Broadcast(bits[Stride + s]);
            TBits laterRows = TBitLanes.Broadcast(bits[Stride + CountedRoom.Width + s]);
            TBits n = TBitLanes.Broadcast(driven[s]);
            double* to = sums + (s * padded);
            for (nint slot = 0; slot < padded; slot += TBitLanes.Words)
            {
                TBits first = TBitLanes.Unlike(TBitLanes.Load(weights + slot), signs, rows);
                TBits second = TBitLanes.Unlike(TBitLanes.Load(later + slot), laterSigns, laterRows);
                TBits k = TBitLanes.Add(TBitLanes.CountBytes(first, table, nibbles), TBitLanes.CountBytes(second, table, nibbles));
                k = TBitLanes.SumBytes(k);

                // n - 2k > threshold
                TBits least = TBitLanes.Add(TBitLanes.Add(k, k), TBitLanes.Load(limits + slot));
                TDouble share = TBitLanes.Choose(least, n, TLanes.Load(above + slot), TLanes.Load(below + slot));
                TLanes.Store(to + slot, TLanes.Add(TLanes.Load(to + slot), share));
            }
        }

        return 0;
    }

    /// <summary>From words to outputs where there are two codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Compare(CountedTile tile, CountedThresholds thresholds, int samples, ulong* bits, ulong* driven, double* sums)
    {
        nint padded = tile.Tile.Sums.Padded;
        TBits table = TBitLanes.Load(CountingTables.Nibbles.Pointer);
        TBits nibbles = TBitLanes.Load(CountingTables.LowNibbles.Pointer);
        bool clips = thresholds.Clips;
        TBits clipped = TBitLanes.Broadcast(0);
        for (nint slot = 0; slot < padded; slot += TBitLanes.Words)
        {
            ulong* weights = tile.Weights.Pointer + slot;
            TBits threshold = TBitLanes.Load(thresholds.Thresholds.Pointer + slot);
            TBits lowest = TBitLanes.Load(thresholds.Lowest.Pointer + slot);
            TBits highest = TBitLanes.Load(thresholds.Highest.Pointer + slot);
            TDouble above = TLanes.Load(thresholds.Above.Pointer + slot);
            TDouble below = TLanes.Load(thresholds.Below.Pointer + slot);
            double* to = sums + slot;
            for (nint s = 0; s < samples; s++)
            {
                TBits k = Unlike(bits + s, weights, tile.Slots, tile.Words, table, nibbles);
                TBits twice = TBitLanes.Add(k, k);
                TBits n = TBitLanes.Broadcast(driven[s]);
                TDouble share = TBitLanes.Choose(TBitLanes.Add(twice, threshold), n, above, below);
                TLanes.Store(to, TLanes.Add(TLanes.Load(to), share));
                to += padded;
                if (clips)
                {
                    clipped = TBitLanes.CountLess(clipped, TBitLanes.Add(twice, highest), n);
                    clipped = TBitLanes.CountLess(clipped, n, TBitLanes.Add(twice, lowest));
                }
            }
        }

        ulong* each = stackalloc ulong[TBitLanes.Words];
        TBitLanes.Store(each, clipped);
        ulong all = 0;
        for (int i = 0; i < TBitLanes.Words; i++)
        {
            all += each[i];
        }

        return (int)all;
    }

    /// <summary>From words to counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(CountedTile tile, int samples, ulong* bits, ulong* driven, float* counts, nint stride)
    {
        TBits table = TBitLanes.Load(CountingTables.Nibbles.Pointer);
        TBits nibbles = TBitLanes.Load(CountingTables.LowNibbles.Pointer);
        for (nint slot = 0; slot < tile.Tile.Lines; slot += TBitLanes.Words)
        {
            ulong* weights = tile.Weights.Pointer + slot;
            for (nint s = 0; s < samples; s++)
            {
                TBits k = Unlike(bits + s, weights, tile.Slots, tile.Words, table, nibbles);
                TBits count = TBitLanes.Subtract(TBitLanes.Broadcast(driven[s]), TBitLanes.Add(k, k));
                TBitLanes.StoreSingles(counts + (s * stride) + slot, count);
            }
        }
    }

    /// <summary>From counts to codes, as <see cref="CountedTile"/> has it.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="inputs">Sum of the inputs of each sample; not looked at where lines have no middle.</param>
    /// <param name="codes">[samples, stride]: counts, replaced by codes from the origin's.</param>
    /// <param name="stride">From one sample's codes to the next one's.</param>
    /// <returns>How many were clipped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Convert(CountedTile tile, int samples, float* inputs, float* codes, nint stride)
    {
        TDouble lowEnd = TLanes.Broadcast(tile.LowEnd);
        TDouble highEnd = TLanes.Broadcast(tile.HighEnd);
        TDouble low = TLanes.Broadcast((double)tile.Tile.Coding!.Lowest);
        TDouble high = TLanes.Broadcast((double)tile.Tile.Coding.Highest);
        TDouble perStep = TLanes.Broadcast(CodePosition.PerStep);
        TDouble step = TLanes.Broadcast(1 / CodePosition.PerStep);
        int clipped = 0;
        for (nint s = 0; s < samples; s++)
        {
            TDouble sum = TLanes.Broadcast((double)(tile.HasMiddles ? inputs[s] : 0));
            float* line = codes + (s * stride);
            for (nint slot = 0; slot < tile.Tile.Lines; slot += TLanes.Doubles)
            {
                TDouble still = TLanes.Multiply(sum, TLanes.Load(tile.Middles.Pointer + slot));
                still = TLanes.Add(still, TLanes.Load(tile.Offsets.Pointer + slot));
                TDouble position = TLanes.Multiply(TLanes.Widen(line + slot), TLanes.Load(tile.Scales.Pointer + slot));
                position = TLanes.Add(position, still);
                uint beyond = TLanes.LessThan(position, lowEnd) | TLanes.LessThan(highEnd, position);
                nint rest = tile.Tile.Lines - slot;
                clipped += BitOperations.PopCount(rest >= TLanes.Doubles ? beyond : beyond & ((1u << (int)rest) - 1));
                position = TLanes.Clamp(position, low, high);
                position = TLanes.Multiply(TLanes.Round(TLanes.Multiply(position, perStep)), step);
                TLanes.Narrow(line + slot, TLanes.Round(position));
            }
        }

        return clipped;
    }
}
