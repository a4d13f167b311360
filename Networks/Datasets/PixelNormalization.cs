using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>How a pixel p in 0..255 becomes a network input: (p/255 − mean)/deviation, per channel.</summary>
public sealed class PixelNormalization : IEquatable<PixelNormalization>
{
    /// <summary>Sets one mean and one deviation per channel.</summary>
    /// <param name="means">Mean of p/255, dimensionless, finite; one per channel, or one for all of them.</param>
    /// <param name="deviations">Standard deviation of p/255, dimensionless, above zero; as many as means.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0, or a number is out of range.</exception>
    public PixelNormalization(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        if (means.IsEmpty || means.Length != deviations.Length)
        {
            throw new ArgumentException(
                "Expected as many deviations as means, at least one: "
                + $"got {means.Length} means and {deviations.Length} deviations.",
                nameof(deviations));
        }

        foreach (double mean in means)
        {
            if (!double.IsFinite(mean))
            {
                throw new ArgumentException($"A mean is a finite number, not {mean}.", nameof(means));
            }
        }

        foreach (double deviation in deviations)
        {
            if (!double.IsFinite(deviation) || deviation <= 0)
            {
                throw new ArgumentException($"A deviation is above zero, not {deviation}.", nameof(deviations));
            }
        }

        Means = [.. means];
        Deviations = [.. deviations];
    }

    /// <summary>Sets the same mean and deviation for every channel.</summary>
    /// <param name="mean">Mean of p/255, dimensionless, finite.</param>
    /// <param name="deviation">Standard deviation of p/255, dimensionless, above zero.</param>
    public PixelNormalization(double mean, double deviation)
        : this([mean], [deviation])
    {
    }

    /// <summary>Plain p/255: inputs from 0 to 1.</summary>
    public static PixelNormalization None { get; } = new(0, 1);

    /// <summary>Mean of p/255; one per channel, or one for all of them.</summary>
    public ImmutableArray<double> Means { get; }

    /// <summary>Standard deviation of p/255; one per channel, or one for all of them.</summary>
    public ImmutableArray<double> Deviations { get; }

    /// <summary>Whether another one does the same.</summary>
    public bool Equals(PixelNormalization? other) =>
        other is not null && Means.SequenceEqual(other.Means) && Deviations.SequenceEqual(other.Deviations);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PixelNormalization);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Means[0], Deviations[0], Means.Length);

    /// <summary>The input that every one of the 256 pixel values of one channel becomes.</summary>
    internal void FillTable(int channel, Span<float> table)
    {
        int entry = Means.Length == 1 ? 0 : channel;
        for (int pixel = 0; pixel < 256; pixel++)
        {
            // Computed in double and rounded once; without normalization this equals the float32 quotient p/255.
            table[pixel] = (float)(((pixel / 255.0) - Means[entry]) / Deviations[entry]);
        }
    }
}
