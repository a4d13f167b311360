namespace CrossbarSim.Networks.Quantization.Reports;

/// <summary>The share of values that change from one batch to the next, in the mean over batches: whether binary weights have settled.</summary>
/// <remarks>Source: L. Geiger, P. Team, JOSS 5 (2020) 1746 (Larq).</remarks>
public sealed class FlipRatio
{
    private double[]? _before;
    private double _sum;
    private int _changes;

    /// <summary>The mean; 0 before the second batch.</summary>
    public double Value => _changes == 0 ? 0 : _sum / _changes;

    /// <summary>Sees the values of a batch.</summary>
    /// <param name="values">As many as before.</param>
    public void See(ReadOnlySpan<double> values)
    {
        if (_before is not null)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _before.Length);
            int changed = 0;
            for (int i = 0; i < values.Length; i++)
            {
                changed += values[i] == _before[i] ? 0 : 1;
            }

            _sum += (double)changed / values.Length;
            _changes++;
        }

        _before = values.ToArray();
    }
}
