namespace CrossbarSim.Simulator.Kernels;

/// <summary>Which bit of which word stands for each row of a tile, where rows are counted in bits.</summary>
/// <remarks>
/// Tap by tap, channels side by side, so that a pixel's channels are copied together. A segment that begins or ends within a channel has bits
/// that stand for no row. A layer without windows has one tap.
/// </remarks>
internal sealed class CountOrder
{
    private readonly int[] _firstChannels;

    /// <param name="segments">The segments.</param>
    /// <param name="taps">Inputs that one channel adds to a window.</param>
    public CountOrder(Segment[] segments, int taps)
    {
        (Segments, Taps) = (segments, taps);
        _firstChannels = [.. segments.Select(segment => segment.First / taps)];
        Channels = [.. segments.Select(segment => ((segment.First + segment.Rows - 1) / taps) - (segment.First / taps) + 1)];
        WordsOf = [.. Channels.Select(channels => ((channels * taps) + 63) / 64)];
        FirstWords = [.. WordsOf.Select((_, i) => WordsOf.Take(i).Sum())];
        Words = WordsOf.Sum();
        Masks = new ulong[Words];
        for (int segment = 0; segment < segments.Length; segment++)
        {
            for (int row = 0; row < segments[segment].Rows; row++)
            {
                int bit = Bit(segment, row);
                Masks[FirstWords[segment] + (bit / 64)] |= 1ul << (bit % 64);
            }
        }
    }

    public Segment[] Segments { get; }

    /// <summary>Inputs that one channel adds to a window.</summary>
    public int Taps { get; }

    /// <summary>Channels that each segment touches.</summary>
    public int[] Channels { get; }

    /// <summary>Words of each segment.</summary>
    public int[] WordsOf { get; }

    /// <summary>The first word of each segment.</summary>
    public int[] FirstWords { get; }

    /// <summary>Words of all segments.</summary>
    public int Words { get; }

    /// <summary>The bits of each word that stand for rows.</summary>
    public ulong[] Masks { get; }

    /// <summary>The first channel of each segment.</summary>
    public int FirstChannel(int segment) => _firstChannels[segment];

    /// <summary>The bit, counted through a segment's words, that stands for one of its rows.</summary>
    public int Bit(int segment, int row)
    {
        int input = Segments[segment].First + row;
        return (input % Taps * Channels[segment]) + (input / Taps) - _firstChannels[segment];
    }
}
