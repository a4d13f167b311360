using System.Runtime.ExceptionServices;

namespace CrossbarSim.Simulator.Tiles;

/// <summary>Work in pieces, none of which depends on another: tiles, or chunks of samples.</summary>
internal static class OnThreads
{
    /// <summary>Works on every piece; ends with the fault of one, if any has one.</summary>
    /// <param name="pieces">How many.</param>
    /// <param name="threads">Most threads to use; on one, pieces come in order.</param>
    /// <param name="work">Gets the number of a piece.</param>
    public static void For(int pieces, int threads, Action<int> work)
    {
        if (threads <= 1 || pieces <= 1)
        {
            for (int piece = 0; piece < pieces; piece++)
            {
                work(piece);
            }

            return;
        }

        try
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}
