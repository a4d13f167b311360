using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

/// <summary>Resistances as the golden data name them.</summary>
internal static class WireSamples
{
    /// <summary>Resistances in ohms; a total of 0 is a line without its end segment.</summary>
    public static WireResistances Wires(double wordLine, double bitLine, double driverTotal, double senseTotal) => new()
    {
        WordLine = Resistance.FromOhms(wordLine),
        BitLine = Resistance.FromOhms(bitLine),
        Driver = Resistance.FromOhms(driverTotal),
        Sense = Resistance.FromOhms(senseTotal),
        HasFirstSegment = false,
        HasLastSegment = false,
    };
}
