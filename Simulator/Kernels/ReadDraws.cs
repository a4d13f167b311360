using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The draws of many reads at once, in single precision.</summary>
internal static unsafe class ReadDraws
{
    /// <summary>How far a draw may be from the reference's.</summary>
    public const float MaximumError = ApproximateNormals.MaximumError;

    /// <summary>The largest draw there is.</summary>
    public const float Largest = 6.5f;

    /// <summary>Fills in draws from one position of a stream on.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="start">First position, a multiple of 4.</param>
    /// <param name="count">How many, a multiple of 4.</param>
    /// <param name="destination">Receives standard normal numbers.</param>
    public static void Fill(RandomKey key, long start, int count, float* destination) =>
        ApproximateNormals.Fill(key, start / 4, count / 4, destination);
}
