using System.Numerics.Tensors;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Randomness;
using CrossbarSim.Simulator.Mapping;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>One programmed array, as its lines see it.</summary>
public sealed class ProgrammedTile
{
    private readonly double[] _lines;
    private readonly Lazy<(double[] Plus, double[] Minus)> _sides;

    /// <summary>A tile.</summary>
    /// <param name="mapped">What was aimed at.</param>
    /// <param name="cells">[rows, columns] in siemens.</param>
    /// <param name="noise">Noise of every read; null: none.</param>
    /// <param name="address">Address of the tile on its chip; null: programmed ideally, on no chip.</param>
    /// <param name="wires">What its lines make of the cells.</param>
    internal ProgrammedTile(MappedTile mapped, double[] cells, IReadNoise? noise, RandomKey? address, IWires wires)
    {
        Mapped = mapped;
        Reads = address?.For("read");
        if (wires.ArePerfect)
        {
            _lines = mapped.SenseMatrix(cells);
            _sides = new Lazy<(double[], double[])>(() => mapped.SenseSides(cells));
        }
        else
        {
            Wired = new WiredTile(mapped, cells, wires);
            (_lines, double[] plus, double[] minus) = Wired.Sense();
            _sides = new Lazy<(double[], double[])>((plus, minus));
        }

        if (noise is not null)
        {
            double[] variances = new double[cells.Length];
            noise.Variances(cells, variances);
            Wired?.Attenuate(variances, wires.Resistances);
            Variances = mapped.SenseVariances(variances);
        }
    }

    /// <summary>What was aimed at, and how lines make outputs.</summary>
    public MappedTile Mapped { get; }

    /// <summary>Its cells on arrays, and what the lines of those make of them; null: lines are perfect.</summary>
    public WiredTile? Wired { get; }

    /// <summary>Address of what is drawn at every read: read n of a tile with L lines has the draws from n·4·⌈L/4⌉ on. Null: no chip.</summary>
    internal RandomKey? Reads { get; }

    /// <summary>Variance of every read on each row and line, [rows, lines] in siemens²; null: none.</summary>
    internal double[]? Variances { get; }

    /// <summary>Draws from one read to the next.</summary>
    internal int DrawsPerRead => (Mapped.Lines.Length + 3) / 4 * 4;

    /// <summary>Conductance of one row on every line, in siemens: the effective one where lines have resistance. Negative where a line is a difference.</summary>
    public ReadOnlySpan<double> Row(int row) => _lines.AsSpan(row * Mapped.Lines.Length, Mapped.Lines.Length);

    /// <summary>Sums each line: I[l] = Σᵣ V[r]·G[r, l], rows in order.</summary>
    /// <param name="voltages">In volts; one per row in use.</param>
    /// <param name="currents">Receives amperes; one per line.</param>
    public void Read(ReadOnlySpan<double> voltages, Span<double> currents) => Sum(_lines, voltages, currents);

    /// <summary>The same where no column carries more than so much.</summary>
    /// <param name="voltages">In volts; one per row in use.</param>
    /// <param name="limit">Most current of a column, in amperes.</param>
    /// <param name="currents">Receives amperes; one per line.</param>
    /// <returns>How many columns reached the limit.</returns>
    internal int ReadLimited(ReadOnlySpan<double> voltages, double limit, Span<double> currents)
    {
        (double[] plus, double[] minus) = _sides.Value;
        double[] subtracted = new double[currents.Length];
        Sum(plus, voltages, currents);
        Sum(minus, voltages, subtracted);
        int limited = 0;
        for (int line = 0; line < currents.Length; line++)
        {
            limited += (Math.Abs(currents[line]) > limit ? 1 : 0) + (Math.Abs(subtracted[line]) > limit ? 1 : 0);
            currents[line] = Math.Clamp(currents[line], -limit, limit) - Math.Clamp(subtracted[line], -limit, limit);
        }

        return limited;
    }

    /// <summary>Variance of each line's current at a read, in A².</summary>
    /// <param name="squares">Row voltages squared, in V²; one per row in use.</param>
    /// <param name="variances">Receives A²; one per line.</param>
    internal void ReadVariances(ReadOnlySpan<double> squares, Span<double> variances) => Sum(Variances!, squares, variances);

    private void Sum(double[] matrix, ReadOnlySpan<double> rows, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, Mapped.Region.Inputs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, Mapped.Lines.Length);
        sums.Clear();
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row] != 0) // a row at rest adds exactly nothing
            {
                TensorPrimitives.MultiplyAdd(matrix.AsSpan(row * sums.Length, sums.Length), rows[row], sums, sums);
            }
        }
    }
}
