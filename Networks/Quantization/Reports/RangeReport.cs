using CrossbarSim.Networks.Quantization.Ranges;

namespace CrossbarSim.Networks.Quantization.Reports;

/// <summary>What a tensor's values span beside what three standard deviations span: whether it has outliers.</summary>
/// <remarks>Where mean ± 3σ lies within what was seen, it would clip outliers; where it does not, it would waste codes. <see cref="Both"/> is a sensible range.</remarks>
/// <param name="Seen">From the lowest to the highest value.</param>
/// <param name="ThreeSigma">Mean ± 3σ, σ that of a population.</param>
public sealed record RangeReport(ValueRange Seen, ValueRange ThreeSigma)
{
    /// <summary>The report of some values.</summary>
    public static RangeReport Of(ReadOnlySpan<double> values) => new(ValueRange.Of(values), Ranges.ThreeSigma.Of(values));

    /// <summary>The mean of the values.</summary>
    public double Mean => (ThreeSigma.Low + ThreeSigma.High) / 2;

    /// <summary>Their standard deviation.</summary>
    public double Sigma => ThreeSigma.Width / 6;

    /// <summary>Whether three deviations on either side span more than the values do.</summary>
    public bool SigmaSpansMore => ThreeSigma.Width > Seen.Width;

    /// <summary>Whether mean + 3σ would clip the highest value.</summary>
    public bool SigmaClipsHighest => ThreeSigma.High < Seen.High;

    /// <summary>What is in both ranges.</summary>
    public ValueRange Both => Seen.Intersection(ThreeSigma);
}
