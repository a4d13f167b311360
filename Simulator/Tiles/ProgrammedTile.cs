using System.Numerics.Tensors;
using CrossbarSim.Simulator.Mapping;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>One programmed array, as its lines see it.</summary>
public sealed class ProgrammedTile
{
    private readonly double[] _lines;

    internal ProgrammedTile(MappedTile mapped, double[] lines) => (Mapped, _lines) = (mapped, lines);

    /// <summary>What was aimed at, and how lines make outputs.</summary>
    public MappedTile Mapped { get; }

    /// <summary>Conductance of one row on every line, in siemens; negative where a line is a difference.</summary>
    public ReadOnlySpan<double> Row(int row) => _lines.AsSpan(row * Mapped.Lines.Length, Mapped.Lines.Length);

    /// <summary>Sums each line with perfect wires: I[l] = Σᵣ V[r]·G[r, l], rows in order.</summary>
    /// <param name="voltages">In volts; one per row in use.</param>
    /// <param name="currents">Receives amperes; one per line.</param>
    public void Read(ReadOnlySpan<double> voltages, Span<double> currents)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(voltages.Length, Mapped.Region.Inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(currents.Length, Mapped.Lines.Length);
        currents.Clear();
        for (int row = 0; row < voltages.Length; row++)
        {
            if (voltages[row] != 0) // a row at rest adds exactly nothing
            {
                TensorPrimitives.MultiplyAdd(Row(row), voltages[row], currents, currents);
            }
        }
    }
}
