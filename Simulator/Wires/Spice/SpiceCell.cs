using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Wires.Spice;

/// <summary>Writes one cell as an element of a netlist.</summary>
/// <param name="name">Its name, without the letter that says what kind of element it is.</param>
/// <param name="word">The node on its word line.</param>
/// <param name="bit">The node on its bit line.</param>
/// <param name="conductance">In siemens; above zero.</param>
/// <returns>One line or more, without the last end of line.</returns>
public delegate string SpiceCell(string name, string word, string bit, double conductance);

/// <summary>Cells as SPICE reads them.</summary>
public static class SpiceCells
{
    /// <summary>A resistor: i = G·v.</summary>
    public static SpiceCell Ohmic { get; } = (name, word, bit, conductance) => $"R{name} {word} {bit} {SpiceNetlist.Number(1 / conductance)}";

    /// <summary>A current source that its own voltage controls: i = G·v0·sinh(v/v0).</summary>
    /// <param name="scale">v0. Above zero, finite.</param>
    public static SpiceCell Sinh(Voltage scale)
    {
        if (!(scale.Volts > 0) || !double.IsFinite(scale.Volts))
        {
            throw new ArgumentOutOfRangeException(nameof(scale), scale.Volts, "The voltage of a sinh law is above zero, and finite.");
        }

        string volts = SpiceNetlist.Number(scale.Volts);
        return (name, word, bit, conductance) => $"B{name} {word} {bit} I={SpiceNetlist.Number(conductance)}*{volts}*sinh(V({word},{bit})/{volts})";
    }
}
