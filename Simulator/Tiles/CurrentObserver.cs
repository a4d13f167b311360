namespace CrossbarSim.Simulator.Tiles;

/// <summary>Sees the currents of lines before they are converted. Several of a kind work side by side, then are merged: nothing may depend on order.</summary>
public abstract class CurrentObserver
{
    /// <summary>Another one that has seen nothing yet.</summary>
    public abstract CurrentObserver Fresh();

    /// <summary>Sees some reads of one line.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="line">The line.</param>
    /// <param name="currents">In amperes, one per read.</param>
    public abstract void See(int tile, int line, ReadOnlySpan<double> currents);

    /// <summary>Takes up what another one saw.</summary>
    public abstract void Merge(CurrentObserver other);
}
