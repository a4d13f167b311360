namespace CrossbarSim.Simulator.Kernels;

/// <summary>Whether a kernel lists which conversions of a block it clipped: a kernel that does not is compiled as if there were no lists.</summary>
internal interface IClipList
{
    /// <summary>Whether it does.</summary>
    static abstract bool IsKept { get; }

    /// <summary>Lists one.</summary>
    /// <param name="entry">Sample · stride + slot.</param>
    void Add(int entry);
}

/// <summary>Nobody asks.</summary>
internal readonly struct NoClipList : IClipList
{
    public static bool IsKept => false;

    public void Add(int entry)
    {
    }
}

/// <summary>A list in the memory of a workspace.</summary>
/// <param name="entries">Room for all conversions of a block.</param>
internal unsafe struct ClipList(int* entries) : IClipList
{
    private int _count;

    public static bool IsKept => true;

    /// <summary>How many there are.</summary>
    public readonly int Count => _count;

    public void Add(int entry) => entries[_count++] = entry;
}
