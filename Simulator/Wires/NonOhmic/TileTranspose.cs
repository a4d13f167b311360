using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CrossbarSim.Simulator.Wires.Eights;

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
            DoublesIn512.Transpose(from, fromStride, to, toStride);
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
