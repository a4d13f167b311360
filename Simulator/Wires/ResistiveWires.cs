using System.Collections.Concurrent;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires.Dissection;

namespace CrossbarSim.Simulator.Wires;

/// <summary>How exactly lines are computed.</summary>
public enum WirePrecision
{
    /// <summary>Right to 1e-14 of the largest effective conductance.</summary>
    Double,

    /// <summary>Right to 1e-6, in two thirds of the time.</summary>
    Single,
}

/// <summary>Lines with resistance, exactly: the network of all cells and segments is solved for every row at once.</summary>
/// <remarks>
/// <para>
/// Nested dissection (George, SIAM J. Numer. Anal. 10, 345 (1973)): neighbouring parts of the array are merged, and the nodes that only they share are eliminated, until
/// drivers and senses are left. 66 MFLOP for 128x128 cells. Diagonals are sums of off-diagonals (<see cref="TileStage{TEights, TEight, TNumber}"/>), so that rounding errors do
/// not add up.
/// </para>
/// <para>
/// Where resistances are zero, nodes coincide and the network falls apart: <see cref="LineChains"/>, <see cref="RigidWordLines"/>. Those are always computed in double precision.
/// </para>
/// </remarks>
public sealed class ResistiveWires : IWires
{
    private readonly WireResistances _resistances;
    private readonly WirePrecision _precision;
    private readonly VectorPath _path;
    private readonly Pool<double> _doubles = new();
    private readonly Pool<float> _singles = new();

    /// <summary>Lines of given resistances.</summary>
    /// <param name="resistances">Resistances along the lines.</param>
    /// <param name="precision">How exactly they are computed.</param>
    public ResistiveWires(WireResistances resistances, WirePrecision precision = WirePrecision.Double)
        : this(resistances, precision, VectorPaths.Best)
    {
    }

    internal ResistiveWires(WireResistances resistances, WirePrecision precision, VectorPath path) =>
        (_resistances, _precision, _path) = (resistances, precision, path);

    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    public WireResistances Resistances => _resistances;

    /// <inheritdoc/>
    public void Effective(ReadOnlySpan<double> cells, int rows, int columns, Span<double> effective)
    {
        ArrayChecks.Check(cells, rows, columns, effective);
        Solve(
            cells, rows, columns, _resistances.WordLine.Ohms, _resistances.BitLine.Ohms, _resistances.DriverTotal, _resistances.SenseTotal, effective);
    }

    private void Solve(
        ReadOnlySpan<double> cells, int rows, int columns, double wordLine, double bitLine, double driver, double sense, Span<double> effective)
    {
        if (wordLine == 0 && driver == 0)
        {
            LineChains.AlongBitLines(cells, rows, columns, bitLine, sense, effective);
        }
        else if (bitLine == 0 && sense == 0)
        {
            LineChains.AlongWordLines(cells, rows, columns, wordLine, driver, effective);
        }
        else if (wordLine == 0)
        {
            RigidWordLines.Solve(cells, rows, columns, driver, bitLine, sense, effective);
        }
        else if (bitLine == 0)
        {
            RigidWordLines.Solve(Turned(cells, rows, columns), columns, rows, sense, wordLine, driver, effective);
            Turned(effective, columns, rows).CopyTo(effective);
        }
        else if (driver == 0)
        {
            WithoutFirstColumn(cells, rows, columns, wordLine, bitLine, sense, effective);
        }
        else if (sense == 0)
        {
            // Cells of the last row stand at 0 V: they are no part of any other row's network.
            int others = (rows - 1) * columns;
            LineChains.AlongWordLines(cells[others..], 1, columns, wordLine, driver, effective[others..]);
            if (rows > 1)
            {
                Solve(cells[..others], rows - 1, columns, wordLine, bitLine, driver, bitLine, effective[..others]);
            }
        }
        else if (_precision == WirePrecision.Double)
        {
            _doubles.Solve(_path, cells, rows, columns, new(1 / wordLine, 1 / bitLine, 1 / driver, 1 / sense), effective);
        }
        else
        {
            _singles.Solve(
                _path, cells, rows, columns, new((float)(1 / wordLine), (float)(1 / bitLine), (float)(1 / driver), (float)(1 / sense)), effective);
        }
    }

    /// <summary>Cells of the first column stand at their rows' voltages: behind them the array begins as if there was no driver.</summary>
    private void WithoutFirstColumn(
        ReadOnlySpan<double> cells, int rows, int columns, double wordLine, double bitLine, double sense, Span<double> effective)
    {
        double[] first = new double[rows];
        double[] others = new double[rows * (columns - 1)];
        for (int row = 0; row < rows; row++)
        {
            first[row] = cells[row * columns];
            cells.Slice((row * columns) + 1, columns - 1).CopyTo(others.AsSpan(row * (columns - 1)));
        }

        LineChains.AlongBitLines(first, rows, 1, bitLine, sense, first);
        if (columns > 1)
        {
            Solve(others, rows, columns - 1, wordLine, bitLine, wordLine, sense, others);
        }

        for (int row = 0; row < rows; row++)
        {
            effective[row * columns] = first[row];
            others.AsSpan(row * (columns - 1), columns - 1).CopyTo(effective[((row * columns) + 1)..]);
        }
    }

    /// <summary>The array seen from its senses: rows become columns, both counted from the other end. Currents are the same either way.</summary>
    private static double[] Turned(ReadOnlySpan<double> cells, int rows, int columns)
    {
        double[] turned = new double[cells.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[((columns - 1 - column) * rows) + rows - 1 - row] = cells[(row * columns) + column];
            }
        }

        return turned;
    }

    /// <summary>Solvers at rest, by size of array; one for every thread that has been at work at the same time.</summary>
    private sealed class Pool<TNumber>
        where TNumber : unmanaged, System.Numerics.IFloatingPointIeee754<TNumber>
    {
        private readonly ConcurrentDictionary<(int, int), ConcurrentBag<ArraySolver<TNumber>>> _solvers = new();

        public void Solve(
            VectorPath path, ReadOnlySpan<double> cells, int rows, int columns, SegmentConductances<TNumber> wires, Span<double> effective)
        {
            ConcurrentBag<ArraySolver<TNumber>> bag = _solvers.GetOrAdd((rows, columns), _ => []);
            if (!bag.TryTake(out ArraySolver<TNumber>? solver))
            {
                solver = ArraySolver<TNumber>.For(rows, columns, path);
            }

            solver.Solve(cells, wires, effective);
            bag.Add(solver);
        }
    }
}
