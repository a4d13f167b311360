using TorchSharp;
using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.PartialSums;

/// <summary>What stands in the place of the derivative of an ADC.</summary>
public enum AdcGradient
{
    /// <summary>The Gaussian of the nearest threshold (IGA): Δ·exp(-r²/2σ²)/√(2πσ²), r the distance from the nearest whole step.</summary>
    NearestGaussian,

    /// <summary>The sum of the Gaussians of all thresholds: the same but near the ends, where the nearest whole step is no threshold.</summary>
    AllGaussians,

    /// <summary>1.</summary>
    Identity,

    /// <summary>1 within the range, else 0.</summary>
    Clipped,
}

/// <summary>The ADC of a column's partial sum: 2^k values from -R to R, both among them, R being the rows of the array.</summary>
/// <remarks>
/// Δ = 2R/(2^k - 1), values -R + iΔ, thresholds at whole steps jΔ. A sum on a threshold goes up; with one bit, the sense amplifier, it goes down: 0 is -R.
/// Sums are rounded to 2^-16 of a step first, so that those that are equal but for the rounding of their additions get the same code. The derivative is a
/// sum of impulses Δ·δ(s - jΔ); the surrogate makes each a Gaussian of area 1 and deviation σ.
/// </remarks>
public sealed class PartialSumAdc : nn.Module<Tensor, Tensor>
{
    private const double PositionsPerStep = 1 << 16;

    /// <summary>Elements of a block: few enough for a core's cache, many enough for calls to cost little.</summary>
    private const long BlockElements = 1 << 16;

    private readonly AdcGradient _gradient;

    /// <summary>An ADC.</summary>
    /// <param name="bits">k, 1 to 32.</param>
    /// <param name="fullScale">R, in units of the sum: 128 where 128 cells of ±1 are read with inputs of ±1.</param>
    /// <param name="gradient">What stands in the place of the derivative.</param>
    /// <param name="sigma">σ, in units of the sum; null: <see cref="UsualSigma"/>. Not looked at without Gaussians.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of bits, a full scale or σ that cannot be; or no σ where none is usual.</exception>
    public PartialSumAdc(int bits, double fullScale = 128, AdcGradient gradient = AdcGradient.NearestGaussian, double? sigma = null)
        : base(nameof(PartialSumAdc))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 32);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fullScale);
        (Bits, FullScale, _gradient) = (bits, fullScale, gradient);
        Step = 2 * fullScale / (Codes - 1);
        Sigma = gradient is AdcGradient.Identity or AdcGradient.Clipped ? 0 : sigma ?? UsualSigma(bits, fullScale);
        if (gradient is AdcGradient.NearestGaussian or AdcGradient.AllGaussians)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Sigma, nameof(sigma));
        }
    }

    /// <summary>k.</summary>
    public int Bits { get; }

    /// <summary>R: the highest value, and the lowest but for the sign.</summary>
    public double FullScale { get; }

    /// <summary>Δ.</summary>
    public double Step { get; }

    /// <summary>σ; 0 without Gaussians.</summary>
    public double Sigma { get; }

    /// <summary>How many values there are.</summary>
    public long Codes => 1L << Bits;

    /// <summary>The values, from the lowest. For few bits.</summary>
    public IReadOnlyList<double> Values => [.. Enumerable.Range(0, (int)Codes).Select(code => -FullScale + (Step * code))];

    /// <summary>The thresholds between them.</summary>
    public IReadOnlyList<double> Thresholds => [.. Enumerable.Range(1, (int)Codes - 1).Select(code => (code - (Codes / 2)) * Step)];

    /// <summary>σ in published use for 128 rows: 6, 5, 4 and 2.5 for 1 to 4 bits; for other arrays in proportion to the full scale.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Any other number of bits.</exception>
    public static double UsualSigma(int bits, double fullScale = 128) => fullScale / 128 * bits switch
    {
        1 => 6,
        2 => 5,
        3 => 4,
        4 => 2.5,
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "A surrogate gradient of more than 4 bits needs its sigma said."),
    };

    /// <summary>Converts partial sums of any shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Tensor sums = input.detach();
        if (!(input.requires_grad && torch.is_grad_enabled()))
        {
            return InBlocks(sums, torch.empty_like(sums), Convert).MoveToOuterDisposeScope();
        }

        Tensor slope = _gradient switch
        {
            AdcGradient.Identity => torch.ones_like(sums),
            _ => InBlocks(sums, torch.empty_like(sums), Differentiate),
        };
        return StraightThrough.Of(input, slope, values => InBlocks(sums, values, Convert)).MoveToOuterDisposeScope();
    }

    /// <summary>Goes through a tensor block by block, so that the passes over a block find it in the cache.</summary>
    private static Tensor InBlocks(Tensor input, Tensor output, Action<Tensor, Tensor> fill)
    {
        using IDisposable frozen = torch.no_grad();
        long first = input.ndim == 0 ? 0 : input.shape[0];
        long count = first == 0 ? 0 : Math.Clamp(BlockElements / Math.Max(1, input.numel() / first), 1, first);
        if (count == first)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            fill(input, output);
            return output;
        }

        for (long start = 0; start < first; start += count)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            long length = Math.Min(count, first - start);
            fill(input.narrow(0, start, length), output.narrow(0, start, length));
        }

        return output;
    }

    /// <summary>Writes the values of sums.</summary>
    private void Convert(Tensor sums, Tensor values)
    {
        if (Bits == 1)
        {
            values.copy_(sums).gt_((Scalar)(0.5 / PositionsPerStep * Step)).mul_((Scalar)(2 * FullScale)).sub_((Scalar)FullScale);
            return;
        }

        values.copy_(sums).mul_((Scalar)(1 / Step)).mul_((Scalar)PositionsPerStep).round_().mul_((Scalar)(1 / PositionsPerStep)).floor_()
            .clamp_((Scalar)(double)(-Codes / 2), (Scalar)(double)((Codes / 2) - 1)).mul_((Scalar)Step).add_((Scalar)((Codes / 2 * Step) - FullScale));
    }

    /// <summary>Writes the surrogate's slopes at sums.</summary>
    private void Differentiate(Tensor sums, Tensor slopes)
    {
        switch (_gradient)
        {
            case AdcGradient.Clipped:
                slopes.copy_(sums).abs_().le_((Scalar)FullScale);
                break;
            case AdcGradient.NearestGaussian:
                slopes.copy_(sums).mul_((Scalar)(1 / Step)); // from the middle of the range
                Gaussian(slopes.sub_(slopes.round()), Sigma / Step);
                break;
            default:
                slopes.zero_();
                foreach (double threshold in Thresholds)
                {
                    slopes.add_(Gaussian(sums - threshold, Sigma));
                }

                break;
        }
    }

    /// <summary>Δ times the density of a normal distribution of deviation σ, in the place of distances.</summary>
    /// <param name="distance">Distances, in any unit; overwritten.</param>
    /// <param name="sigma">σ in that unit.</param>
    private Tensor Gaussian(Tensor distance, double sigma) =>
        distance.mul_(distance).mul_((Scalar)(-0.5 / (sigma * sigma))).exp_().mul_((Scalar)(Step / (Sigma * Math.Sqrt(2 * Math.PI))));
}
