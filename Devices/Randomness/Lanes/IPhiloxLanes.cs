namespace CrossbarSim.Devices.Randomness.Lanes;

/// <summary>What Philox is computed with, for one number of blocks at a time.</summary>
/// <typeparam name="TWords">One word of so many blocks, each in a lane of 64 bits. Its upper half may hold anything.</typeparam>
/// <remarks>Processors multiply the lower halves of 64-bit lanes and give all 64 bits of the product: just what a round needs.</remarks>
internal unsafe interface IPhiloxLanes<TWords>
{
    /// <summary>Blocks at a time.</summary>
    static abstract int Blocks { get; }

    /// <summary>The same word for every block.</summary>
    static abstract TWords Broadcast(uint word);

    /// <summary>So many counters from the given one on, in the order that <see cref="Store"/> expects. All 64 bits count.</summary>
    static abstract TWords Counters(ulong first);

    /// <summary>All 64 bits of the products.</summary>
    static abstract TWords Multiply(TWords a, uint b);

    /// <summary>The upper halves in the place of the lower ones.</summary>
    static abstract TWords Upper(TWords value);

    static abstract TWords Xor(TWords a, TWords b, uint c);

    /// <summary>Writes the blocks, one after another, their four words in order.</summary>
    static abstract void Store(uint* to, TWords word0, TWords word1, TWords word2, TWords word3);
}
