namespace CrossbarSim.Devices.Models;

/// <summary>The checks every model makes before it programs.</summary>
internal static class Programming
{
    public static void Check(ReadOnlySpan<double> targets, ReadOnlySpan<double> programmed, double noiseScale)
    {
        if (programmed.Length != targets.Length)
        {
            throw new ArgumentException(
                $"Expected room for {targets.Length} conductances, got {programmed.Length}.", nameof(programmed));
        }

        if (!double.IsFinite(noiseScale) || noiseScale < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(noiseScale), noiseScale, "A noise scale is finite and zero or more.");
        }
    }
}
