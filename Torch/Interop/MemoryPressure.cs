namespace TorchSharp.Interop;

/// <summary>Tells the garbage collector how much memory tensors hold, in large steps.</summary>
/// <remarks>
/// The collector counts what is added, not what is left: told of every tensor, it collects whenever some megabytes were made, though they were disposed of at once
/// (in training, two hundred times a step). Here it hears of a new highest level, and again once half of that is gone: tensors that come and go cost nothing, forgotten
/// ones bring a collection when they come to what was in use before.
/// </remarks>
internal static class MemoryPressure
{
    private const long StepBytes = 64L << 20;

    private static readonly Lock s_lock = new();
    private static long _held;
    private static long _reported;

    internal static void Add(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) > Interlocked.Read(ref _reported))
        {
            Report();
        }
    }

    internal static void Remove(long bytes)
    {
        if (Interlocked.Add(ref _held, -bytes) < (Interlocked.Read(ref _reported) / 2) - StepBytes)
        {
            Report();
        }
    }

    /// <summary>Brings what was reported to whole steps above what is held.</summary>
    private static void Report()
    {
        lock (s_lock)
        {
            long held = Interlocked.Read(ref _held);
            if (held <= _reported && held >= (_reported / 2) - StepBytes)
            {
                return;
            }

            long level = ((Math.Max(0, held) / StepBytes) + 1) * StepBytes;
            long change = level - _reported;
            Interlocked.Exchange(ref _reported, level);
            if (change > 0)
            {
                GC.AddMemoryPressure(change);
            }
            else if (change < 0)
            {
                GC.RemoveMemoryPressure(-change);
            }
        }
    }
}
