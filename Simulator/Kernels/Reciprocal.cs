namespace CrossbarSim.Simulator.Kernels;

/// <summary>One over a divisor as an unevaluated sum of two numbers, to about 106 bits: a division for the price of a multiplication.</summary>
/// <remarks>
/// a·High + (a·Low) with one fused operation is off a/b by some 2^-105 of it before the final rounding, so it is the correctly rounded
/// quotient unless a/b lies that near to the middle of two numbers. Where the dividends are known, all of them are simply tried.
/// </remarks>
internal readonly record struct Reciprocal(double High, double Low)
{
    public static Reciprocal Of(double divisor)
    {
        double high = 1.0 / divisor;
        return new Reciprocal(high, Math.FusedMultiplyAdd(-divisor, high, 1.0) / divisor);
    }

    /// <summary>What stands for dividend / divisor.</summary>
    public double Times(double dividend) => Math.FusedMultiplyAdd(dividend, High, dividend * Low);
}
