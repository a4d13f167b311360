namespace CrossbarSim.Simulator.Kernels;

/// <summary>How far a sum in single precision may be from the reference's, in code units.</summary>
/// <remarks>
/// <para>
/// Let a line's wanted value be T = Σᵢ xᵢ·gᵢ + c over n rows: xᵢ the DAC's code (or voltage), gᵢ conductance times everything
/// that turns it into ADC codes, c what the ADC's origin adds. Let u = 2^-24. What is computed has gᵢ rounded (u·|xᵢgᵢ|), xᵢ rounded when the
/// DAC is ideal (another), products rounded where they are not fused (another), and the running sum of up to <see cref="RunningRows"/> rows rounded after
/// each row: at most u times its size, which is at most the sum of |xⱼgⱼ| up to there. Of C such sums C - 1 additions make the whole. Term i, the j-th
/// of L in its running sum, is in L - j of them. Together, in first order,
/// </para>
/// <para>u·Σᵢ (L - j + C + 3)·|xᵢ|·|gᵢ| ≤ u·‖w∘x‖₂·‖g‖₂ with wᵢ = L - j + C + 3 (Cauchy-Schwarz),</para>
/// <para>
/// the first norm known per sample and tile, the second per line. Rounding c and adding it costs u·(|c| + |t|), turning a sum into codes (where it is
/// kept in other units) 2·u·(|c| + |t|), comparing with thresholds of at most 2^b codes a few u·2^b; where |t| is beyond twice the codes it is clipped
/// for certain, so 4·|c| + 10·codes covers all of it. Positions that the ADC itself rounds, to 2^-24 of a step, are covered too.
/// Second-order terms are (1 + u)^(2n) - 1 &lt; 5·10^-4 for n ≤ 4096; norms taken in single precision are off by less than that; the
/// reference's own rounding, in double precision, is 2^-29 of all this. A factor of 1.002 covers them. A smallest number covers underflow.
/// </para>
/// </remarks>
internal static class ErrorBound
{
    /// <summary>Most rows that the factor below was derived for.</summary>
    public const int MostRows = 4096;

    /// <summary>Rows in a running sum: short ones err less.</summary>
    public const int RunningRows = 32;

    private const double Unit = 1.002 / (1 << 24);

    /// <summary>w for a tile of so many rows.</summary>
    public static AlignedBuffer<float> Weights(int rows)
    {
        AlignedBuffer<float> weights = new(rows);
        int sums = (rows + RunningRows - 1) / RunningRows;
        for (int row = 0; row < rows; row++)
        {
            int first = row / RunningRows * RunningRows;
            weights.Span[row] = Math.Min(RunningRows, rows - first) - (row - first) + sums + 3;
        }

        return weights;
    }

    /// <summary>w, the same for all rows, where x is 0, 1 or -1 and rows are added four at a time; ‖x‖₂ is then the root of how many are not 0.</summary>
    /// <remarks>
    /// A subset is a sum of at most four (3 roundings), then in running sums of 16 groups, or of every other group, whichever is more, which are added at
    /// the end; with the rounding of g, and of a difference of two such sums, that is at most max(⌈G/2⌉, 16 + ⌈G/16⌉) + 6 for G groups.
    /// </remarks>
    public static float OfBits(int rows) => Math.Max((SubsetTables.Groups(rows) + 1) / 2, 16 + ((SubsetTables.Groups(rows) + 15) / 16)) + 6;

    /// <summary>How far noise may be from the reference's, relative to its standard deviation.</summary>
    /// <remarks>
    /// Variances are sums of positive terms: each of n + 12 roundings is relative to the whole, and the root halves them. The root, the product
    /// with a draw and its addition are three more, each relative to the largest draw; the draw itself is off by <see cref="ReadDraws.MaximumError"/>.
    /// </remarks>
    public static float OfNoise(int rows) => ReadDraws.MaximumError + (float)(ReadDraws.Largest * (((rows + 12) / 2.0) + 4) * Unit * 1.01);

    /// <summary>What one unit of ‖w∘x‖₂ adds to the bound, in codes.</summary>
    /// <param name="norm">Largest ‖g‖₂ of a tile's lines, in codes per unit of x.</param>
    public static float PerNorm(double norm) => (float)(norm * Unit * 1.000001);

    /// <summary>The part that does not depend on the inputs, in codes.</summary>
    /// <param name="offset">Largest |c| of a tile's lines, in codes.</param>
    /// <param name="codes">How many codes there are.</param>
    public static float Constant(double offset, int codes) => (float)(((4 * offset) + (10 * codes)) * Unit * 1.000001) + 1e-30f;
}
