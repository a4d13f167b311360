using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CrossbarSim.Devices.Randomness.Lanes;

namespace CrossbarSim.Devices.Randomness;

/// <summary>The words of a stream, many blocks at a time.</summary>
internal static unsafe class PhiloxWords
{
    /// <summary>Writes the words of consecutive blocks, in the order of the stream.</summary>
    /// <param name="key">Address of the stream.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="words">Receives four words a block.</param>
    /// <param name="width">Registers to use; the words are the same with all.</param>
    public static void Fill(RandomKey key, long firstBlock, int blocks, uint* words, RegisterWidth width)
    {
        switch (width)
        {
            case RegisterWidth.Bits512:
                PhiloxWords<DrawLanes512, Vector512<ulong>>.Fill(key, (ulong)firstBlock, blocks, words);
                break;
            case RegisterWidth.Bits256:
                PhiloxWords<DrawLanes256, Vector256<ulong>>.Fill(key, (ulong)firstBlock, blocks, words);
                break;
            case RegisterWidth.Bits128:
                PhiloxWords<DrawLanes128, Vector128<ulong>>.Fill(key, (ulong)firstBlock, blocks, words);
                break;
            default:
                for (int block = 0; block < blocks; block++, words += 4)
                {
                    (words[0], words[1], words[2], words[3]) = key.Block(firstBlock + block);
                }

                break;
        }
    }

    /// <summary>Refuses places that no stream has.</summary>
    /// <param name="start">Place of the first number.</param>
    /// <param name="count">How many numbers.</param>
    public static void CheckRange(long start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, long.MaxValue - count);
    }
}

/// <inheritdoc cref="PhiloxWords"/>
internal static unsafe class PhiloxWords<TLanes, TWords>
    where TLanes : struct, IPhiloxLanes<TWords>
    where TWords : struct
{
    /// <inheritdoc cref="PhiloxWords.Fill"/>
    [SkipLocalsInit]
    public static void Fill(RandomKey key, ulong firstBlock, int blocks, uint* words)
    {
        int some = QuadWords<TLanes, TWords>.Blocks;
        for (; blocks >= some; blocks -= some, firstBlock += (uint)some, words += 4 * some)
        {
            Store<QuadWords<TLanes, TWords>, Quad<TWords>>(key, firstBlock, words);
        }

        int few = TLanes.Blocks;
        for (; blocks >= few; blocks -= few, firstBlock += (uint)few, words += 4 * few)
        {
            Store<TLanes, TWords>(key, firstBlock, words);
        }

        if (blocks > 0)
        {
            uint* last = stackalloc uint[4 * TLanes.Blocks];
            Store<TLanes, TWords>(key, firstBlock, last);
            new ReadOnlySpan<uint>(last, 4 * blocks).CopyTo(new Span<uint>(words, 4 * blocks));
        }
    }

    /// <summary>As many blocks as lanes hold: <see cref="Philox4x32.Block"/>, written for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSome, TTheirs>(RandomKey key, ulong firstBlock, uint* words)
        where TSome : struct, IPhiloxLanes<TTheirs>
    {
        (uint key0, uint key1) = (key.Key0, key.Key1);
        TTheirs c0 = TSome.Counters(firstBlock);
        TTheirs c1 = TSome.Upper(c0);
        TTheirs c2 = TSome.Broadcast(key.Stream0);
        TTheirs c3 = TSome.Broadcast(key.Stream1);
        for (int round = 0; round < 10; round++)
        {
            TTheirs a = TSome.Multiply(c0, Philox4x32.MultiplierA);
            TTheirs b = TSome.Multiply(c2, Philox4x32.MultiplierB);
            c0 = TSome.Xor(TSome.Upper(b), c1, key0);
            c2 = TSome.Xor(TSome.Upper(a), c3, key1);
            c1 = b;
            c3 = a;
            key0 += Philox4x32.WeylA;
            key1 += Philox4x32.WeylB;
        }

        TSome.Store(words, c0, c1, c2, c3);
    }
}
