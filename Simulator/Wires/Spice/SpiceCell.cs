using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;

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

    /// <summary>Cells of a law: resistors where it is Ohm's, else current sources that their own voltages control.</summary>
    /// <exception cref="NotSupportedException">A law without a formula.</exception>
    public static SpiceCell Of(ICellCurrent law) => law switch
    {
        OhmicCurrent => Ohmic,
        SinhCurrent sinh => Source(law, v => $"{SpiceNetlist.Number(sinh.V0.Volts)}*sinh({v}/{SpiceNetlist.Number(sinh.V0.Volts)})"),
        PolynomialCurrent polynomial => Source(law, v => polynomial.Coefficients.Reverse().Append(1.0)
            .Aggregate("0", (higher, factor) => $"{v}*({SpiceNetlist.Number(factor)}+{higher})")),
        _ => throw new NotSupportedException(Refusal(law)),
    };

    /// <summary>Why cells of a law cannot be written; null: they can.</summary>
    public static string? Refusal(ICellCurrent law) => law is OhmicCurrent or SinhCurrent or PolynomialCurrent
        ? null
        : $"cells of this law cannot be written for SPICE: {law.Description}. Those of Ohm's law, a hyperbolic sine or a polynomial can.";

    /// <summary>i = G·s·(formula), s being the slope of the law at zero.</summary>
    private static SpiceCell Source(ICellCurrent law, Func<string, string> formula)
    {
        double[] slopes = new double[1];
        law.Evaluate([0.0], new double[1], slopes);
        return (name, word, bit, conductance) =>
            $"B{name} {word} {bit} I={SpiceNetlist.Number(conductance * slopes[0])}*({formula($"V({word},{bit})")})";
    }
}
