using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>Uniform numbers in [0, 1), each the upper 53 of 64 bits.</summary>
internal static unsafe class Uniforms
{
    /// <summary>Numbers at a time: they and their words stay in the first-level cache.</summary>
    private const int Most = 256;

    /// <summary>Fills with the numbers of a stream.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="start">Where in the stream the first of them stands.</param>
    /// <param name="width">Registers to use; the numbers are the same with all.</param>
    [SkipLocalsInit]
    public static void Fill(RandomKey key, Span<double> destination, long start, RegisterWidth width)
    {
        PhiloxWords.CheckRange(start, destination.Length);
        ulong* bits = stackalloc ulong[Most];
        fixed (double* numbers = destination)
        {
            for (int done = 0; done < destination.Length;)
            {
                // Only the first time need the first half of a block not be wanted.
                int skip = (int)((start + done) & 1);
                int count = Math.Min(Most - skip, destination.Length - done);
                PhiloxWords.Fill(key, (start + done) >> 1, (skip + count + 1) >> 1, (uint*)bits, width);
                FromBits(bits + skip, numbers + done, count, width);
                done += count;
            }
        }
    }

    private static void FromBits(ulong* bits, double* numbers, int count, RegisterWidth width)
    {
        int done = width switch
        {
            RegisterWidth.Bits512 => Uniforms<DrawLanes512, Vector512<double>>.FromBits(bits, numbers, count),
            RegisterWidth.Bits256 => Uniforms<DrawLanes256, Vector256<double>>.FromBits(bits, numbers, count),
            RegisterWidth.Bits128 => Uniforms<DrawLanes128, Vector128<double>>.FromBits(bits, numbers, count),
            _ => 0,
        };
        Uniforms<DrawLanesScalar, double>.FromBits(bits + done, numbers + done, count - done);
    }
}

/// <inheritdoc cref="Uniforms"/>
internal static unsafe class Uniforms<TLanes, TDouble>
    where TLanes : struct, IDoubleLanes<TDouble>
{
    /// <summary>Makes numbers of bits as long as they fill a register.</summary>
    /// <returns>How many were made.</returns>
    public static int FromBits(ulong* bits, double* numbers, int count)
    {
        int done = 0;
        for (; done <= count - TLanes.Doubles; done += TLanes.Doubles)
        {
            TLanes.Store(numbers + done, TLanes.Multiply(TLanes.WidenUpper(bits + done), 1.0 / (1L << 53)));
        }

        return done;
    }
}
