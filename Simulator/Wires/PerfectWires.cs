namespace CrossbarSim.Simulator.Wires;

/// <summary>Lines without resistance: every cell counts in full.</summary>
public sealed class PerfectWires : IWires
{
    private PerfectWires()
    {
    }

    /// <summary>The only one there is.</summary>
    public static PerfectWires Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public WireResistances Resistances { get; } = new();

    /// <inheritdoc/>
    public void Effective(ReadOnlySpan<double> cells, int rows, int columns, Span<double> effective)
    {
        ArrayChecks.Check(cells, rows, columns, effective);
        cells.CopyTo(effective);
    }
}
