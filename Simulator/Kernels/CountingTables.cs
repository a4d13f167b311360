namespace CrossbarSim.Simulator.Kernels;

/// <summary>What bits are counted with, a register's worth of it.</summary>
internal static class CountingTables
{
    /// <summary>How many bits are set in each number of four bits: 16 bytes, four times.</summary>
    public static AlignedBuffer<ulong> Nibbles { get; } = Filled(0x0302020102010100, 0x0403030203020201);

    /// <summary>The lower half of each byte.</summary>
    public static AlignedBuffer<ulong> LowNibbles { get; } = Filled(0x0F0F0F0F0F0F0F0F, 0x0F0F0F0F0F0F0F0F);

    private static AlignedBuffer<ulong> Filled(ulong even, ulong odd)
    {
        AlignedBuffer<ulong> words = new(8);
        for (int i = 0; i < words.Length; i++)
        {
            words.Span[i] = i % 2 == 0 ? even : odd;
        }

        return words;
    }
}
