using CrossbarSim.Simulator.Tiles;

namespace CrossbarSim.Simulator.Kernels;

/// <summary>One product at work on several threads: chunks are handed out in order, each to whoever is free.</summary>
/// <remarks>
/// Used again and again, so that a call allocates nothing. The caller's thread always works; helpers come from the thread pool, and those that
/// the pool has not started by the time all chunks are handed out are not waited for.
/// </remarks>
internal sealed class ProductJob(ProductEngine engine)
{
    private readonly Lock _failing = new();
    private Helper[] _helpers = [];
    private Workspace?[] _workspaces = [null];
    private ProductData _data;
    private int _next;
    private long _inputs;
    private long _clippedInputs;
    private long _conversions;
    private long _clippedConversions;
    private long _clippedSums;
    private CurrentObserver? _observer;
    private int _failedChunk;
    private Exception? _failure;

    /// <summary>Computes a product.</summary>
    /// <exception cref="ArgumentException">An input is not finite; the message is about the first such sample.</exception>
    public ConversionCounts Run(in ProductData data, int threads, CurrentObserver? observer = null)
    {
        int chunks = engine.Units(data);
        _observer = observer;
        int helpers = Math.Clamp(threads, 1, Math.Max(1, chunks)) - 1;
        Prepare(data, helpers);
        for (int i = 0; i < helpers; i++)
        {
            _helpers[i].Start();
        }

        Work(0);
        for (int i = 0; i < helpers; i++)
        {
            _helpers[i].Join();
        }

        (_data, _observer) = (default, null);
        if (_failure is Exception failure)
        {
            _failure = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return new ConversionCounts(_inputs, _clippedInputs, _conversions, _clippedConversions, 0, _clippedSums);
    }

    /// <summary>Gives its memory back.</summary>
    public void Release() => Array.ForEach(_workspaces, workspace => workspace?.Release());

    private void Prepare(in ProductData data, int helpers)
    {
        if (_helpers.Length < helpers)
        {
            int old = _helpers.Length;
            Array.Resize(ref _helpers, helpers);
            Array.Resize(ref _workspaces, helpers + 1);
            for (int i = old; i < helpers; i++)
            {
                _helpers[i] = new Helper(this, i + 1);
            }
        }

        (_data, _next, _failedChunk) = (data, 0, int.MaxValue);
        (_inputs, _clippedInputs, _conversions, _clippedConversions, _clippedSums) = (0, 0, 0, 0, 0);
    }

    private void Work(int worker)
    {
        ConversionCounts counts = ConversionCounts.None;
        int chunk = -1;
        try
        {
            Workspace workspace = _workspaces[worker] ??= engine.NewWorkspace();
            CurrentObserver? observer = _observer?.Fresh();
            int chunks = engine.Units(_data);
            while ((chunk = Interlocked.Increment(ref _next) - 1) < chunks)
            {
                counts += engine.Run(_data, chunk, workspace, observer);
            }

            if (observer is not null)
            {
                lock (_failing)
                {
                    _observer!.Merge(observer);
                }
            }
        }
        catch (Exception failure)
        {
            // Chunks are handed out in order: those before this one are done or under way, those after need not begin.
            Volatile.Write(ref _next, int.MaxValue / 2);
            lock (_failing)
            {
                if (chunk < _failedChunk)
                {
                    (_failedChunk, _failure) = (chunk, failure);
                }
            }
        }

        Interlocked.Add(ref _inputs, counts.Inputs);
        Interlocked.Add(ref _clippedInputs, counts.ClippedInputs);
        Interlocked.Add(ref _conversions, counts.Conversions);
        Interlocked.Add(ref _clippedConversions, counts.ClippedConversions);
        Interlocked.Add(ref _clippedSums, counts.ClippedSums);
    }

    /// <summary>A place in the thread pool's queue. One that is left over from an earlier call may take up a later one's work, which is as good.</summary>
    private sealed class Helper(ProductJob job, int worker) : IThreadPoolWorkItem
    {
        private const int Idle = 0;
        private const int Queued = 1;
        private const int Working = 2;
        private int _state;

        public void Start()
        {
            Volatile.Write(ref _state, Queued);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            if (Interlocked.CompareExchange(ref _state, Working, Queued) == Queued)
            {
                try
                {
                    job.Work(worker);
                }
                finally
                {
                    Volatile.Write(ref _state, Idle);
                }
            }
        }

        /// <summary>Takes the place back, or waits for the chunk at hand.</summary>
        public void Join()
        {
            Interlocked.CompareExchange(ref _state, Idle, Queued);
            SpinWait waiting = default;
            while (Volatile.Read(ref _state) != Idle)
            {
                waiting.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
