using CrossbarSim.Networks.Quantization.Ranges;

namespace CrossbarSim.Networks.Quantization.Uniform;

/// <summary>Equally spaced values, one of them zero: x̂ = S·(q - z), q = clamp(round(x/S) + z).</summary>
/// <remarks>
/// Source: B. Jacob et al., CVPR 2018, arXiv:1712.05877, equation 1; R. Krishnamoorthi, arXiv:1806.08342. Within the range x̂ is off by half a step at most.
/// </remarks>
/// <param name="Scale">S, the step; above zero.</param>
/// <param name="ZeroPoint">z, the code of zero.</param>
/// <param name="Codes">The codes.</param>
public readonly record struct UniformGrid(double Scale, int ZeroPoint, CodeRange Codes)
{
    /// <summary>The smallest scale: the machine epsilon of single precision, 2^-23.</summary>
    public const double LeastScale = 1.0 / (1 << 23);

    /// <summary>The grid of a range, as a scheme has it.</summary>
    /// <param name="range">What is to be represented; widened to hold zero. Empty: a scale of 1 about zero.</param>
    /// <param name="scheme">How.</param>
    /// <param name="bits">Resolution.</param>
    /// <param name="negatives">Whether codes have signs; an asymmetric grid has the same values either way, an symmetric one from zero one half of them below zero as well.</param>
    public static UniformGrid Of(ValueRange range, UniformScheme scheme, int bits, bool negatives = true)
    {
        CodeRange codes = (scheme, negatives) switch
        {
            (UniformScheme.SymmetricRestricted, _) => CodeRange.Restricted(bits),
            (_, true) => CodeRange.TwosComplement(bits),
            _ => CodeRange.FromZero(bits),
        };
        return scheme == UniformScheme.Asymmetric ? Asymmetric(range, codes) : Symmetric(range.Magnitude, codes);
    }

    /// <summary>The grid that spans a range.</summary>
    /// <param name="range">What is to be represented; widened to hold zero.</param>
    /// <param name="codes">The codes.</param>
    public static UniformGrid Asymmetric(ValueRange range, CodeRange codes)
    {
        if (range.IsEmpty)
        {
            return new UniformGrid(1, 0, codes);
        }

        double low = Math.Min(range.Low, 0);
        double scale = Math.Max((Math.Max(range.High, 0) - low) / (codes.Count - 1), LeastScale);
        return new UniformGrid(scale, ZeroPointOf(low, scale, codes), codes);
    }

    /// <summary>The grid about zero: S = 2·max|r|/(number of codes - 1), zero in the middle of the codes.</summary>
    /// <param name="magnitude">max|r|, zero or more.</param>
    /// <param name="codes">The codes.</param>
    public static UniformGrid Symmetric(double magnitude, CodeRange codes) =>
        new(Math.Max(magnitude / ((codes.Count - 1) / 2.0), LeastScale), (codes.Lowest + codes.Highest + 1) >> 1, codes);

    /// <summary>The code that zero has where the lowest value is the lowest code, as nearly as a code can.</summary>
    public static int ZeroPointOf(double low, double scale, CodeRange codes) =>
        (int)Math.Clamp(codes.Lowest - Math.Round(low / scale), codes.Lowest, codes.Highest);

    /// <summary>The code of a number.</summary>
    public int Code(double value, RoundingRule rounding = RoundingRule.HalfToEven) =>
        (int)Math.Clamp(Rounding.Round(value / Scale, rounding) + ZeroPoint, Codes.Lowest, Codes.Highest);

    /// <summary>The number that a code stands for.</summary>
    public double Value(int code) => Scale * (code - ZeroPoint);

    /// <summary>The number in the place of another.</summary>
    public double Quantize(double value) => Value(Code(value));

    /// <summary>The sum of squared differences that it makes.</summary>
    public double SquaredError(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            double error = Quantize(value) - value;
            sum += error * error;
        }

        return sum;
    }
}
