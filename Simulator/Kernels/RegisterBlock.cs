using System.Runtime.CompilerServices;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>The matrix product of a few samples with one panel of a tile, its sums in registers until the last row.</summary>
/// <remarks>
/// A panel holds two registers' worth of lines, row after row. With 32 registers 12 samples are summed at a time: 24 sums, each
/// loaded value used 12 or 2 times. With 16 registers, or none, 6 at a time. Sums run over 32 rows at a time, in order, in single precision; those of
/// later rows are added to those of earlier ones.
/// Loops that much time is spent in are compiled for speed at once, here and in the stages beside it: a short run would be over before the
/// runtime found out which they are.
/// </remarks>
internal static unsafe class RegisterBlock<TLanes, TSingle, TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
    where TSingle : struct
    where TDouble : struct
{
    /// <summary>Samples that callers make room for.</summary>
    public const int Samples = 12;

    /// <summary>Lines in a panel.</summary>
    public static int PanelWidth => 2 * TLanes.Singles;

    /// <summary>Sums up to 12 samples over the rows of a tile.</summary>
    /// <param name="samples">How many of the 12 are wanted; the others may receive anything.</param>
    /// <param name="inputs">The tile's inputs of the first sample; those of 12 can be read.</param>
    /// <param name="stride">From one sample's inputs to the next one's.</param>
    /// <param name="step">From the inputs of one row to those of the next.</param>
    /// <param name="panel">[rows, panel width], aligned.</param>
    /// <param name="lines">How many lines of the panel are in use; the others may receive anything.</param>
    /// <param name="rows">Rows of the tile.</param>
    /// <param name="running">Rows in a running sum: <see cref="ErrorBound.RunningRows"/>, or all where that does not matter.</param>
    /// <param name="sums">Receives [12, panel width].</param>
    /// <param name="sumStride">From one sample's sums to the next one's.</param>
    public static void Sum(
        int samples, float* inputs, nint stride, nint step, float* panel, int lines, int rows, int running, float* sums, nint sumStride)
    {
        for (int first = 0; first < rows; first += running)
        {
            int count = Math.Min(running, rows - first);
            Run(samples, inputs + (first * step), stride, step, panel + (first * PanelWidth), lines, count, sums, sumStride, first > 0);
        }
    }

    private static void Run(
        int samples, float* inputs, nint stride, nint step, float* panel, int lines, int rows, float* sums, nint sumStride, bool more)
    {
        if (lines <= TLanes.Singles)
        {
            TwelveByOne(inputs, stride, step, panel, rows, sums, sumStride, more);
            return;
        }

        if (TLanes.Singles == 16)
        {
            Twelve(inputs, stride, step, panel, rows, sums, sumStride, more);
            return;
        }

        for (int first = 0; first < samples; first += 6)
        {
            Six(inputs + (first * stride), stride, step, panel, rows, sums + (first * sumStride), sumStride, more);
        }
    }

    /// <summary>24 sums, for 32 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twelve(float* inputs, nint stride, nint step, float* panel, int rows, float* sums, nint sumStride, bool more)
    {
        nint twice = 2 * stride;
        float* x0 = inputs;
        float* x1 = inputs + (3 * stride);
        float* x2 = inputs + (6 * stride);
        float* x3 = inputs + (9 * stride);
        TSingle zero = TLanes.Broadcast(0f);
        TSingle s0a = zero, s0b = zero;
        TSingle s1a = zero, s1b = zero;
        TSingle s2a = zero, s2b = zero;
        TSingle s3a = zero, s3b = zero;
        TSingle s4a = zero, s4b = zero;
        TSingle s5a = zero, s5b = zero;
        TSingle s6a = zero, s6b = zero;
        TSingle s7a = zero, s7b = zero;
        TSingle s8a = zero, s8b = zero;
        TSingle s9a = zero, s9b = zero;
        TSingle s10a = zero, s10b = zero;
        TSingle s11a = zero, s11b = zero;
        for (int row = 0; row < rows; row++)
        {
            TSingle a = TLanes.Load(panel);
            TSingle b = TLanes.Load(panel + TLanes.Singles);
            panel += 2 * TLanes.Singles;
            TSingle x = TLanes.Broadcast(x0[0]);
            s0a = TLanes.MultiplyAdd(x, a, s0a);
            s0b = TLanes.MultiplyAdd(x, b, s0b);
            x = TLanes.Broadcast(x0[stride]);
            s1a = TLanes.MultiplyAdd(x, a, s1a);
            s1b = TLanes.MultiplyAdd(x, b, s1b);
            x = TLanes.Broadcast(x0[twice]);
            s2a = TLanes.MultiplyAdd(x, a, s2a);
            s2b = TLanes.MultiplyAdd(x, b, s2b);
            x = TLanes.Broadcast(x1[0]);
            s3a = TLanes.MultiplyAdd(x, a, s3a);
            s3b = TLanes.MultiplyAdd(x, b, s3b);
            x = TLanes.Broadcast(x1[stride]);
            s4a = TLanes.MultiplyAdd(x, a, s4a);
            s4b = TLanes.MultiplyAdd(x, b, s4b);
            x = TLanes.Broadcast(x1[twice]);
            s5a = TLanes.MultiplyAdd(x, a, s5a);
            s5b = TLanes.MultiplyAdd(x, b, s5b);
            x = TLanes.Broadcast(x2[0]);
            s6a = TLanes.MultiplyAdd(x, a, s6a);
            s6b = TLanes.MultiplyAdd(x, b, s6b);
            x = TLanes.Broadcast(x2[stride]);
            s7a = TLanes.MultiplyAdd(x, a, s7a);
            s7b = TLanes.MultiplyAdd(x, b, s7b);
            x = TLanes.Broadcast(x2[twice]);
            s8a = TLanes.MultiplyAdd(x, a, s8a);
            s8b = TLanes.MultiplyAdd(x, b, s8b);
            x = TLanes.Broadcast(x3[0]);
            s9a = TLanes.MultiplyAdd(x, a, s9a);
            s9b = TLanes.MultiplyAdd(x, b, s9b);
            x = TLanes.Broadcast(x3[stride]);
            s10a = TLanes.MultiplyAdd(x, a, s10a);
            s10b = TLanes.MultiplyAdd(x, b, s10b);
            x = TLanes.Broadcast(x3[twice]);
            s11a = TLanes.MultiplyAdd(x, a, s11a);
            s11b = TLanes.MultiplyAdd(x, b, s11b);
            x0 += step;
            x1 += step;
            x2 += step;
            x3 += step;
        }

        Store(sums, s0a, s0b, more);
        Store(sums + (1 * sumStride), s1a, s1b, more);
        Store(sums + (2 * sumStride), s2a, s2b, more);
        Store(sums + (3 * sumStride), s3a, s3b, more);
        Store(sums + (4 * sumStride), s4a, s4b, more);
        Store(sums + (5 * sumStride), s5a, s5b, more);
        Store(sums + (6 * sumStride), s6a, s6b, more);
        Store(sums + (7 * sumStride), s7a, s7b, more);
        Store(sums + (8 * sumStride), s8a, s8b, more);
        Store(sums + (9 * sumStride), s9a, s9b, more);
        Store(sums + (10 * sumStride), s10a, s10b, more);
        Store(sums + (11 * sumStride), s11a, s11b, more);
    }

    /// <summary>12 sums, for 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* inputs, nint stride, nint step, float* panel, int rows, float* sums, nint sumStride, bool more)
    {
        nint twice = 2 * stride;
        float* x0 = inputs;
        float* x1 = inputs + (3 * stride);
        TSingle zero = TLanes.Broadcast(0f);
        TSingle s0a = zero, s0b = zero;
        TSingle s1a = zero, s1b = zero;
        TSingle s2a = zero, s2b = zero;
        TSingle s3a = zero, s3b = zero;
        TSingle s4a = zero, s4b = zero;
        TSingle s5a = zero, s5b = zero;
        for (int row = 0; row < rows; row++)
        {
            TSingle a = TLanes.Load(panel);
            TSingle b = TLanes.Load(panel + TLanes.Singles);
            panel += 2 * TLanes.Singles;
            TSingle x = TLanes.Broadcast(x0[0]);
            s0a = TLanes.MultiplyAdd(x, a, s0a);
            s0b = TLanes.MultiplyAdd(x, b, s0b);
            x = TLanes.Broadcast(x0[stride]);
            s1a = TLanes.MultiplyAdd(x, a, s1a);
            s1b = TLanes.MultiplyAdd(x, b, s1b);
            x = TLanes.Broadcast(x0[twice]);
            s2a = TLanes.MultiplyAdd(x, a, s2a);
            s2b = TLanes.MultiplyAdd(x, b, s2b);
            x = TLanes.Broadcast(x1[0]);
            s3a = TLanes.MultiplyAdd(x, a, s3a);
            s3b = TLanes.MultiplyAdd(x, b, s3b);
            x = TLanes.Broadcast(x1[stride]);
            s4a = TLanes.MultiplyAdd(x, a, s4a);
            s4b = TLanes.MultiplyAdd(x, b, s4b);
            x = TLanes.Broadcast(x1[twice]);
            s5a = TLanes.MultiplyAdd(x, a, s5a);
            s5b = TLanes.MultiplyAdd(x, b, s5b);
            x0 += step;
            x1 += step;
        }

        Store(sums, s0a, s0b, more);
        Store(sums + (1 * sumStride), s1a, s1b, more);
        Store(sums + (2 * sumStride), s2a, s2b, more);
        Store(sums + (3 * sumStride), s3a, s3b, more);
        Store(sums + (4 * sumStride), s4a, s4b, more);
        Store(sums + (5 * sumStride), s5a, s5b, more);
    }

    /// <summary>12 sums of the first register of a panel alone: small convolutions have no more lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwelveByOne(float* inputs, nint stride, nint step, float* panel, int rows, float* sums, nint sumStride, bool more)
    {
        nint twice = 2 * stride;
        float* x0 = inputs;
        float* x1 = inputs + (3 * stride);
        float* x2 = inputs + (6 * stride);
        float* x3 = inputs + (9 * stride);
        TSingle zero = TLanes.Broadcast(0f);
        (TSingle s0, TSingle s1, TSingle s2, TSingle s3) = (zero, zero, zero, zero);
        (TSingle s4, TSingle s5, TSingle s6, TSingle s7) = (zero, zero, zero, zero);
        (TSingle s8, TSingle s9, TSingle s10, TSingle s11) = (zero, zero, zero, zero);
        for (int row = 0; row < rows; row++)
        {
            TSingle a = TLanes.Load(panel);
            panel += 2 * TLanes.Singles;
            s0 = TLanes.MultiplyAdd(TLanes.Broadcast(x0[0]), a, s0);
            s1 = TLanes.MultiplyAdd(TLanes.Broadcast(x0[stride]), a, s1);
            s2 = TLanes.MultiplyAdd(TLanes.Broadcast(x0[twice]), a, s2);
            s3 = TLanes.MultiplyAdd(TLanes.Broadcast(x1[0]), a, s3);
            s4 = TLanes.MultiplyAdd(TLanes.Broadcast(x1[stride]), a, s4);
            s5 = TLanes.MultiplyAdd(TLanes.Broadcast(x1[twice]), a, s5);
            s6 = TLanes.MultiplyAdd(TLanes.Broadcast(x2[0]), a, s6);
            s7 = TLanes.MultiplyAdd(TLanes.Broadcast(x2[stride]), a, s7);
            s8 = TLanes.MultiplyAdd(TLanes.Broadcast(x2[twice]), a, s8);
            s9 = TLanes.MultiplyAdd(TLanes.Broadcast(x3[0]), a, s9);
            s10 = TLanes.MultiplyAdd(TLanes.Broadcast(x3[stride]), a, s10);
            s11 = TLanes.MultiplyAdd(TLanes.Broadcast(x3[twice]), a, s11);
            x0 += step;
            x1 += step;
            x2 += step;
            x3 += step;
        }

        Store(sums, s0, more);
        Store(sums + (1 * sumStride), s1, more);
        Store(sums + (2 * sumStride), s2, more);
        Store(sums + (3 * sumStride), s3, more);
        Store(sums + (4 * sumStride), s4, more);
        Store(sums + (5 * sumStride), s5, more);
        Store(sums + (6 * sumStride), s6, more);
        Store(sums + (7 * sumStride), s7, more);
        Store(sums + (8 * sumStride), s8, more);
        Store(sums + (9 * sumStride), s9, more);
        Store(sums + (10 * sumStride), s10, more);
        Store(sums + (11 * sumStride), s11, more);
    }

    private static void Store(float* sums, TSingle a, TSingle b, bool more)
    {
        Store(sums, a, more);
        Store(sums + TLanes.Singles, b, more);
    }

    private static void Store(float* sums, TSingle a, bool more) => TLanes.Store(sums, more ? TLanes.Add(TLanes.Load(sums), a) : a);
}
