using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace CrossbarSim.Scenarios.Studies;

/// <summary>Work on several items side by side.</summary>
internal static class InParallel
{
    /// <summary>Works on every item; ends with the first fault there is.</summary>
    /// <param name="items">The items, begun in this order.</param>
    /// <param name="threads">Most to work on at a time.</param>
    /// <param name="work">Gets an item and its number.</param>
    /// <param name="cancellation">Begins no further one.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void ForEach<T>(IReadOnlyList<T> items, int threads, Action<T, int> work, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            // One at a time and in order: items take long, and the first of them come first.
            Parallel.ForEach(
                Partitioner.Create(items.Index(), EnumerablePartitionerOptions.NoBuffering), options, item => work(item.Item, item.Index));
        }
        catch (AggregateException failures) when (failures.Flatten().InnerExceptions is [OperationCanceledException, ..])
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}
