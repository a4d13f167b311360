using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Bit lines, two registers of them at a time: cells side by side in memory belong to lines side by side.</summary>
/// <remarks>
/// A line is open above its first cell; r[i] lies below cell i, the last of them before the sense. With conductances D[i] from its cells to ground, all above and at cell i conduct
/// Y[i] = D[i] + a[i-1]·Y[i-1], a[i] = 1/(1 + r[i]·Y[i]) being the share of the voltage at i + 1 that is left at i. Currents b[i] into the line add up to J[i] = b[i] + a[i-1]·J[i-1], and the voltages are
/// x[i] = a[i]·(x[i+1] + r[i]·J[i]). Σ b·x = Σ a[i]·r[i]·J[i]². No conductance of a wire occurs: nothing cancels, and a wire may have no resistance.
/// </remarks>
internal static unsafe class BitLines<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private static int Lines => 2 * TLanes.Doubles;

    /// <summary>Voltages of all lines for currents injected into them, cells being conductances to ground.</summary>
    /// <returns>Σ over all cells of current times voltage.</returns>
    public static double Solve<TStep>(NetworkBuffers buffers, NetworkShape shape, double wire, double sense, ref TStep step)
        where TStep : struct, ILineStep<TDouble>
    {
        (int rows, int stride, int width) = (shape.Rows, shape.Stride, TLanes.Doubles);
        double* shares = buffers.BitLineShares.Pointer;
        double* drops = buffers.Lines.Pointer;
        double* sums = buffers.LineSums.Pointer;
        for (int column = 0; column < shape.PaddedColumns; column += Lines)
        {
            TDouble zero = TLanes.Broadcast(0.0);
            TDouble below = TLanes.Broadcast(wire);
            (TDouble current0, TDouble current1) = (zero, zero);
            (TDouble share0, TDouble share1) = (zero, zero);
            (TDouble power0, TDouble power1) = (zero, zero);
            nint at = column;
            double* drop = drops;
            for (int row = 0; row < rows; row++)
            {
                current0 = TLanes.FusedMultiplyAdd(share0, current0, step.Injected(at));
                current1 = TLanes.FusedMultiplyAdd(share1, current1, step.Injected(at + width));
                share0 = TLanes.Load(shares + at);
                share1 = TLanes.Load(shares + at + width);
                below = row == rows - 1 ? TLanes.Broadcast(sense) : below;
                TDouble drop0 = TLanes.Multiply(share0, TLanes.Multiply(below, current0));
                TDouble drop1 = TLanes.Multiply(share1, TLanes.Multiply(below, current1));
                power0 = TLanes.FusedMultiplyAdd(drop0, current0, power0);
                power1 = TLanes.FusedMultiplyAdd(drop1, current1, power1);
                TLanes.Store(drop, drop0);
                TLanes.Store(drop + width, drop1);
                drop += Lines;
                at += stride;
            }

            TLanes.Store(sums + column, power0);
            TLanes.Store(sums + column + width, power1);
            (TDouble volts0, TDouble volts1) = (zero, zero);
            for (int row = 0; row < rows; row++)
            {
                drop -= Lines;
                at -= stride;
                volts0 = TLanes.FusedMultiplyAdd(TLanes.Load(shares + at), volts0, TLanes.Load(drop));
                volts1 = TLanes.FusedMultiplyAdd(TLanes.Load(shares + at + width), volts1, TLanes.Load(drop + width));
                step.Take(at, volts0);
                step.Take(at + width, volts1);
            }
        }

        return Sum.Of(sums, shape.PaddedColumns);
    }

    /// <summary>Adds the voltages of the bit lines to the mismatch, sums what there is to know of it, and makes ready to solve.</summary>
    public static void Complete(NetworkBuffers buffers, NetworkShape shape, double wire, double sense)
    {
        (int rows, int stride, int width) = (shape.Rows, shape.Stride, TLanes.Doubles);
        double* shares = buffers.BitLineShares.Pointer;
        double* lines = buffers.Lines.Pointer;
        double* currents = buffers.Currents.Pointer;
        double* slopes = buffers.Slopes.Pointer;
        double* mismatch = buffers.Mismatch.Pointer;
        for (int column = 0; column < shape.PaddedColumns; column += width)
        {
            (TDouble zero, TDouble one) = (TLanes.Broadcast(0.0), TLanes.Broadcast(1.0));
            (TDouble total, TDouble magnitude, TDouble conductance, TDouble share) = (zero, zero, zero, zero);
            nint at = column;
            for (int row = 0; row < rows; row++)
            {
                TDouble below = TLanes.Broadcast(row == rows - 1 ? sense : wire);
                TDouble current = TLanes.Load(currents + at);
                total = TLanes.Add(total, current);
                magnitude = TLanes.Add(magnitude, TLanes.Abs(current));
                TLanes.Store(lines + ((nint)row * width), TLanes.Multiply(below, total));
                conductance = TLanes.FusedMultiplyAdd(share, conductance, TLanes.Load(slopes + at));
                share = TLanes.Divide(one, TLanes.FusedMultiplyAdd(below, conductance, one));
                TLanes.Store(shares + at, share);
                at += stride;
            }

            TLanes.Store(buffers.Sensed.Pointer + column, total);
            TLanes.Store(buffers.Magnitudes.Pointer + column, magnitude);
            (TDouble volts, TDouble errors, TDouble squares) = (zero, zero, zero);
            for (int row = rows - 1; row >= 0; row--)
            {
                at -= stride;
                volts = TLanes.Add(volts, TLanes.Load(lines + ((nint)row * width)));
                TDouble off = TLanes.Add(TLanes.Load(mismatch + at), volts);
                TLanes.Store(mismatch + at, off);
                errors = TLanes.FusedMultiplyAdd(TLanes.Load(slopes + at), TLanes.Abs(off), errors);
                squares = TLanes.FusedMultiplyAdd(off, off, squares);
            }

            TLanes.Store(buffers.Errors.Pointer + column, errors);
            TLanes.Store(buffers.Squares.Pointer + column, squares);
        }
    }
}
