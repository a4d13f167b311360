namespace CrossbarSim.Simulator.Wires;

/// <summary>What the lines of an array make of its cells.</summary>
/// <remarks>
/// With ohmic cells the sensed currents are linear in the row voltages, I = Mᵀ·V: M, the effective conductance matrix, says all there is to say
/// about the lines, and is computed once for a programmed array.
/// </remarks>
public interface IWires
{
    /// <summary>The name it goes by in scenarios and reports.</summary>
    string Name { get; }

    /// <summary>Resistances along the lines.</summary>
    WireResistances Resistances { get; }

    /// <summary>Whether what it computes is right to rounding.</summary>
    bool IsExact => true;

    /// <summary>Whether cells are seen as they are.</summary>
    bool ArePerfect => Resistances.ArePerfect;

    /// <summary>Computes the current that each row's voltage drives into each column's sense, per volt.</summary>
    /// <param name="cells">Conductances in siemens, [rows, columns]; zero or more, finite.</param>
    /// <param name="rows">Word lines. One or more.</param>
    /// <param name="columns">Bit lines. One or more.</param>
    /// <param name="effective">Receives siemens, [rows, columns]; zero or more. May be <paramref name="cells"/> itself.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a conductance is negative or not finite.</exception>
    void Effective(ReadOnlySpan<double> cells, int rows, int columns, Span<double> effective);
}
