using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>ACIQ: where to clip numbers of a known distribution, in closed form, and how to share bits among channels.</summary>
/// <remarks>
/// M bits over [-α, α], steps of 2α/2^M. Laplace of scale b: MSE = 2b²·e^(-α/b) + α²/(3·4^M). Gauss of deviation σ:
/// MSE = (α² + σ²)·erfc(α/(σ√2)) - √(2/π)·α·σ·e^(-α²/2σ²) + α²/(3·4^M). Clipped where its derivative is zero.
/// Source: R. Banner, Y. Nahshan, D. Soudry, NeurIPS 2019, arXiv:1810.05723.
/// </remarks>
public static class Aciq
{
    /// <summary>The best α/b of a Laplace distribution.</summary>
    /// <param name="bits">M, 1 to 16.</param>
    public static double LaplaceClip(int bits)
    {
        double weight = 1.0 / (3 * Math.Pow(4, Checked(bits)));
        return Root(alpha => (2 * alpha * weight) - (2 * Math.Exp(-alpha)));
    }

    /// <summary>Its mean squared error, in units of b².</summary>
    /// <param name="alpha">α/b.</param>
    /// <param name="bits">M.</param>
    public static double LaplaceError(double alpha, int bits) => (2 * Math.Exp(-alpha)) + (alpha * alpha / (3 * Math.Pow(4, bits)));

    /// <summary>The best α/σ of a Gauss distribution.</summary>
    /// <param name="bits">M, 1 to 16.</param>
    public static double GaussClip(int bits)
    {
        double weight = 1.0 / (3 * Math.Pow(4, Checked(bits)));
        return Root(alpha => (2 * alpha * SpecialFunctions.Erfc(alpha / Constants.Sqrt2))
            - (2 * Math.Sqrt(2 / Math.PI) * Math.Exp(-alpha * alpha / 2)) + (2 * alpha * weight));
    }

    /// <summary>Its mean squared error, in units of σ².</summary>
    /// <param name="alpha">α/σ.</param>
    /// <param name="bits">M.</param>
    public static double GaussError(double alpha, int bits) => (((alpha * alpha) + 1) * SpecialFunctions.Erfc(alpha / Constants.Sqrt2))
        - (Math.Sqrt(2 / Math.PI) * alpha * Math.Exp(-alpha * alpha / 2)) + (alpha * alpha / (3 * Math.Pow(4, bits)));

    /// <summary>The range of numbers taken to be of a Laplace distribution, b = mean|x - mean|.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="bits">M.</param>
    /// <param name="rectified">Whether they come from a rectifier: then 0 to α, with the α of one more bit.</param>
    public static ValueRange Laplace(ReadOnlySpan<double> values, int bits, bool rectified = false)
    {
        (double mean, _) = ThreeSigma.Moments(values);
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value - mean);
        }

        return Range(mean, sum / values.Length * LaplaceClip(rectified ? bits + 1 : bits), rectified);
    }

    /// <summary>The range of numbers taken to be of a Gauss distribution.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="bits">M.</param>
    /// <param name="rectified">Whether they come from a rectifier: then 0 to α, with the α of one more bit.</param>
    public static ValueRange Gauss(ReadOnlySpan<double> values, int bits, bool rectified = false)
    {
        (double mean, double sigma) = ThreeSigma.Moments(values);
        return Range(mean, sigma * GaussClip(rectified ? bits + 1 : bits), rectified);
    }

    /// <summary>Shares of a number of codes among channels: B_i = B·α_i^(2/3)/Σ α_j^(2/3); round(log2 B_i) are its bits.</summary>
    /// <param name="ranges">α_i, the range of each channel.</param>
    /// <param name="codes">B, all codes together.</param>
    public static double[] ShareCodes(IReadOnlyList<double> ranges, double codes)
    {
        double[] weights = [.. ranges.Select(range => Math.Pow(range, 2.0 / 3.0))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => codes * weight / sum)];
    }

    private static ValueRange Range(double mean, double alpha, bool rectified) =>
        rectified ? new ValueRange(0, alpha) : new ValueRange(mean - alpha, mean + alpha);

    private static double Root(Func<double, double> derivative) => Brent.FindRoot(derivative, 0.1, 40, 1e-13, 200);

    private static int Checked(int bits) =>
        bits is >= 1 and <= 16 ? bits : throw new ArgumentOutOfRangeException(nameof(bits), bits, "Clipping is known for 1 to 16 bits.");
}
