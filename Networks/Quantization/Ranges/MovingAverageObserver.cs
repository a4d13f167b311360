namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Lowest and highest of each batch, averaged with weights that fade: m ← m + c·(batch - m).</summary>
/// <remarks>The first batch is what the average starts from. Source: B. Jacob et al., CVPR 2018, arXiv:1712.05877, section 3.1.</remarks>
/// <param name="weight">c, the weight of the newest batch, above 0, at most 1.</param>
public sealed class MovingAverageObserver(double weight = 0.01) : IRangeObserver
{
    private readonly double _weight = weight is > 0 and <= 1
        ? weight : throw new ArgumentOutOfRangeException(nameof(weight), weight, "The weight of a batch is above 0 and at most 1.");
    private ValueRange _range = ValueRange.Empty;

    /// <inheritdoc/>
    public void See(ReadOnlySpan<double> values)
    {
        ValueRange batch = ValueRange.Of(values);
        if (!batch.IsEmpty)
        {
            _range = _range.IsEmpty
                ? batch
                : new ValueRange(_range.Low + (_weight * (batch.Low - _range.Low)), _range.High + (_weight * (batch.High - _range.High)));
        }
    }

    /// <inheritdoc/>
    public ValueRange Find() => _range;
}
