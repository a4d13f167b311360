namespace CrossbarSim.Simulator.Kernels;

/// <summary>Lines of two codes each: which of the two, and what it adds to an output, is one comparison.</summary>
internal sealed class CountedThresholds
{
    /// <summary>Beyond every count.</summary>
    private const int Never = 1 << 20;

    /// <param name="lines">In slot order.</param>
    /// <param name="outputs">How codes become outputs: output i is line i.</param>
    /// <param name="slots">Lines, padded.</param>
    public CountedThresholds(Line[] lines, PackedOutputs outputs, int slots)
    {
        (Thresholds, Lowest, Highest) = (Filled(slots, Never), Filled(slots, -Never), Filled(slots, Never));
        (Below, Above) = (new AlignedBuffer<double>(slots), new AlignedBuffer<double>(slots));
        for (int slot = 0; slot < lines.Length; slot++)
        {
            Line line = lines[slot];
            (Thresholds.Span[slot], Lowest.Span[slot], Highest.Span[slot]) = ((ulong)(long)line.Threshold, (ulong)(long)line.Lowest, (ulong)(long)line.Highest);
            Below.Span[slot] = line.Below / outputs.Divisor.Span[slot];
            Above.Span[slot] = line.Above / outputs.Divisor.Span[slot];
            Clips |= line.Lowest > -line.Rows || line.Highest < line.Rows;
        }
    }

    /// <summary>Signed; counts above them have the other code. One per slot.</summary>
    public AlignedBuffer<ulong> Thresholds { get; }

    /// <summary>Signed: the lowest count that is not clipped, one per slot.</summary>
    public AlignedBuffer<ulong> Lowest { get; }

    /// <summary>Signed: the highest count that is not clipped, one per slot.</summary>
    public AlignedBuffer<ulong> Highest { get; }

    /// <summary>Whether any count is clipped.</summary>
    public bool Clips { get; }

    /// <summary>What counts up to the threshold add to the output, one per slot.</summary>
    public AlignedBuffer<double> Below { get; }

    /// <summary>What counts above the threshold add to the output, one per slot.</summary>
    public AlignedBuffer<double> Above { get; }

    private static AlignedBuffer<ulong> Filled(int length, long value)
    {
        AlignedBuffer<ulong> buffer = new(length);
        buffer.Span.Fill((ulong)value);
        return buffer;
    }

    /// <summary>One line.</summary>
    /// <param name="Threshold">Counts above it have the other code.</param>
    /// <param name="Lowest">The lowest count that is not clipped.</param>
    /// <param name="Highest">The highest count that is not clipped.</param>
    /// <param name="Below">What the code of counts up to the threshold stands for, in amperes.</param>
    /// <param name="Above">What the other one stands for, in amperes.</param>
    /// <param name="Rows">The highest count.</param>
    internal readonly record struct Line(int Threshold, int Lowest, int Highest, double Below, double Above, int Rows)
    {
        /// <summary>Null where there are more than two codes, more to it than the count, or the reference's rounding might matter.</summary>
        public static Line? Of(CountedLine line)
        {
            if (line.Adc.Codes != 2 || line.Middle != 0)
            {
                return null;
            }

            // Codes and clipping are monotone in the count: it is enough to find where they change.
            int rows = line.Rows;
            line.IsCertain(0, -rows, out int below, out _);
            line.IsCertain(0, rows, out int above, out _);
            (int threshold, int lowest, int highest) = (rows, Never, -Never);
            for (int count = rows; count >= -rows; count--)
            {
                if (!line.IsCertain(0, count, out int code, out bool clipped))
                {
                    return null;
                }

                threshold = code == above && above != below ? count - 1 : threshold;
                (lowest, highest) = clipped ? (lowest, highest) : (Math.Min(lowest, count), Math.Max(highest, count));
            }

            // Where all are clipped, all are below the lowest one.
            highest = Math.Max(lowest, highest);
            return new Line(threshold, lowest, highest, line.Adc.Value(below), line.Adc.Value(above), rows);
        }
    }
}
