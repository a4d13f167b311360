using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CrossbarSim.Devices.Currents;

/// <summary>Hyperbolic functions of eight numbers at a time, the same on every machine.</summary>
internal static class Hyperbolic
{
    private const double Log2OfE = 1.4426950408889634;
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Rest = 2.3190468138462996e-17;
    private const double RoundToWhole = 6755399441055744.0; // 1.5·2^52: what is added to it ends up in the last bits
    private const long ExponentOfOne = 1023L << 52;

    /// <summary>sinh, right to a few units in the last place.</summary>
    /// <param name="x">Between -700 and 700.</param>
    /// <param name="cosh">cosh, as exactly.</param>
    /// <remarks>
    /// x = k·ln 2 + r with k whole and |r| at most ln(2)/2; sinh r and cosh r by their series, and sinh x = sinh(k·ln 2)·cosh r + cosh(k·ln 2)·sinh r, and cosh x likewise. For
    /// k = 0 what remains is the series, so that nothing cancels near zero. Only operations that IEEE 754 rounds: the same bits whatever the registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SinhCosh(Vector512<double> x, out Vector512<double> cosh)
    {
        Vector512<double> shifted = (x * Vector512.Create(Log2OfE)) + Vector512.Create(RoundToWhole);
        Vector512<double> k = shifted - Vector512.Create(RoundToWhole);
        Vector512<double> r = Vector512.FusedMultiplyAdd(k, Vector512.Create(-Ln2), x);
        r = Vector512.FusedMultiplyAdd(k, Vector512.Create(-Ln2Rest), r);

        Vector512<double> square = r * r;
        Vector512<double> odd = Vector512.Create(1.0 / 6227020800.0); // 1/13!
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 39916800.0));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 362880.0));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 5040.0));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 120.0));
        odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(1.0 / 6.0));
        Vector512<double> sinhR = Vector512.FusedMultiplyAdd(odd * square, r, r);

        Vector512<double> even = Vector512.Create(1.0 / 87178291200.0); // 1/14!
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 479001600.0));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 3628800.0));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 40320.0));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 720.0));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(1.0 / 24.0));
        even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(0.5));
        Vector512<double> coshR = Vector512.FusedMultiplyAdd(even, square, Vector512<double>.One);

        // The last bits of the shifted number, moved to where the exponent is, are 2^k less 2^0.
        Vector512<long> exponent = shifted.AsInt64() << 52;
        Vector512<double> half = Vector512.Create(0.5);
        Vector512<double> halfUp = (exponent + Vector512.Create(ExponentOfOne)).AsDouble() * half;
        Vector512<double> halfDown = (Vector512.Create(ExponentOfOne) - exponent).AsDouble() * half;
        Vector512<double> sinhK = halfUp - halfDown;
        Vector512<double> coshK = halfUp + halfDown;
        cosh = Vector512.FusedMultiplyAdd(sinhK, sinhR, coshK * coshR);
        return Vector512.FusedMultiplyAdd(coshK, sinhR, sinhK * coshR);
    }
}
