using static TorchSharp.torch;

namespace CrossbarSim.Networks.Quantization.Binary;

/// <summary>TWN: three weights for each group, -α, 0 and α.</summary>
/// <remarks>
/// Zero where |w| ≤ Δ = 0.7·mean|w|; α is the mean magnitude of the others. <see cref="Optimum"/> is the exact threshold, which maximises
/// (Σ of the k largest magnitudes)²/k. The gradient is 1. Source: F. Li, B. Zhang, B. Liu, arXiv:1605.04711.
/// </remarks>
/// <param name="request">Granularity.</param>
/// <param name="exact">Whether the exact threshold is searched.</param>
public sealed class TwnQuantizer(QuantizerRequest request, bool exact = false) : Quantizer(nameof(TwnQuantizer))
{
    private readonly Grouping _grouping = request.Grouping;

    /// <inheritdoc/>
    public override int? Levels => 3;

    /// <summary>Threshold and value of least squared error.</summary>
    /// <param name="weights">One or more.</param>
    /// <returns>What lies above the threshold, in magnitude, becomes ±α.</returns>
    public static (double Threshold, double Alpha) Optimum(ReadOnlySpan<double> weights)
    {
        double[] magnitudes = weights.ToArray();
        for (int i = 0; i < magnitudes.Length; i++)
        {
            magnitudes[i] = -Math.Abs(magnitudes[i]);
        }

        Array.Sort(magnitudes);
        (double sum, double best, int count) = (0, double.NegativeInfinity, 0);
        double alpha = 0;
        for (int k = 1; k <= magnitudes.Length; k++)
        {
            sum -= magnitudes[k - 1];
            if (sum * sum / k > best)
            {
                (best, count, alpha) = (sum * sum / k, k, sum / k);
            }
        }

        return (count == magnitudes.Length ? -1 : -magnitudes[count], alpha);
    }

    /// <inheritdoc/>
    protected override Tensor Quantize(Tensor input) => StraightThrough.Of(Values(input.detach()), input);

    private Tensor Values(Tensor input)
    {
        if (exact)
        {
            return _grouping.Scatter([.. _grouping.Gather(input).Select(Nearest)], input);
        }

        Tensor magnitude = input.abs();
        Tensor kept = StraightThrough.Mask(magnitude > _grouping.Spread(_grouping.Mean(magnitude) * 0.7), input);
        Tensor alpha = _grouping.Sum(magnitude * kept) / _grouping.Sum(kept).clamp_min(1);
        return input.sign() * kept * _grouping.Spread(alpha);
    }

    private static double[] Nearest(double[] weights)
    {
        (double threshold, double alpha) = Optimum(weights);
        return [.. weights.Select(weight => Math.Abs(weight) > threshold ? alpha * Math.Sign(weight) : 0)];
    }
}
