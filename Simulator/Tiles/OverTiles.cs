using System.Runtime.ExceptionServices;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Work on every tile of a matrix, which does not depend on that on another.</summary>
internal static class OverTiles
{
    /// <summary>Works on every tile; ends with the fault of the first that has one.</summary>
    /// <param name="tiles">How many.</param>
    /// <param name="threads">Most threads to use; on one, tiles come in order.</param>
    /// <param name="work">Gets the number of a tile.</param>
    public static void For(int tiles, int threads, Action<int> work)
    {
        if (threads <= 1 || tiles <= 1)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                work(tile);
            }

            return;
        }

        try
        {
            Parallel.For(0, tiles, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}
