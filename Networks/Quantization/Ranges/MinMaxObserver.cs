namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>From the lowest to the highest of all that was seen.</summary>
public sealed class MinMaxObserver : IRangeObserver
{
    private ValueRange _range = ValueRange.Empty;

    /// <inheritdoc/>
    public void See(ReadOnlySpan<double> values) => _range = _range.Union(ValueRange.Of(values));

    /// <inheritdoc/>
    public ValueRange Find() => _range;
}
