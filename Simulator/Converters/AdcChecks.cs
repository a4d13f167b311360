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

        Check(range);
    }

    public static void Check(AdcRange range)
    {
        if (range.IsEmpty || !double.IsFinite(range.Low) || !double.IsFinite(range.High))
        {
            throw new ArgumentException($"A converter's range is finite and not empty, got [{range.Low} A, {range.High} A].", nameof(range));
        }
    }

    public static void CheckSymmetric(AdcRange range)
    {
        if (range.Low != -range.High)
        {
            throw new ArgumentException($"This converter needs a range about zero, not [{range.Low} A, {range.High} A].", nameof(range));
        }
    }
}
