
namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Finds a range on all numbers at once, which it keeps: eight bytes a number.</summary>
/// <param name="find">The range of numbers; they may be put in order.</param>
public sealed class CollectingObserver(Func<double[], ValueRange> find) : IRangeObserver
{
    private readonly List<double> _values = [];

    /// <inheritdoc/>
    public void See(ReadOnlySpan<double> values) => _values.AddRange(values);

    /// <inheritdoc/>
    public ValueRange Find() => _values.Count == 0 ? ValueRange.Empty : find([.. _values]);
}
