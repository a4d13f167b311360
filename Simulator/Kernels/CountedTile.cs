using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>A tile whose lines have two conductances each, as bits, and how counts become codes.</summary>
/// <remarks>
/// Step by step: p = count·scale + (inputs·middle + offset), clipped where p lies outside [<see cref="LowEnd"/>, <see cref="HighEnd"/>],
/// code = round(snap(clamp(p))), see <see cref="CodePosition"/>. Every count that there can be was converted this way and as the reference does; where
/// one of them came out otherwise, or the reference's own rounding might matter, there is no such tile. With two codes and m = 0 a comparison with
/// <see cref="Thresholds"/> does.
/// </remarks>
internal sealed class CountedTile
{
    /// <summary>Words of a line, so that bytes can be added.</summary>
    private const int MostWords = 31;

    /// <summary>Counts to be tried for lines with a middle, all together.</summary>
    private const int MostTried = 1 << 20;

    private readonly CountedLine[] _lines;

    private CountedTile(PackedTile tile, CountedLine[] lines, CountOrder order, int segment)
    {
        (Tile, _lines, Segment) = (tile, lines, segment);
        Words = order.WordsOf[segment];
        Slots = (tile.Lines + 15) / 16 * 16;
        Weights = new AlignedBuffer<ulong>(Words * Slots);
        (Scales, Middles, Offsets) = (new AlignedBuffer<double>(Slots), new AlignedBuffer<double>(Slots), new AlignedBuffer<double>(Slots));
        for (int slot = 0; slot < lines.Length; slot++)
        {
            CountedLine line = lines[slot];
            double codesPerSiemens = line.Volts * line.Gain * line.Adc.CodesPerAmpere;
            Scales.Span[slot] = line.Deviation * codesPerSiemens;
            Middles.Span[slot] = line.Middle * codesPerSiemens;
            Offsets.Span[slot] = (line.Offset - line.Adc.Origin) * line.Adc.CodesPerAmpere;
            HasMiddles |= line.Middle != 0;
            ReadOnlySpan<double> conductances = tile.Conductances.Span.Slice(slot * tile.Rows, tile.Rows);
            for (int row = 0; row < tile.Rows; row++)
            {
                int bit = order.Bit(segment, row);
                bool negative = conductances[row] < line.Middle;
                Weights.Span[(bit / 64 * Slots) + slot] |= negative ? 1ul << (bit % 64) : 0;
            }
        }

        ILinearAdc adc = lines[0].Adc;
        AdcRange unclipped = CodePosition.Unclipped(adc);
        (LowEnd, HighEnd) = ((unclipped.Low - adc.Origin) * adc.CodesPerAmpere, (unclipped.High - adc.Origin) * adc.CodesPerAmpere);
    }

    public PackedTile Tile { get; }

    /// <summary>Number of the inputs that it takes.</summary>
    public int Segment { get; }

    /// <summary>Words of a line.</summary>
    public int Words { get; }

    /// <summary>Lines, padded.</summary>
    public int Slots { get; }

    /// <summary>[word, slot]: a bit is set where the lower one of the conductances is.</summary>
    public AlignedBuffer<ulong> Weights { get; }

    /// <summary>Codes per count, one per slot.</summary>
    public AlignedBuffer<double> Scales { get; }

    /// <summary>Codes per input of 1, one per slot.</summary>
    public AlignedBuffer<double> Middles { get; }

    /// <summary>Codes from the origin's where nothing is driven, one per slot.</summary>
    public AlignedBuffer<double> Offsets { get; }

    /// <summary>Whether the sum of the inputs matters.</summary>
    public bool HasMiddles { get; }

    /// <summary>Below it a conversion counts as clipped, in codes; the same for all lines.</summary>
    public double LowEnd { get; }

    /// <summary>Above it a conversion counts as clipped, in codes; the same for all lines.</summary>
    public double HighEnd { get; }

    /// <summary>Two codes and nothing more to it; null: not so simple.</summary>
    public CountedThresholds? Thresholds { get; private set; }

    /// <summary>Packs a tile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="passes">What is read.</param>
    /// <param name="order">Rows as bits.</param>
    /// <param name="segment">Which inputs the tile takes.</param>
    /// <returns>Null where the tile cannot be counted.</returns>
    public static CountedTile? Of(PackedTile tile, IReadOnlyList<InputPass> passes, CountOrder order, int segment)
    {
        if (!IsCountable(passes) || tile.Coding is null || tile.IsNoisy || !tile.Sums.IsPlain || order.WordsOf[segment] > MostWords)
        {
            return null;
        }

        CountedLine[] lines = new CountedLine[tile.Lines];
        for (int slot = 0; slot < lines.Length; slot++)
        {
            if (!CountedLine.HasTwoValues(tile.Conductances.Span.Slice(slot * tile.Rows, tile.Rows), out double middle, out double deviation))
            {
                return null;
            }

            lines[slot] = new CountedLine(
                middle, deviation, tile.Coding.Adcs[slot], tile.Gain(slot), tile.Offset(slot), passes[0].VoltsPerDigit, tile.Rows);
        }

        CountedTile counted = new(tile, lines, order, segment);
        return counted.Holds() ? counted : null;
    }

    /// <summary>Whether inputs are -1, 0 and 1, driven at once.</summary>
    public static bool IsCountable(IReadOnlyList<InputPass> passes)
    {
        if (passes.Count != 1 || passes[0].IsIdeal || passes[0].LowestCode is not (0 or -1) || passes[0].Digits.Length != 2 - passes[0].LowestCode)
        {
            return false;
        }

        int code = passes[0].LowestCode;
        foreach (float digit in passes[0].Digits)
        {
            if (digit != code++)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tries every count; finds thresholds where there are two codes.</summary>
    private bool Holds()
    {
        PackedOutputs outputs = Tile.Sums;
        Dictionary<CountedLine, CountedThresholds.Line?> thresholds = [];
        bool compares = outputs.Terms.Length == 1 && outputs.Terms[0].First == 0 && outputs.Count == Tile.Lines;
        for (int slot = 0; compares && slot < _lines.Length; slot++)
        {
            if (!thresholds.TryGetValue(_lines[slot], out CountedThresholds.Line? line))
            {
                thresholds.Add(_lines[slot], line = CountedThresholds.Line.Of(_lines[slot]));
            }

            compares = line is not null;
        }

        if (compares)
        {
            Thresholds = new CountedThresholds([.. _lines.Select(line => thresholds[line]!.Value)], outputs, Slots);
            return true;
        }

        HashSet<CountedLine> tried = [];
        int pairs = 0;
        for (int slot = 0; slot < _lines.Length; slot++)
        {
            CountedLine line = _lines[slot];
            if (!tried.Add(line))
            {
                continue;
            }

            pairs += line.Middle == 0 ? 0 : line.Rows * 2 * line.Rows;
            if (pairs > MostTried)
            {
                return false;
            }

            foreach ((int inputs, int count) in line.Pairs())
            {
                if (!Holds(slot, inputs, count))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The steps of the kernel, and whether they give what the reference does.</summary>
    private bool Holds(int slot, int inputs, int count)
    {
        if (!_lines[slot].IsCertain(inputs, count, out int code, out bool clipped))
        {
            return false;
        }

        PackedCoding coding = Tile.Coding!;
        double still = (inputs * Middles.Span[slot]) + Offsets.Span[slot];
        double position = (count * Scales.Span[slot]) + still;
        double found = Math.Round(CodePosition.Of(Math.Clamp(position, coding.Lowest, coding.Highest)));
        return found == code - coding.Adcs[slot].OriginCode && (position < LowEnd || position > HighEnd) == clipped;
    }
}
