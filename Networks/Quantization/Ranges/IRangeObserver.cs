namespace CrossbarSim.Networks.Quantization.Ranges;

/// <summary>Finds a range on numbers that pass by.</summary>
public interface IRangeObserver
{
    /// <summary>Sees numbers, in one or several calls.</summary>
    void See(ReadOnlySpan<double> values);

    /// <summary>The range of all that was seen; empty where nothing was.</summary>
    ValueRange Find();
}
