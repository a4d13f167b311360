namespace CrossbarSim.Simulator.Wires.NonOhmic;

/// <summary>What is done before and after lines are solved, cell by cell, in the order of the cells in memory.</summary>
/// <typeparam name="TDouble">So many numbers.</typeparam>
internal interface ILineStep<TDouble>
{
    /// <summary>Currents that flow into the lines at some cells, in amperes.</summary>
    /// <param name="at">Where the cells are.</param>
    TDouble Injected(nint at);

    /// <summary>Takes the voltages of the lines at those cells.</summary>
    void Take(nint at, TDouble volts);
}
