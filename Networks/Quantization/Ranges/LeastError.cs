using CrossbarSim.Networks.Quantization.Uniform;
using CrossbarSim.Simulator.Converters;

namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Ranges of least squared error: of numbers, as one quantizer or two in a row make of them.</summary>
public static class LeastError
{
    /// <summary>The range about zero that a symmetric grid errs least on: the first minimum among max|x|·i/N.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="candidates">N.</param>
    public static ValueRange Symmetric(double[] values, CodeRange codes, int candidates = RangeSearch.Candidates)
    {
        double largest = ValueRange.Of(values).Magnitude;
        return ValueRange.About(largest * RangeSearch.LeastError(part => UniformGrid.Symmetric(part * largest, codes).SquaredError(values), candidates));
    }

    /// <summary>The range that an asymmetric grid errs least on: both ends are cut by the same share of themselves, the first minimum.</summary>
    public static ValueRange Asymmetric(double[] values, CodeRange codes, int candidates = RangeSearch.Candidates)
    {
        ValueRange all = ValueRange.Of(values);
        double part = RangeSearch.LeastError(each => UniformGrid.Asymmetric(Cut(each), codes).SquaredError(values), candidates);
        return Cut(part);

        ValueRange Cut(double each) => new(Math.Min(all.Low, 0) * each, Math.Max(all.High, 0) * each);
    }

    /// <summary>OMSE: the step of least squared error by a line search, S = max|x|·i/N/(2^(b-1) - 1), the first minimum; all 2^b signed codes.</summary>
    /// <remarks>Source: Y. Choukroun et al., ICCV Workshops 2019, arXiv:1902.06822.</remarks>
    /// <param name="values">One or more: a kernel.</param>
    /// <param name="bits">Two or more.</param>
    /// <param name="candidates">N.</param>
    public static UniformGrid Omse(double[] values, int bits, int candidates = 400)
    {
        double largest = ValueRange.Of(values).Magnitude;
        CodeRange codes = CodeRange.TwosComplement(bits);
        return Grid(RangeSearch.LeastError(part => Grid(part).SquaredError(values), candidates));

        UniformGrid Grid(double part) => new(Math.Max(largest * part / codes.Highest, UniformGrid.LeastScale), 0, codes);
    }

    /// <summary>OMSE for layers that one tensor is not enough for: x ≈ Q(x) + Q(x - Q(x)).</summary>
    /// <param name="values">One or more.</param>
    /// <param name="bits">Of each of the two.</param>
    /// <returns>The two grids.</returns>
    public static (UniformGrid First, UniformGrid Residual) DualOmse(double[] values, int bits)
    {
        UniformGrid first = Omse(values, bits);
        return (first, Omse([.. values.Select(value => value - first.Quantize(value))], bits));
    }
}
