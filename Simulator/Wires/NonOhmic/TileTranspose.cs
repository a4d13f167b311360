using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Rows for columns, in registers: a square of as many numbers a side as a register has lanes.</summary>
internal static unsafe class TileTranspose
{
    /// <summary>Writes a square the other way round.</summary>
    /// <param name="lanes">Numbers a side; 8 and 4 go through registers where there are some.</param>
    /// <param name="from">The first number of the first row.</param>
    /// <param name="fromStride">Numbers from one row to the next.</param>
    /// <param name="to">Receives the square; another place.</param>
    /// <param name="toStride">Numbers from one row to the next there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(int lanes, double* from, nint fromStride, double* to, nint toStride)
    {
        if (lanes == 8 && Avx512F.IsSupported)
        {
            Copy8(from, fromStride, to, toStride);
        }
        else if (lanes == 4 && Avx.IsSupported)
        {
            Copy4(from, fromStride, to, toStride);
        }
        else
        {
            for (int row = 0; row < lanes; row++)
            {
                for (int column = 0; column < lanes; column++)
                {
                    to[(column * toStride) + row] = from[(row * fromStride) + column];
                }
            }
        }
    }

    private static void Copy8(double* from, nint fromStride, double* to, nint toStride)
    {
        Vector512<double> r0 = Vector512.Load(from);
        Vector512<double> r1 = Vector512.Load(from + fromStride);
        Vector512<double> r2 = Vector512.Load(from + (2 * fromStride));
        Vector512<double> r3 = Vector512.Load(from + (3 * fromStride));
        Vector512<double> r4 = Vector512.Load(from + (4 * fromStride));
        Vector512<double> r5 = Vector512.Load(from + (5 * fromStride));
        Vector512<double> r6 = Vector512.Load(from + (6 * fromStride));
        Vector512<double> r7 = Vector512.Load(from + (7 * fromStride));

        // Pairs of rows: lanes 0, 2, 4, 6 of both, side by side, and lanes 1, 3, 5, 7.
        Vector512<double> even01 = Avx512F.UnpackLow(r0, r1);
        Vector512<double> odd01 = Avx512F.UnpackHigh(r0, r1);
        Vector512<double> even23 = Avx512F.UnpackLow(r2, r3);
        Vector512<double> odd23 = Avx512F.UnpackHigh(r2, r3);
        Vector512<double> even45 = Avx512F.UnpackLow(r4, r5);
        Vector512<double> odd45 = Avx512F.UnpackHigh(r4, r5);
        Vector512<double> even67 = Avx512F.UnpackLow(r6, r7);
        Vector512<double> odd67 = Avx512F.UnpackHigh(r6, r7);

        // Quarters 0 and 2, or 1 and 3, of two pairs; then the same of two fours.
        Quarters(even01, even23, even45, even67, to, toStride);
        Quarters(odd01, odd23, odd45, odd67, to + toStride, toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        Vector512<double> rows01, Vector512<double> rows23, Vector512<double> rows45, Vector512<double> rows67, double* to, nint toStride)
    {
        Vector512<double> first0To3 = Avx512F.Shuffle4x128(rows01, rows23, 0b10_00_10_00);
        Vector512<double> second0To3 = Avx512F.Shuffle4x128(rows01, rows23, 0b11_01_11_01);
        Vector512<double> first4To7 = Avx512F.Shuffle4x128(rows45, rows67, 0b10_00_10_00);
        Vector512<double> second4To7 = Avx512F.Shuffle4x128(rows45, rows67, 0b11_01_11_01);
        Avx512F.Shuffle4x128(first0To3, first4To7, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(second0To3, second4To7, 0b10_00_10_00).Store(to + (2 * toStride));
        Avx512F.Shuffle4x128(first0To3, first4To7, 0b11_01_11_01).Store(to + (4 * toStride));
        Avx512F.Shuffle4x128(second0To3, second4To7, 0b11_01_11_01).Store(to + (6 * toStride));
    }

    private static void Copy4(double* from, nint fromStride, double* to, nint toStride)
    {
        Vector256<double> r0 = Vector256.Load(from);
        Vector256<double> r1 = Vector256.Load(from + fromStride);
        Vector256<double> r2 = Vector256.Load(from + (2 * fromStride));
        Vector256<double> r3 = Vector256.Load(from + (3 * fromStride));
        Vector256<double> even01 = Avx.UnpackLow(r0, r1);
        Vector256<double> odd01 = Avx.UnpackHigh(r0, r1);
        Vector256<double> even23 = Avx.UnpackLow(r2, r3);
        Vector256<double> odd23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(even01, even23, 0x20).Store(to);
        Avx.Permute2x128(odd01, odd23, 0x20).Store(to + toStride);
        Avx.Permute2x128(even01, even23, 0x31).Store(to + (2 * toStride));
        Avx.Permute2x128(odd01, odd23, 0x31).Store(to + (3 * toStride));
    }
}
