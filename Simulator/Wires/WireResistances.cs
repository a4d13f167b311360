using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Wires;

/// <summary>Resistances along the lines of an array.</summary>
/// <remarks>
/// Word line i is driven at column 0, through <see cref="DriverTotal"/>, and open behind its last cell. Bit line j is sensed at 0 V below its last row, through
/// <see cref="SenseTotal"/>, and open above its first cell. Between neighbouring cells lies one segment.
/// </remarks>
public sealed record WireResistances
{
    /// <summary>A word line from one cell to the next. Zero or more, finite.</summary>
    public Resistance WordLine
    {
        get;
        init => field = Checked(value, nameof(WordLine));
    }

    /// <summary>A bit line from one cell to the next. Zero or more, finite.</summary>
    public Resistance BitLine
    {
        get;
        init => field = Checked(value, nameof(BitLine));
    }

    /// <summary>The source of a row's voltage. Zero or more, finite.</summary>
    public Resistance Driver
    {
        get;
        init => field = Checked(value, nameof(Driver));
    }

    /// <summary>What a column's current flows into. Zero or more, finite.</summary>
    public Resistance Sense
    {
        get;
        init => field = Checked(value, nameof(Sense));
    }

    /// <summary>Whether a segment lies between the driver and the first cell of a word line.</summary>
    public bool HasFirstSegment { get; init; } = true;

    /// <summary>Whether a segment lies between the last cell of a bit line and its sense.</summary>
    public bool HasLastSegment { get; init; } = true;

    /// <summary>All between a row's ideal voltage and its first cell, in ohms.</summary>
    public double DriverTotal => Driver.Ohms + (HasFirstSegment ? WordLine.Ohms : 0);

    /// <summary>All between a column's last cell and 0 V, in ohms.</summary>
    public double SenseTotal => Sense.Ohms + (HasLastSegment ? BitLine.Ohms : 0);

    /// <summary>Whether nothing resists anywhere.</summary>
    public bool ArePerfect => WordLine.Ohms == 0 && BitLine.Ohms == 0 && Driver.Ohms == 0 && Sense.Ohms == 0;

    private static Resistance Checked(Resistance value, string name) => value.Ohms >= 0 && double.IsFinite(value.Ohms)
        ? value
        : throw new ArgumentOutOfRangeException(name, value.Ohms, "A resistance is zero or more, and finite.");
}
