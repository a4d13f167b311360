using System.Globalization;
using CrossbarSim.Networks.Quantization.Ranges;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Integer;

/// <summary>Signed fixed point, Qm.n: a sign, m bits before the point and n behind it; from -2^m to 2^m - 2^-n in steps of 2^-n.</summary>
/// <remarks>
/// The sign is not one of the m bits. Where all values are small, m is below zero: as many of the bits behind the point are not kept. Where steps are larger than 1, n is below zero.
/// </remarks>
/// <param name="IntegerBits">m.</param>
/// <param name="FractionBits">n.</param>
public readonly record struct FixedPointFormat(int IntegerBits, int FractionBits)
{
    /// <summary>The most bits that a number may have here: products of two such numbers are then summed without rounding in double precision.</summary>
    public const int MostBits = 16;

    /// <summary>All bits, the sign among them: 1 + m + n.</summary>
    public int Bits => 1 + IntegerBits + FractionBits;

    /// <summary>2^-n.</summary>
    public double Step => Math.ScaleB(1, -FractionBits);

    /// <summary>The lowest number.</summary>
    public double Lowest => -Math.ScaleB(1, IntegerBits);

    /// <summary>The highest number.</summary>
    public double Highest => Math.ScaleB(1, IntegerBits) - Step;

    /// <summary>The integer bits that a range needs: the smallest m for which -2^m is not above its lowest number and 2^m is above its highest. Of zero alone, 0.</summary>
    /// <param name="range">Not empty. Finite.</param>
    public static int IntegerBitsOf(ValueRange range)
    {
        int above = range.High > 0 ? Math.ILogB(range.High) + 1 : int.MinValue;
        int exponent = range.Low < 0 ? Math.ILogB(range.Low) : 0;
        int below = range.Low < 0 ? exponent + (-range.Low > Math.ScaleB(1, exponent) ? 1 : 0) : int.MinValue;
        int bits = Math.Max(above, below);
        return bits == int.MinValue ? 0 : bits;
    }

    /// <summary>The format of so many bits with the integer bits that a range needs.</summary>
    /// <param name="range">Not empty. Finite.</param>
    /// <param name="bits">2 to <see cref="MostBits"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Any other number of bits.</exception>
    public static FixedPointFormat Of(ValueRange range, int bits)
    {
        if (bits is < 2 or > MostBits)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"A fixed-point number has 2 to {MostBits} bits here.");
        }

        int integers = IntegerBitsOf(range);
        return new FixedPointFormat(integers, bits - 1 - integers);
    }

    /// <summary>The number in the place of another: to the nearest, from the middle to the even one; held at the ends.</summary>
    public double Quantize(double value) => Math.Clamp(Math.Round(value / Step) * Step, Lowest, Highest);

    /// <summary>The same of a tensor, of its precision. Without gradient.</summary>
    public Tensor Quantize(Tensor values)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable frozen = torch.no_grad();
        return (values / Step).round_().mul_((Scalar)Step).clamp_((Scalar)Lowest, (Scalar)Highest).MoveToOuterDisposeScope();
    }

    /// <summary>Signal over error in dB: 10·log10(Σx²/Σ(q(x) - x)²); infinite where nothing is lost.</summary>
    public double SignalToError(ReadOnlySpan<double> values)
    {
        (double signal, double error) = (0, 0);
        foreach (double value in values)
        {
            double off = Quantize(value) - value;
            (signal, error) = (signal + (value * value), error + (off * off));
        }

        return error == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / error);
    }

    /// <summary>The format of fewest bits that has the integer bits values need, and a signal over error of so many dB or more; null: none up to <see cref="MostBits"/> has.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="decibels">40 is an error of 1 %, root mean square.</param>
    public static FixedPointFormat? Needed(ReadOnlySpan<double> values, double decibels)
    {
        ValueRange range = ValueRange.Of(values);
        for (int bits = 2; bits <= MostBits; bits++)
        {
            FixedPointFormat format = Of(range, bits);
            if (format.SignalToError(values) >= decibels)
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>As in Q2.5.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Q{IntegerBits}.{FractionBits}");
}
