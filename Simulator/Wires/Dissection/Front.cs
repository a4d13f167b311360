namespace CrossbarSim.Simulator.Wires.Dissection;

/// <summary>The merging of two neighbouring parts of an array: nodes that only these two share are eliminated.</summary>
/// <remarks>
/// Nodes come in blocks of eight: one edge of an 8x8 tile. Blocks to be eliminated here come first, then all others in the order in which later merges
/// eliminate them; drivers, and then senses, come last. That order is the same on all levels, so that halves of symmetric matrices suffice.
/// </remarks>
internal sealed record Front
{
    /// <summary>The left or upper part.</summary>
    public required Part First { get; init; }

    /// <summary>The right or lower part.</summary>
    public required Part Second { get; init; }

    /// <summary>Blocks eliminated here.</summary>
    public required int Eliminated { get; init; }

    /// <summary>Where each block is in the first part; -1: it is not.</summary>
    public required int[] InFirst { get; init; }

    /// <summary>Where each block is in the second part; -1: it is not.</summary>
    public required int[] InSecond { get; init; }

    /// <summary>The first block of drivers.</summary>
    public required int FirstDriver { get; init; }

    /// <summary>The first block of senses.</summary>
    public required int FirstSense { get; init; }

    /// <summary>How many merges lie above it.</summary>
    public required int Depth { get; init; }

    /// <summary>All blocks.</summary>
    public int Blocks => InFirst.Length;

    /// <summary>Blocks that remain.</summary>
    public int Remaining => Blocks - Eliminated;
}

/// <summary>What a front merges: an 8x8 tile, or what another front leaves.</summary>
/// <param name="Tile">Number of the tile, in the order in which they are needed; -1: another front.</param>
/// <param name="Front">The other front; null: a tile.</param>
internal readonly record struct Part(int Tile, Front? Front);

/// <summary>An 8x8 tile of an array.</summary>
/// <param name="Row">Its row among tiles.</param>
/// <param name="Column">Its column among tiles.</param>
internal readonly record struct TilePosition(int Row, int Column);
