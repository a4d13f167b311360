using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

public sealed class WireGeometryTests
{
    [Test]
    public void Segment_OfResistivity_IsThatOfASlab() =>
        // By hand: 5e-8 Ohm m · 100 nm / (40 nm · 50 nm) = 2.5 Ohm.
        Assert.That(
            WireGeometry.Segment(
                Resistivity.FromMicroohmCentimetres(5), Length.FromMetres(40e-9), Length.FromMetres(50e-9), Length.FromMetres(100e-9)).Ohms,
            Is.EqualTo(2.5).Within(1e-12).Percent);

    [Test]
    public void Segment_OfASheet_CountsSquares() =>
        // By hand: 100 nm of a line 40 nm wide are 2.5 squares.
        Assert.That(
            WireGeometry.Segment(Resistance.FromOhms(0.8), Length.FromMetres(40e-9), Length.FromMetres(100e-9)).Ohms, Is.EqualTo(2).Within(1e-12).Percent);
}
