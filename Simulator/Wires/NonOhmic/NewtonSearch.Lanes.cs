using CrossbarSim.Simulator.Kernels;

namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <inheritdoc cref="NewtonSearch"/>
internal sealed unsafe class NewtonSearch<TLanes, TSingle, TDouble>(NetworkShape shape) : NewtonSearch(shape)
    where TLanes : struct, ILanes<TSingle, TDouble>
{
    protected override void Start(NonOhmicNetwork network, ReadOnlySpan<double> chords)
    {
        fixed (double* first = chords)
        {
            WordLines<TLanes, TSingle, TDouble>.Start(Buffers, Shape, network.Cells, first, network.WordLine, network.Driver);
        }

        BitLines<TLanes, TSingle, TDouble>.Complete(Buffers, Shape, network.BitLine, network.Sense);
    }

    protected override void EvaluateCells(NonOhmicNetwork network)
    {
        WordLines<TLanes, TSingle, TDouble>.Evaluate(Buffers, Shape, network.Cells, network.Current, network.WordLine, network.Driver);
        BitLines<TLanes, TSingle, TDouble>.Complete(Buffers, Shape, network.BitLine, network.Sense);
    }

    protected override double Begin(NonOhmicNetwork network)
    {
        MismatchStep<TLanes, TSingle, TDouble> mismatch = new(Buffers);
        WordLines<TLanes, TSingle, TDouble>.Solve(Buffers, Shape, network.WordLine, network.Driver, ref mismatch);
        ResidualStep<TLanes, TSingle, TDouble> residual = new(Buffers);
        return BitLines<TLanes, TSingle, TDouble>.Solve(Buffers, Shape, network.BitLine, network.Sense, ref residual);
    }

    protected override double Turn(NonOhmicNetwork network, double beta)
    {
        DirectionStep<TLanes, TSingle, TDouble> step = new(Buffers, beta);
        return WordLines<TLanes, TSingle, TDouble>.Solve(Buffers, Shape, network.WordLine, network.Driver, ref step);
    }

    protected override double Go(NonOhmicNetwork network, double alpha)
    {
        ProgressStep<TLanes, TSingle, TDouble> step = new(Buffers, alpha);
        return BitLines<TLanes, TSingle, TDouble>.Solve(Buffers, Shape, network.BitLine, network.Sense, ref step);
    }

    protected override void Apply(NonOhmicNetwork network)
    {
        CellStep<TLanes, TSingle, TDouble> step = new(Buffers);
        WordLines<TLanes, TSingle, TDouble>.Solve(Buffers, Shape, network.WordLine, network.Driver, ref step);
    }
}
