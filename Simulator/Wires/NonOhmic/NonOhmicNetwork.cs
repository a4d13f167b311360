using System.Numerics.Tensors;
using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>An array of cells that need not be ohmic, I = G·f(V), and the wires between them.</summary>
/// <remarks>
/// The currents are not linear in the row voltages, so that no matrix stands for the array: each vector of voltages is a search of its own (<see cref="NewtonSearch"/>), right to
/// 1e-9 of the currents or better. Built once per programmed array and then only read, by several threads at once if each has a workspace of its own. Results are the same
/// whatever the workspace did before, and whatever the registers.
/// </remarks>
public sealed unsafe class NonOhmicNetwork
{
    private readonly NetworkShape _shape;
    private readonly AlignedBuffer<double> _cells;

    /// <summary>An array as programmed.</summary>
    /// <param name="conductances">In siemens, [rows, columns]; zero or more, finite.</param>
    /// <param name="rows">Word lines; one or more.</param>
    /// <param name="columns">Bit lines; one or more.</param>
    /// <param name="wires">Resistances along the lines; none will do.</param>
    /// <param name="current">The law of the cells.</param>
    /// <exception cref="ArgumentException">The conductances are not that many, or one is negative or not finite.</exception>
    public NonOhmicNetwork(ReadOnlySpan<double> conductances, int rows, int columns, WireResistances wires, ICellCurrent current)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (conductances.Length != rows * columns)
        {
            throw new ArgumentException($"Expected {rows * columns} conductances, got {conductances.Length}.", nameof(conductances));
        }

        _shape = new NetworkShape(rows, columns);
        _cells = new AlignedBuffer<double>(_shape.Length);
        for (int cell = 0; cell < conductances.Length; cell++)
        {
            if (!(conductances[cell] >= 0) || !double.IsFinite(conductances[cell]))
            {
                throw new ArgumentException($"A conductance is finite and zero or more, not {conductances[cell]} S.", nameof(conductances));
            }

            _cells.Span[((cell / columns) * _shape.Stride) + (cell % columns)] = conductances[cell];
        }

        (Wires, Current) = (wires, current);
        (WordLine, BitLine, Driver, Sense) = (wires.WordLine.Ohms, wires.BitLine.Ohms, wires.DriverTotal, wires.SenseTotal);
    }

    /// <summary>Word lines.</summary>
    public int Rows => _shape.Rows;

    /// <summary>Bit lines.</summary>
    public int Columns => _shape.Columns;

    /// <summary>Resistances along the lines.</summary>
    public WireResistances Wires { get; }

    /// <summary>The law of the cells.</summary>
    public ICellCurrent Current { get; }

    /// <summary>Conductances as programmed, laid out as <see cref="NetworkShape"/> says.</summary>
    internal double* Cells => _cells.Pointer;

    internal double WordLine { get; }

    internal double BitLine { get; }

    internal double Driver { get; }

    internal double Sense { get; }

    /// <summary>Reads one vector of voltages.</summary>
    /// <param name="rowVoltages">Of the drivers, in volts; one per row, finite.</param>
    /// <param name="columnCurrents">Receives what the senses take up, in amperes; one per column.</param>
    /// <param name="workspace">Of this thread, made for arrays of this size.</param>
    /// <exception cref="ArgumentException">A span or the workspace is of another size, or a voltage is not finite.</exception>
    /// <exception cref="NetworkException">Cells see voltages at which their law does not hold, or none were found.</exception>
    public void Read(ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents, NonOhmicWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(columnCurrents.Length, Columns);
        Check(rowVoltages, workspace);
        if (Wires.ArePerfect)
        {
            ReadPerfectly(rowVoltages, columnCurrents, workspace.Search.Buffers);
            return;
        }

        workspace.Search.Find(this, rowVoltages);
        CheckLaw(workspace.Search, rowVoltages);
        workspace.Search.Buffers.Sensed.Span[..Columns].CopyTo(columnCurrents);
    }

    /// <summary>Reads one vector of voltages, and says which voltages the lines have.</summary>
    /// <param name="rowVoltages">Of the drivers, in volts; one per row, finite.</param>
    /// <param name="columnCurrents">Receives what the senses take up, in amperes; one per column.</param>
    /// <param name="wordLines">Receives the voltages of word lines at the cells, in volts: [rows, columns].</param>
    /// <param name="bitLines">Receives the voltages of bit lines at the cells, in volts: [rows, columns].</param>
    /// <param name="workspace">Of this thread, made for arrays of this size.</param>
    /// <inheritdoc cref="Read(ReadOnlySpan{double}, Span{double}, NonOhmicWorkspace)" path="/exception"/>
    public void Read(
        ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents, Span<double> wordLines, Span<double> bitLines, NonOhmicWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wordLines.Length, Rows * Columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bitLines.Length, Rows * Columns);
        Read(rowVoltages, columnCurrents, workspace);
        if (Wires.ArePerfect)
        {
            bitLines.Clear();
            for (int row = 0; row < Rows; row++)
            {
                wordLines.Slice(row * Columns, Columns).Fill(rowVoltages[row]);
            }

            return;
        }

        ReadOnlySpan<double> currents = workspace.Search.Buffers.Currents.Span;
        WordLineVoltages(rowVoltages, currents, wordLines);
        BitLineVoltages(currents, bitLines);
    }

    private void WordLineVoltages(ReadOnlySpan<double> rowVoltages, ReadOnlySpan<double> currents, Span<double> wordLines)
    {
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<double> line = currents.Slice(row * _shape.Stride, Columns);
            double left = 0.0; // current of all cells farther on
            for (int column = Columns - 1; column >= 0; column--)
            {
                left += line[column];
                wordLines[(row * Columns) + column] = left;
            }

            double volts = rowVoltages[row];
            for (int column = 0; column < Columns; column++)
            {
                ref double here = ref wordLines[(row * Columns) + column];
                volts -= (column == 0 ? Driver : WordLine) * here;
                here = volts;
            }
        }
    }

    private void BitLineVoltages(ReadOnlySpan<double> currents, Span<double> bitLines)
    {
        for (int column = 0; column < Columns; column++)
        {
            double above = 0.0;
            for (int row = 0; row < Rows; row++)
            {
                above += currents[(row * _shape.Stride) + column];
                bitLines[(row * Columns) + column] = above;
            }

            double volts = 0.0;
            for (int row = Rows - 1; row >= 0; row--)
            {
                ref double here = ref bitLines[(row * Columns) + column];
                volts += (row == Rows - 1 ? Sense : BitLine) * here;
                here = volts;
            }
        }
    }

    private void Check(ReadOnlySpan<double> rowVoltages, NonOhmicWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rowVoltages.Length, Rows);
        if (workspace.Search.Shape is NetworkShape shape && shape != _shape)
        {
            throw new ArgumentException($"The workspace is for arrays of {shape.Rows}x{shape.Columns} cells, not {Rows}x{Columns}.", nameof(workspace));
        }

        foreach (double volts in rowVoltages)
        {
            if (!double.IsFinite(volts))
            {
                throw new ArgumentException($"A voltage is finite, not {volts} V.", nameof(rowVoltages));
            }
        }
    }

    /// <summary>I[j] = Σ G[i,j]·f(V[i]): without wires cells see what the drivers give.</summary>
    private void ReadPerfectly(ReadOnlySpan<double> rowVoltages, Span<double> columnCurrents, NetworkBuffers buffers)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (!Holds(rowVoltages[row]))
            {
                throw Beyond(row, 0, rowVoltages[row]);
            }
        }

        Span<double> values = buffers.Lines.Span[..Rows];
        Current.Evaluate(rowVoltages, values, buffers.MoreLines.Span[..Rows]);
        columnCurrents.Clear();
        for (int row = 0; row < Rows; row++)
        {
            TensorPrimitives.FusedMultiplyAdd(_cells.Span.Slice(row * _shape.Stride, Columns), values[row], columnCurrents, columnCurrents);
        }
    }

    /// <summary>Refuses voltages at which the law does not hold.</summary>
    private void CheckLaw(NewtonSearch search, ReadOnlySpan<double> rowVoltages)
    {
        double span = NewtonSearch.SpanOf(rowVoltages);
        if (Holds(span) && Holds(-span))
        {
            return; // no two lines are farther apart
        }

        ReadOnlySpan<double> cells = search.Buffers.Cells.Span;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                int at = (row * _shape.Stride) + column;
                if (_cells.Span[at] > 0 && !Holds(cells[at]))
                {
                    throw Beyond(row, column, cells[at]);
                }
            }
        }
    }

    private bool Holds(double volts) => volts >= Current.Lowest.Volts && volts <= Current.Highest.Volts;

    private NetworkException Beyond(int row, int column, double volts) => new(
        $"The cell in row {row} and column {column} sees {Voltage.FromVolts(volts)}; its law ({Current.Description}) holds from {Current.Lowest} to {Current.Highest}.");
}
