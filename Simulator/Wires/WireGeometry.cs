using CrossbarSim.Devices.Quantities;

namespace CrossbarSim.Simulator.Wires;

/// <summary>Resistance of a line from one cell to the next, from what it is made of and how it is drawn.</summary>
public static class WireGeometry
{
    /// <summary>R = R□·pitch/width.</summary>
    /// <param name="sheet">Resistance of a square of the metal, in ohms.</param>
    /// <param name="width">Width of the line. Above zero.</param>
    /// <param name="pitch">From one cell to the next along the line. Above zero.</param>
    public static Resistance Segment(Resistance sheet, Length width, Length pitch) =>
        Resistance.FromOhms(sheet.Ohms * (pitch.Metres / width.Metres));

    /// <summary>R = ρ·pitch/(width·thickness).</summary>
    /// <param name="resistivity">Of the metal as it is in so narrow a line: more than in bulk.</param>
    /// <param name="width">Width of the line. Above zero.</param>
    /// <param name="thickness">Thickness of the metal. Above zero.</param>
    /// <param name="pitch">From one cell to the next along the line. Above zero.</param>
    public static Resistance Segment(Resistivity resistivity, Length width, Length thickness, Length pitch) =>
        Segment(Resistance.FromOhms(resistivity.OhmMetres / thickness.Metres), width, pitch);
}
