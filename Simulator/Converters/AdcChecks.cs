namespace CrossbarSim.Simulator.Converters;

/// <summary>The checks that converters share.</summary>
internal static class AdcChecks
{
    public static void Check(int bits, int fewest, AdcRange range)
    {
        if (bits < fewest || bits > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"This converter has {fewest} to 16 bits.");
        }

        if (range.IsEmpty || !double.IsFinite(range.Low) || !double.IsFinite(range.High))
        {
            throw new ArgumentException($"A converter's range is finite and not empty, got [{range.Low} A, {range.High} A].", nameof(range));
        }
    }
}
