namespace CrossbarSim.Simulator.Kernels;

/// <summary>The operations that bits are counted with, for one width of registers.</summary>
/// <typeparam name="TBits">Words of 64 bits, side by side.</typeparam>
/// <typeparam name="TDouble">As many double-precision numbers.</typeparam>
internal unsafe interface IBitLanes<TBits, TDouble>
{
    /// <summary>Words in a register.</summary>
    static abstract int Words { get; }

    static abstract TBits Load(ulong* from);

    /// <summary>Loads words of 32 bits.</summary>
    static abstract TBits Widen(uint* from);

    static abstract void Store(ulong* to, TBits value);

    /// <summary>Stores whole numbers, small ones, in single precision.</summary>
    static abstract void StoreSingles(float* to, TBits value);

    static abstract TBits Broadcast(ulong value);

    static abstract TBits And(TBits a, TBits b);

    static abstract TBits Or(TBits a, TBits b);

    static abstract TBits ShiftLeft(TBits value, int count);

    static abstract TBits ShiftRight(TBits value, int count);

    static abstract TBits Add(TBits a, TBits b);

    static abstract TBits Subtract(TBits a, TBits b);

    /// <summary>(a ^ b) &amp; mask.</summary>
    static abstract TBits Unlike(TBits a, TBits b, TBits mask);

    /// <summary>How many bits of each byte are set; bytes of up to 31 such results can be added.</summary>
    /// <param name="value">The bits.</param>
    /// <param name="counts"><see cref="CountingTables.Nibbles"/>.</param>
    /// <param name="nibbles">0x0F in every byte. Both are handed in so that they stay in registers: compilers load constants again and again.</param>
    static abstract TBits CountBytes(TBits value, TBits counts, TBits nibbles);

    /// <summary>Adds the bytes of each word.</summary>
    static abstract TBits SumBytes(TBits value);

    /// <summary>One where a is less than b, both signed; otherwise the other.</summary>
    static abstract TDouble Choose(TBits a, TBits b, TDouble less, TDouble rest);

    /// <summary>Adds one where a is less than b, both signed.</summary>
    static abstract TBits CountLess(TBits counts, TBits a, TBits b);
}
