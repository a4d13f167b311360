using System.Runtime.CompilerServices;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The quotients of polynomials that make up the inverse of the normal distribution, for one width of registers.</summary>
/// <remarks>
/// Algorithm AS 241 (PPND16): M. J. Wichura, "The percentage points of the normal distribution", Appl. Statist. 37 (1988) 477-484,
/// <see href="https://doi.org/10.2307/2347330"/>.
/// </remarks>
internal static class NormalRatios<TLanes, TDouble>
    where TLanes : struct, IDoubleLanes<TDouble>
{
    /// <summary>The number that belongs to a probability q above one half.</summary>
    /// <param name="q">At most <see cref="NormalDistribution.CentralReach"/> either way.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TDouble Central(TDouble q) => TLanes.Multiply(q, Ratio(
        TLanes.Subtract(0.180625, TLanes.Multiply(q, q)),
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
        5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083, 42.313330701600911252));

    /// <summary>The size of the number that belongs to a tail, up to 5.</summary>
    /// <param name="tail">sqrt(-ln p) of the smaller probability p.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TDouble NearTail(TDouble tail) => Ratio(
        TLanes.Add(tail, -1.6),
        7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
        3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
        0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187);

    /// <summary>The size of the number that belongs to a tail beyond 5.</summary>
    /// <inheritdoc cref="NearTail"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TDouble FarTail(TDouble tail) => Ratio(
        TLanes.Add(tail, -5.0),
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
        0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
        6.6579046435011037772,
        2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
        7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769);

    /// <summary>A quotient of two polynomials of degree seven, highest power first; the last denominator term is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TDouble Ratio(
        TDouble r,
        double a7, double a6, double a5, double a4, double a3, double a2, double a1, double a0,
        double b7, double b6, double b5, double b4, double b3, double b2, double b1)
    {
        TDouble numerator = TLanes.Add(TLanes.Multiply(r, a7), a6);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a5);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a4);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a3);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a2);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a1);
        numerator = TLanes.Add(TLanes.Multiply(numerator, r), a0);
        TDouble denominator = TLanes.Add(TLanes.Multiply(r, b7), b6);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), b5);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), b4);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), b3);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), b2);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), b1);
        denominator = TLanes.Add(TLanes.Multiply(denominator, r), 1.0);
        return TLanes.Divide(numerator, denominator);
    }
}
