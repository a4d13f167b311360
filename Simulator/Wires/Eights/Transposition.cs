namespace CrossbarSim.Simulator.Wires.Eights;

/// <summary>Turning eight by eight numbers without registers.</summary>
internal static unsafe class Transposition
{
    /// <inheritdoc cref="IEights{TEight, TNumber}.Transpose"/>
    public static void OneByOne<TNumber>(TNumber* from, nint stride, TNumber* to, nint toStride)
        where TNumber : unmanaged
    {
        for (int row = 0; row < 8; row++)
        {
            for (int column = 0; column < 8; column++)
            {
                to[(column * toStride) + row] = from[(row * stride) + column];
            }
        }
    }
}
