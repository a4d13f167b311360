namespace CrossbarSim.Devices.Currents;

/// <summary>The check every law makes of what it is given.</summary>
internal static class Lengths
{
    public static void Check(ReadOnlySpan<double> volts, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes)
    {
        if (values.Length != volts.Length || slopes.Length != volts.Length)
        {
            throw new ArgumentException(
                $"Expected room for {volts.Length} values and slopes, got {values.Length} and {slopes.Length}.", nameof(values));
        }
    }
}
