using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Word lines, two registers of them at a time: the cells of a line lie one behind the other, and squares of cells are turned on their way.</summary>
/// <remarks>As <see cref="BitLines{TLanes, TSingle, TDouble}"/>, the open end being behind the last cell and the driver before the first.</remarks>
internal static unsafe class WordLines<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private static int Lines => 2 * TLanes.Doubles;

    /// <summary>Voltages of all lines for currents injected into them, cells being conductances to ground.</summary>
    /// <returns>Σ over all cells of current times voltage.</returns>
    public static double Solve<TStep>(NetworkBuffers buffers, NetworkShape shape, double wire, double driver, ref TStep step)
        where TStep : struct, ILineStep<TDouble>
    {
        (int columns, int width) = (shape.PaddedColumns, TLanes.Doubles);
        double* lines = buffers.Lines.Pointer;
        double* tile = buffers.Tile.Pointer;
        double* sums = buffers.LineSums.Pointer;
        for (int row = 0; row < shape.PaddedRows; row += Lines)
        {
            double* shares = buffers.WordLineShares.Pointer + ((nint)row * columns);
            for (int column = 0; column < columns; column += width)
            {
                for (int half = 0; half < Lines; half += width)
                {
                    nint at = ((nint)(row + half) * shape.Stride) + column;
                    for (int i = 0; i < width; i++)
                    {
                        TLanes.Store(tile + (i * width), step.Injected(at));
                        at += shape.Stride;
                    }

                    TileTranspose.Copy(width, tile, width, lines + ((nint)column * Lines) + half, Lines);
                }
            }

            (TDouble power0, TDouble power1) = Solve(lines, shares, columns, wire, driver);
            TLanes.Store(sums + row, power0);
            TLanes.Store(sums + row + width, power1);

            for (int column = 0; column < columns; column += width)
            {
                for (int half = 0; half < Lines; half += width)
                {
                    TileTranspose.Copy(width, lines + ((nint)column * Lines) + half, Lines, tile, width);
                    nint at = ((nint)(row + half) * shape.Stride) + column;
                    for (int i = 0; i < width; i++)
                    {
                        step.Take(at, TLanes.Load(tile + (i * width)));
                        at += shape.Stride;
                    }
                }
            }
        }

        return Sum.Of(sums, shape.PaddedRows);
    }

    /// <summary>The law at the cells' voltages: currents, slopes, what word lines leave of the drivers' voltages; and makes ready to solve.</summary>
    /// <param name="buffers">Receives all that.</param>
    /// <param name="shape">The array.</param>
    /// <param name="conductances">As programmed, in siemens.</param>
    /// <param name="law">The law.</param>
    /// <param name="wire">From one cell to the next, in ohms.</param>
    /// <param name="driver">Before the first cell, in ohms.</param>
    public static void Evaluate(NetworkBuffers buffers, NetworkShape shape, double* conductances, ICellCurrent law, double wire, double driver)
    {
        Span<double> values = buffers.LawValues.Span[..(Lines * shape.Stride)];
        Span<double> slopes = buffers.LawSlopes.Span[..(Lines * shape.Stride)];
        for (int row = 0; row < shape.PaddedRows; row += Lines)
        {
            law.Evaluate(buffers.Cells.Span.Slice(row * shape.Stride, Lines * shape.Stride), values, slopes);
            Drop(buffers, shape, conductances, row, wire, driver);
        }
    }

    /// <summary>No current yet, and of each row cells that conduct so much more than as programmed; makes ready to solve.</summary>
    /// <param name="buffers">Receives all that.</param>
    /// <param name="shape">The array.</param>
    /// <param name="conductances">As programmed, in siemens.</param>
    /// <param name="chords">Of each padded row, what its cells' conductances are multiplied by.</param>
    /// <param name="wire">From one cell to the next, in ohms.</param>
    /// <param name="driver">Before the first cell, in ohms.</param>
    public static void Start(NetworkBuffers buffers, NetworkShape shape, double* conductances, double* chords, double wire, double driver)
    {
        buffers.Cells.Span.Clear();
        buffers.LawValues.Span.Clear();
        for (int row = 0; row < shape.PaddedRows; row += Lines)
        {
            for (int line = 0; line < Lines; line++)
            {
                buffers.LawSlopes.Span.Slice(line * shape.Stride, shape.Stride).Fill(chords[row + line]);
            }

            Drop(buffers, shape, conductances, row, wire, driver);
        }
    }

    private static (TDouble Power0, TDouble Power1) Solve(double* lines, double* shares, int columns, double wire, double driver)
    {
        int width = TLanes.Doubles;
        TDouble zero = TLanes.Broadcast(0.0);
        TDouble before = TLanes.Broadcast(wire);
        (TDouble current0, TDouble current1) = (zero, zero);
        (TDouble share0, TDouble share1) = (zero, zero);
        (TDouble power0, TDouble power1) = (zero, zero);
        nint at = (nint)columns * Lines;
        for (int column = columns - 1; column >= 0; column--)
        {
            at -= Lines;
            current0 = TLanes.FusedMultiplyAdd(share0, current0, TLanes.Load(lines + at));
            current1 = TLanes.FusedMultiplyAdd(share1, current1, TLanes.Load(lines + at + width));
            share0 = TLanes.Load(shares + at);
            share1 = TLanes.Load(shares + at + width);
            before = column == 0 ? TLanes.Broadcast(driver) : before;
            TDouble drop0 = TLanes.Multiply(share0, TLanes.Multiply(before, current0));
            TDouble drop1 = TLanes.Multiply(share1, TLanes.Multiply(before, current1));
            power0 = TLanes.FusedMultiplyAdd(drop0, current0, power0);
            power1 = TLanes.FusedMultiplyAdd(drop1, current1, power1);
            TLanes.Store(lines + at, drop0);
            TLanes.Store(lines + at + width, drop1);
        }

        (TDouble volts0, TDouble volts1) = (zero, zero);
        for (int column = 0; column < columns; column++)
        {
            volts0 = TLanes.FusedMultiplyAdd(TLanes.Load(shares + at), volts0, TLanes.Load(lines + at));
            volts1 = TLanes.FusedMultiplyAdd(TLanes.Load(shares + at + width), volts1, TLanes.Load(lines + at + width));
            TLanes.Store(lines + at, volts0);
            TLanes.Store(lines + at + width, volts1);
            at += Lines;
        }

        return (power0, power1);
    }

    /// <summary>From the law at some rows to their currents, slopes and mismatch, bit lines being at 0 V.</summary>
    private static void Drop(NetworkBuffers buffers, NetworkShape shape, double* conductances, int row, double wire, double driver)
    {
        (int columns, int stride, int width) = (shape.PaddedColumns, shape.Stride, TLanes.Doubles);
        double* currents = buffers.Currents.Pointer;
        double* slopes = buffers.Slopes.Pointer;
        double* lines = buffers.Lines.Pointer;
        double* more = buffers.MoreLines.Pointer;
        double* values = buffers.LawValues.Pointer;
        double* steepness = buffers.LawSlopes.Pointer;
        for (int column = 0; column < columns; column += width)
        {
            for (int half = 0; half < Lines; half += width)
            {
                nint from = ((nint)half * stride) + column;
                nint at = ((nint)(row + half) * stride) + column;
                nint to = ((nint)column * Lines) + half;
                for (int i = 0; i < width; i++)
                {
                    TDouble conductance = TLanes.Load(conductances + at + (i * stride));
                    TLanes.Store(currents + at + (i * stride), TLanes.Multiply(conductance, TLanes.Load(values + from + (i * stride))));
                    TLanes.Store(slopes + at + (i * stride), TLanes.Multiply(conductance, TLanes.Load(steepness + from + (i * stride))));
                }

                TileTranspose.Copy(width, currents + at, stride, lines + to, Lines);
                TileTranspose.Copy(width, slopes + at, stride, more + to, Lines);
            }
        }

        Drop(lines, more, buffers.WordLineShares.Pointer + ((nint)row * columns), buffers.Drivers.Pointer + row, columns, wire, driver);

        double* tile = buffers.Tile.Pointer;
        for (int column = 0; column < columns; column += width)
        {
            for (int half = 0; half < Lines; half += width)
            {
                TileTranspose.Copy(width, lines + ((nint)column * Lines) + half, Lines, tile, width);
                nint at = ((nint)(row + half) * stride) + column;
                for (int i = 0; i < width; i++)
                {
                    TDouble cells = TLanes.Load(buffers.Cells.Pointer + at);
                    TLanes.Store(buffers.Mismatch.Pointer + at, TLanes.Subtract(cells, TLanes.Load(tile + (i * width))));
                    at += stride;
                }
            }
        }
    }

    /// <summary>Voltages of lines in place of the currents of their cells, and shares from slopes.</summary>
    private static void Drop(double* lines, double* slopes, double* shares, double* drivers, int columns, double wire, double driver)
    {
        int width = TLanes.Doubles;
        (TDouble zero, TDouble one) = (TLanes.Broadcast(0.0), TLanes.Broadcast(1.0));
        TDouble before = TLanes.Broadcast(wire);
        (TDouble total0, TDouble total1) = (zero, zero);
        (TDouble share0, TDouble share1) = (zero, zero);
        (TDouble conductance0, TDouble conductance1) = (zero, zero);
        nint at = (nint)columns * Lines;
        for (int column = columns - 1; column >= 0; column--)
        {
            at -= Lines;
            before = column == 0 ? TLanes.Broadcast(driver) : before;
            total0 = TLanes.Add(total0, TLanes.Load(lines + at));
            total1 = TLanes.Add(total1, TLanes.Load(lines + at + width));
            TLanes.Store(lines + at, TLanes.Multiply(before, total0));
            TLanes.Store(lines + at + width, TLanes.Multiply(before, total1));
            conductance0 = TLanes.FusedMultiplyAdd(share0, conductance0, TLanes.Load(slopes + at));
            conductance1 = TLanes.FusedMultiplyAdd(share1, conductance1, TLanes.Load(slopes + at + width));
            share0 = TLanes.Divide(one, TLanes.FusedMultiplyAdd(before, conductance0, one));
            share1 = TLanes.Divide(one, TLanes.FusedMultiplyAdd(before, conductance1, one));
            TLanes.Store(shares + at, share0);
            TLanes.Store(shares + at + width, share1);
        }

        (TDouble volts0, TDouble volts1) = (TLanes.Load(drivers), TLanes.Load(drivers + width));
        for (int column = 0; column < columns; column++)
        {
            volts0 = TLanes.Subtract(volts0, TLanes.Load(lines + at));
            volts1 = TLanes.Subtract(volts1, TLanes.Load(lines + at + width));
            TLanes.Store(lines + at, volts0);
            TLanes.Store(lines + at + width, volts1);
            at += Lines;
        }
    }
}
