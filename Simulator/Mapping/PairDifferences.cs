using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Mapping;

/// <summary>Numbers that stand in pairs, the second of each subtracted from the first.</summary>
internal static class PairDifferences
{
    /// <summary>Subtracts.</summary>
    /// <param name="pairs">[count, 2].</param>
    /// <param name="differences">Receives [count].</param>
    public static void Write(ReadOnlySpan<double> pairs, Span<double> differences)
    {
        int done = 0;
        if (Avx2.IsSupported)
        {
            ReadOnlySpan<Vector256<double>> twos = MemoryMarshal.Cast<double, Vector256<double>>(pairs);
            Span<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(differences);
            for (int four = 0; four < fours.Length; four++)
            {
                // Of two registers in turn: that order is put right.
                Vector256<double> mixed = Avx.HorizontalSubtract(twos[2 * four], twos[(2 * four) + 1]);
                fours[four] = Avx2.Permute4x64(mixed, 0b11_01_10_00);
            }

            done = 4 * fours.Length;
        }

        for (; done < differences.Length; done++)
        {
            differences[done] = pairs[2 * done] - pairs[(2 * done) + 1];
        }
    }
}
