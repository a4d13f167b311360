namespace CrossbarSim.Simulator.Kernels;

/// <summary>What one thread needs to count bits of a chunk of samples. Used again and again.</summary>
/// <param name="order">The words.</param>
/// <param name="blocks">Blocks of twelve samples.</param>
internal sealed class CountedRoom(CountOrder order, int blocks)
{
    /// <summary>Samples side by side; four more than a block has.</summary>
    public const int Width = 16;

    /// <summary>Numbers from one word's bits to the next one's.</summary>
    public const int WordStride = 2 * Width;

    /// <summary>[block, word, 2, 16]: bits of negative inputs, then bits of driven rows. Some more can be written.</summary>
    public AlignedBuffer<ulong> Bits { get; } = new((blocks * order.Words * WordStride) + Width);

    /// <summary>[block, segment, 16]: how many rows are driven.</summary>
    public AlignedBuffer<ulong> Driven { get; } = new(blocks * order.Segments.Length * Width);

    /// <summary>[block, segment, 16]: the sum of the inputs.</summary>
    public AlignedBuffer<float> Sums { get; } = new(blocks * order.Segments.Length * Width);

    /// <summary>[segment, half, 2, pixels]: bits of an image, up to 32 channels a half.</summary>
    public AlignedBuffer<uint> Pixels { get; private set; } = new(0);

    /// <summary>Makes room for the bits of an image.</summary>
    public void MakeRoom(int pixels) => Pixels = Pixels.Length >= pixels ? Pixels : new AlignedBuffer<uint>(pixels);
}
