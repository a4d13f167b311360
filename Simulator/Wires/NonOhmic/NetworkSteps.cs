using System.Runtime.CompilerServices;
using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>Word lines of the right-hand side: current D·F in, residual r = D·(y - F) out.</summary>
internal readonly unsafe struct MismatchStep<TLanes, TSingle, TDouble>(NetworkBuffers buffers) : ILineStep<TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private readonly double* _slopes = buffers.Slopes.Pointer;
    private readonly double* _mismatch = buffers.Mismatch.Pointer;
    private readonly double* _residual = buffers.Residual.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TDouble Injected(nint at) => TLanes.Multiply(TLanes.Load(_slopes + at), TLanes.Load(_mismatch + at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(nint at, TDouble volts) =>
        TLanes.Store(_residual + at, TLanes.Multiply(TLanes.Load(_slopes + at), TLanes.Subtract(volts, TLanes.Load(_mismatch + at))));
}

/// <summary>Bit lines of the right-hand side: residual r in, z out; step and directions zero.</summary>
internal readonly unsafe struct ResidualStep<TLanes, TSingle, TDouble>(NetworkBuffers buffers) : ILineStep<TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private readonly double* _residual = buffers.Residual.Pointer;
    private readonly double* _preconditioned = buffers.Preconditioned.Pointer;
    private readonly double* _step = buffers.BitLineStep.Pointer;
    private readonly double* _direction = buffers.Direction.Pointer;
    private readonly double* _driving = buffers.Driving.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TDouble Injected(nint at) => TLanes.Load(_residual + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(nint at, TDouble volts)
    {
        TDouble zero = TLanes.Broadcast(0.0);
        TLanes.Store(_preconditioned + at, volts);
        TLanes.Store(_step + at, zero);
        TLanes.Store(_direction + at, zero);
        TLanes.Store(_driving + at, zero);
    }
}

/// <summary>Word lines of an iteration: direction p = z + β·p and v = r + β·v, which is Tb·p; current D·p in, v - D·y, which is S·p, out.</summary>
internal readonly unsafe struct DirectionStep<TLanes, TSingle, TDouble>(NetworkBuffers buffers, double beta) : ILineStep<TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private readonly double* _slopes = buffers.Slopes.Pointer;
    private readonly double* _residual = buffers.Residual.Pointer;
    private readonly double* _preconditioned = buffers.Preconditioned.Pointer;
    private readonly double* _direction = buffers.Direction.Pointer;
    private readonly double* _driving = buffers.Driving.Pointer;
    private readonly double* _image = buffers.Image.Pointer;
    private readonly TDouble _beta = TLanes.Broadcast(beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TDouble Injected(nint at)
    {
        TDouble direction = TLanes.FusedMultiplyAdd(_beta, TLanes.Load(_direction + at), TLanes.Load(_preconditioned + at));
        TLanes.Store(_direction + at, direction);
        return TLanes.Multiply(TLanes.Load(_slopes + at), direction);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(nint at, TDouble volts)
    {
        TDouble driving = TLanes.FusedMultiplyAdd(_beta, TLanes.Load(_driving + at), TLanes.Load(_residual + at));
        TLanes.Store(_driving + at, driving);
        TLanes.Store(_image + at, TLanes.Subtract(driving, TLanes.Multiply(TLanes.Load(_slopes + at), volts)));
    }
}

/// <summary>Bit lines of an iteration: step x += α·p and residual r -= α·S·p, which goes in; z out.</summary>
internal readonly unsafe struct ProgressStep<TLanes, TSingle, TDouble>(NetworkBuffers buffers, double alpha) : ILineStep<TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private readonly double* _residual = buffers.Residual.Pointer;
    private readonly double* _preconditioned = buffers.Preconditioned.Pointer;
    private readonly double* _image = buffers.Image.Pointer;
    private readonly double* _step = buffers.BitLineStep.Pointer;
    private readonly double* _direction = buffers.Direction.Pointer;
    private readonly TDouble _alpha = TLanes.Broadcast(alpha);
    private readonly TDouble _back = TLanes.Broadcast(-alpha);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TDouble Injected(nint at)
    {
        TDouble residual = TLanes.FusedMultiplyAdd(_back, TLanes.Load(_image + at), TLanes.Load(_residual + at));
        TLanes.Store(_residual + at, residual);
        return residual;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(nint at, TDouble volts)
    {
        TLanes.Store(_preconditioned + at, volts);
        TLanes.Store(_step + at, TLanes.FusedMultiplyAdd(_alpha, TLanes.Load(_direction + at), TLanes.Load(_step + at)));
    }
}

/// <summary>Word lines at the end of a step: current D·(x + F) in; the cells' voltages change by what word lines do, less x and F.</summary>
internal readonly unsafe struct CellStep<TLanes, TSingle, TDouble>(NetworkBuffers buffers) : ILineStep<TDouble>
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    private readonly double* _slopes = buffers.Slopes.Pointer;
    private readonly double* _mismatch = buffers.Mismatch.Pointer;
    private readonly double* _step = buffers.BitLineStep.Pointer;
    private readonly double* _direction = buffers.Direction.Pointer;
    private readonly double* _cells = buffers.Cells.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TDouble Injected(nint at) => TLanes.Multiply(TLanes.Load(_slopes + at), Off(at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(nint at, TDouble volts)
    {
        TDouble change = TLanes.Subtract(volts, Off(at));
        TLanes.Store(_direction + at, change);
        TLanes.Store(_cells + at, TLanes.Add(TLanes.Load(_cells + at), change));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TDouble Off(nint at) => TLanes.Add(TLanes.Load(_step + at), TLanes.Load(_mismatch + at));
}
