namespace CrossbarSim.Networks.Summaries;

/// <summary>What one layer of a network is made of, and what it takes on hardware. Sizes are for one image.</summary>
public sealed record LayerFacts
{
    /// <summary>Dotted name in the network.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, such as Linear.</summary>
    public required string Kind { get; init; }

    /// <summary>Shape of its input: channels, height and width, or features.</summary>
    public required IReadOnlyList<long> Input { get; init; }

    /// <summary>Shape of its output.</summary>
    public required IReadOnlyList<long> Output { get; init; }

    /// <summary>Height and width of its window; null: it has none.</summary>
    public (int Height, int Width)? Kernel { get; init; }

    /// <summary>Weights, of the bits that <see cref="Precision"/> says.</summary>
    public long Weights { get; init; }

    /// <summary>
    /// Other numbers, of 32 bits: biases; of a batch normalization shift and mean as one and scale and variance as one, as they are when it runs.
    /// </summary>
    public long Others { get; init; }

    /// <summary>How many numbers training changes.</summary>
    public long Trainable { get; init; }

    /// <summary>Multiplications, each with its addition.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>How finely it computes.</summary>
    public LayerPrecision Precision { get; init; } = LayerPrecision.Digital;

    /// <summary>Tiles it takes; 0: it stays digital.</summary>
    public int Tiles { get; init; }

    /// <summary>Arrays that its tiles stand on.</summary>
    public int Arrays { get; init; }

    /// <summary>Cells of these arrays that it uses, reference columns included.</summary>
    public long CellsUsed { get; init; }

    /// <summary>Cells that there are on them.</summary>
    public long Cells { get; init; }

    /// <summary>Why it stays digital; null: it is on tiles.</summary>
    public string? StaysDigital { get; init; }

    /// <summary>Numbers it has to keep.</summary>
    public long Parameters => Weights + Others;

    /// <summary>Bits to keep them in.</summary>
    public long MemoryBits => (Weights * Precision.WeightBits) + (Others * LayerPrecision.Float);
}
