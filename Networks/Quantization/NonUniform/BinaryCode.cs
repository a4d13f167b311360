using MathNet.Numerics.LinearAlgebra;

namespace CrossbarSim.Networks.Quantization.NonUniform;

/// <summary>Numbers as a sum of signs with factors: w ≈ Σ a_m·B_m, B_m of ±1. A dot product becomes M of signs: M columns of binary cells.</summary>
/// <remarks>Source: Y. Guo et al., CVPR 2017 (greedy); C. Xu et al., ICLR 2018, arXiv:1802.00150 (alternating).</remarks>
public sealed class BinaryCode
{
    /// <summary>The most bases: each number finds the nearest of 2^M sums.</summary>
    public const int MostBases = 8;

    private BinaryCode(double[] factors, double[][] bases) => (Factors, Bases) = (factors, bases);

    /// <summary>a_m.</summary>
    public IReadOnlyList<double> Factors { get; }

    /// <summary>B_m, ±1.</summary>
    public IReadOnlyList<double[]> Bases { get; }

    /// <summary>Each base takes the signs of what those before it left over, with its mean magnitude for a factor.</summary>
    /// <param name="values">w.</param>
    /// <param name="bases">M, 1 to 8.</param>
    public static BinaryCode Greedy(ReadOnlySpan<double> values, int bases)
    {
        double[] residual = values.ToArray();
        double[] factors = new double[Checked(bases)];
        double[][] signs = new double[bases][];
        for (int m = 0; m < bases; m++)
        {
            signs[m] = [.. residual.Select(value => value >= 0 ? 1.0 : -1.0)];
            factors[m] = residual.Average(Math.Abs);
            for (int i = 0; i < residual.Length; i++)
            {
                residual[i] -= factors[m] * signs[m][i];
            }
        }

        return new BinaryCode(factors, signs);
    }

    /// <summary>From the greedy code on, by turns: factors of least squares for the signs, the nearest sum for every number. The error never grows.</summary>
    /// <param name="values">w.</param>
    /// <param name="bases">M, 1 to 8.</param>
    /// <param name="rounds">Turns; it ends sooner where nothing changes any more.</param>
    public static BinaryCode Alternating(ReadOnlySpan<double> values, int bases, int rounds = 10)
    {
        double[] all = values.ToArray();
        BinaryCode code = Greedy(values, bases);
        for (int round = 0; round < rounds; round++)
        {
            BinaryCode next = LeastSquares(all, [.. code.Bases]).WithNearestSums(all);
            bool settled = next.Factors.SequenceEqual(code.Factors) && next.Bases.Zip(code.Bases).All(pair => pair.First.SequenceEqual(pair.Second));
            code = next;
            if (settled)
            {
                break;
            }
        }

        return code;
    }

    /// <summary>The factors of least squares for given signs; the smallest of them where signs depend on each other.</summary>
    /// <param name="values">w.</param>
    /// <param name="bases">B_m, each as long.</param>
    public static BinaryCode LeastSquares(double[] values, double[][] bases)
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseOfColumnArrays(bases);
        Matrix<double> products = matrix.TransposeThisAndMultiply(matrix); // as small as there are bases: whole numbers, of which dependent signs leave exact zeros
        Vector<double> factors = products.PseudoInverse() * matrix.TransposeThisAndMultiply(Vector<double>.Build.Dense(values));
        return new BinaryCode(factors.ToArray(), bases);
    }

    /// <summary>The sums that stand for the numbers.</summary>
    public double[] Values()
    {
        double[] sums = new double[Bases[0].Length];
        for (int m = 0; m < Bases.Count; m++)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += Factors[m] * Bases[m][i];
            }
        }

        return sums;
    }

    /// <summary>The sum of squared differences from some numbers.</summary>
    public double SquaredError(ReadOnlySpan<double> values)
    {
        double[] sums = Values();
        double error = 0;
        for (int i = 0; i < sums.Length; i++)
        {
            error += (sums[i] - values[i]) * (sums[i] - values[i]);
        }

        return error;
    }

    internal static int Checked(int bases) => bases is >= 1 and <= MostBases
        ? bases : throw new ArgumentOutOfRangeException(nameof(bases), bases, "A binary code has 1 to 8 bases.");

    /// <summary>The same factors, each number with the signs of the nearest of all sums; of equal sums the first.</summary>
    private BinaryCode WithNearestSums(double[] values)
    {
        (double Sum, int Signs)[] sums = [.. Enumerable.Range(0, 1 << Factors.Count)
            .Select(signs => (Factors.Select((factor, m) => Sign(signs, m) * factor).Sum(), signs)).OrderBy(each => each.Item1)];
        double[] thresholds = [.. sums.Zip(sums.Skip(1), (low, high) => (low.Sum + high.Sum) / 2)];
        double[][] bases = [.. Factors.Select(_ => new double[values.Length])];
        for (int i = 0; i < values.Length; i++)
        {
            int signs = sums[NearestLevel.Of(values[i], thresholds)].Signs;
            for (int m = 0; m < bases.Length; m++)
            {
                bases[m][i] = Sign(signs, m);
            }
        }

        return new BinaryCode([.. Factors], bases);
    }

    private static double Sign(int signs, int m) => (signs >> m & 1) == 0 ? 1 : -1;
}
