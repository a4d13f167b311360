namespace CrossbarSim.Devices.Randomness;

/// <summary>The standard normal distribution.</summary>
public static class NormalDistribution
{
    /// <summary>The number below which a standard normal variable falls with the given probability.</summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    /// <remarks>
    /// Algorithm AS 241 (PPND16), relative error about 1e-16: M. J. Wichura, "The percentage points of the normal
    /// distribution", Appl. Statist. 37 (1988) 477-484, <see href="https://doi.org/10.2307/2347330"/>.
    /// </remarks>
    public static double Quantile(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double r = 0.180625 - (q * q);
            return q * Ratio(
                r,
                2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
                13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
                5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
                5394.1960214247511077, 687.1870074920579083, 42.313330701600911252);
        }

        double tail = Math.Sqrt(-Math.Log(q < 0 ? probability : 1.0 - probability));
        double value = tail <= 5.0
            ? Ratio(
                tail - 1.6,
                7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
                3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
                1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
                0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187)
            : Ratio(
                tail - 5.0,
                2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
                0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
                6.6579046435011037772,
                2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
                7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769);
        return q < 0 ? -value : value;
    }

    /// <summary>A quotient of two polynomials of degree seven, highest power first; the last denominator term is 1.</summary>
    private static double Ratio(
        double r,
        double a7, double a6, double a5, double a4, double a3, double a2, double a1, double a0,
        double b7, double b6, double b5, double b4, double b3, double b2, double b1)
    {
        double numerator = (((((((((((((a7 * r) + a6) * r) + a5) * r) + a4) * r) + a3) * r) + a2) * r) + a1) * r) + a0;
        double denominator = (((((((((((((b7 * r) + b6) * r) + b5) * r) + b4) * r) + b3) * r) + b2) * r) + b1) * r) + 1.0;
        return numerator / denominator;
    }
}
