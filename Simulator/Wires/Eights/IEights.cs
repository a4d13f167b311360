namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Arithmetic on eight numbers at a time, whatever registers they lie in.</summary>
/// <typeparam name="TEight">Eight numbers.</typeparam>
/// <typeparam name="TNumber">One of them.</typeparam>
/// <remarks>Every operation rounds as IEEE 754 says, and sums run in one order: results do not depend on the width of registers.</remarks>
internal unsafe interface IEights<TEight, TNumber>
    where TNumber : unmanaged
{
    static abstract TEight Load(TNumber* from);

    static abstract void Store(TNumber* to, TEight value);

    static abstract TEight Broadcast(TNumber value);

    static abstract TEight Add(TEight a, TEight b);

    static abstract TEight Multiply(TEight a, TEight b);

    static abstract TEight Divide(TEight a, TEight b);

    static abstract TEight Sqrt(TEight value);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TEight MultiplyAdd(TEight a, TEight b, TEight c);

    /// <summary>((0+4)+(2+6)) + ((1+5)+(3+7)).</summary>
    static abstract TNumber Sum(TEight value);

    /// <summary>Turns eight by eight numbers: number j of row i becomes number i of row j.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="to">Receives the first row.</param>
    /// <param name="toStride">From one row received to the next.</param>
    static abstract void Transpose(TNumber* from, nint stride, TNumber* to, nint toStride);
}
