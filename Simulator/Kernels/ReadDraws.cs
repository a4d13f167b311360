using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The draws of many reads at once, in single precision.</summary>
internal static unsafe class ReadDraws
{
    /// <summary>How far a draw may be from the reference's.</summary>
    public const float MaximumError = 1e-6f;

    /// <summary>The largest draw there is.</summary>
    public const float Largest = 6.5f;

    /// <summary>Fills in draws from one position of a stream on.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="start">First position, a multiple of 4.</param>
    /// <param name="count">How many, a multiple of 4.</param>
    /// <param name="destination">Receives standard normal numbers.</param>
    public static void Fill(RandomKey key, long start, int count, float* destination)
    {
        Span<double> some = stackalloc double[64];
        for (int first = 0; first < count; first += some.Length)
        {
            Span<double> part = some[..Math.Min(some.Length, count - first)];
            key.FillNormal(part, start + first);
            for (int i = 0; i < part.Length; i++)
            {
                destination[first + i] = (float)part[i];
            }
        }
    }
}
