using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>Currents exactly as <see cref="ProgrammedTile.Read"/> has them: products and sums rounded one by one, rows in order.</summary>
/// <remarks>Rows at rest are added too: conductances are finite, so they add exactly nothing.</remarks>
internal static unsafe class ExactReading<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Samples side by side in what <see cref="Block"/> reads and writes.</summary>
    public const int Width = 16;

    /// <summary>Four lines, each for a sample of its own: four sums that do not wait for each other.</summary>
    /// <param name="volts">Four samples' voltages on the rows.</param>
    /// <param name="step">From one row's voltage to the next one's.</param>
    /// <param name="lines">Four lines' conductances on the rows.</param>
    /// <param name="rows">Rows of the tile.</param>
    /// <param name="currents">Receives four currents, in amperes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(double** volts, nint step, double** lines, int rows, double* currents)
    {
        double* v0 = volts[0], v1 = volts[1], v2 = volts[2], v3 = volts[3];
        double* g0 = lines[0], g1 = lines[1], g2 = lines[2], g3 = lines[3];
        (double i0, double i1, double i2, double i3) = (0, 0, 0, 0);
        for (int row = 0; row < rows; row++)
        {
            i0 += g0[row] * *v0;
            i1 += g1[row] * *v1;
            i2 += g2[row] * *v2;
            i3 += g3[row] * *v3;
            v0 += step;
            v1 += step;
            v2 += step;
            v3 += step;
        }

        (currents[0], currents[1], currents[2], currents[3]) = (i0, i1, i2, i3);
    }

    /// <summary>All lines of a tile for up to 12 samples.</summary>
    /// <param name="samples">How many samples.</param>
    /// <param name="volts">[rows, <see cref="Width"/>] in volts.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="currents">Receives [slots in use, <see cref="Width"/>] in amperes.</param>
    public static void Block(int samples, double* volts, PackedTile tile, double* currents)
    {
        int rows = tile.Rows;
        for (int sample = 0; sample < samples; sample += TLanes.Doubles)
        {
            int slot = 0;
            for (; slot <= tile.Lines - 8; slot += 8)
            {
                Eight(volts + sample, tile.Conductances.Pointer + (slot * rows), rows, currents + (slot * Width) + sample);
            }

            for (; slot < tile.Lines; slot++)
            {
                double* line = tile.Conductances.Pointer + (slot * rows);
                TDouble sum = TLanes.Broadcast(0.0);
                for (int row = 0; row < rows; row++)
                {
                    sum = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(line[row]), TLanes.Load(volts + (row * Width) + sample)), sum);
                }

                TLanes.Store(currents + (slot * Width) + sample, sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(double* volts, double* lines, int rows, double* currents)
    {
        nint n = rows;
        double* later = lines + (4 * n);
        TDouble zero = TLanes.Broadcast(0.0);
        (TDouble s0, TDouble s1, TDouble s2, TDouble s3) = (zero, zero, zero, zero);
        (TDouble s4, TDouble s5, TDouble s6, TDouble s7) = (zero, zero, zero, zero);
        for (nint row = 0; row < n; row++)
        {
            TDouble v = TLanes.Load(volts);
            volts += Width;
            s0 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(lines[row]), v), s0);
            s1 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(lines[n + row]), v), s1);
            s2 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(lines[(2 * n) + row]), v), s2);
            s3 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(lines[(3 * n) + row]), v), s3);
            s4 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(later[row]), v), s4);
            s5 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(later[n + row]), v), s5);
            s6 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(later[(2 * n) + row]), v), s6);
            s7 = TLanes.Add(TLanes.Multiply(TLanes.Broadcast(later[(3 * n) + row]), v), s7);
        }

        TLanes.Store(currents, s0);
        TLanes.Store(currents + Width, s1);
        TLanes.Store(currents + (2 * Width), s2);
        TLanes.Store(currents + (3 * Width), s3);
        TLanes.Store(currents + (4 * Width), s4);
        TLanes.Store(currents + (5 * Width), s5);
        TLanes.Store(currents + (6 * Width), s6);
        TLanes.Store(currents + (7 * Width), s7);
    }
}
