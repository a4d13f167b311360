using System.Runtime.CompilerServices;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters.</summary>
/// <remarks>
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
/// <see href="https://doi.org/10.1145/2063384.2063405"/>. Ten rounds; checked against the Random123 vectors.
/// </remarks>
public static class Philox4x32
{
    internal const uint MultiplierA = 0xD2511F53;
    internal const uint MultiplierB = 0xCD9E8D57;
    internal const uint WeylA = 0x9E3779B9; // the golden ratio
    internal const uint WeylB = 0xBB67AE85; // sqrt(3) - 1

    /// <summary>The 128 random bits that belong to a counter under a key.</summary>
    /// <param name="counter">Four 32-bit words; every value is allowed.</param>
    /// <param name="key0">First word of the key.</param>
    /// <param name="key1">Second word of the key.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxBlock Block(PhiloxBlock counter, uint key0, uint key1)
    {
        (uint c0, uint c1, uint c2, uint c3) = counter;
        for (int round = 0; round < 10; round++)
        {
            ulong a = (ulong)MultiplierA * c0;
            ulong b = (ulong)MultiplierB * c2;
            c0 = (uint)(b >> 32) ^ c1 ^ key0;
            c2 = (uint)(a >> 32) ^ c3 ^ key1;
            c1 = (uint)b;
            c3 = (uint)a;
            key0 += WeylA;
            key1 += WeylB;
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }
}

/// <summary>Four 32-bit words: a counter going in, random bits coming out.</summary>
/// <param name="W0">First word.</param>
/// <param name="W1">Second word.</param>
/// <param name="W2">Third word.</param>
/// <param name="W3">Fourth word.</param>
public readonly record struct PhiloxBlock(uint W0, uint W1, uint W2, uint W3);
