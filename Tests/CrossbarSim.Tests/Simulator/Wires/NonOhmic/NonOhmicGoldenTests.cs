using CrossbarSim.Devices.Behaviours;
using CrossbarSim.Devices.Currents;
using CrossbarSim.Devices.Quantities;
using CrossbarSim.Simulator.Kernels;
using CrossbarSim.Simulator.Wires;
using CrossbarSim.Simulator.Wires.NonOhmic;

namespace CrossbarSim.Tests.Simulator.Wires.NonOhmic;

/// <summary>Arrays solved by other programs: see <c>Golden/README.md</c>.</summary>
internal sealed class NonOhmicGoldenTests
{
    [TestCase("nl8_r2p5_v0p1", 0.1)]
    [TestCase("nl16x8_r2p5_v0p2", 0.2)]
    public void Read_SinhCells_GivesTheReferenceCurrents(string id, double v0)
    {
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            AssertGolden(id, WireCase.Totals(2.5, 2.5, 2.5, 2.5), new SinhCurrent(Voltage.FromVolts(v0)), path);
        }
    }

    [TestCase("a8_w1_b5", 1, 5, 1, 5)]
    [TestCase("a8_r2p5_drv50_sns20", 2.5, 2.5, 50, 20)]
    [TestCase("a5x13_w2p5_b1", 2.5, 1, 2.5, 1)]
    [TestCase("a13x5_r5_noseg", 5, 5, 0, 0)]
    public void Read_OhmicCells_GivesTheReferenceCurrentsAndVoltages(string id, double wordLine, double bitLine, double driver, double sense)
    {
        foreach (VectorPath path in Enum.GetValues<VectorPath>())
        {
            AssertGolden(id, WireCase.Totals(wordLine, bitLine, driver, sense), OhmicCurrent.Law, path);
        }
    }

    private static void AssertGolden(string id, WireResistances wires, ICellCurrent law, VectorPath path)
    {
        NumpyFile cells = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_G.npy"));
        NumpyFile drivers = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_V.npy"));
        NumpyFile expected = NumpyFile.Read(GoldenFile.Path("wires", $"{id}_I.npy"));
        (int rows, int columns, int vectors) = (cells.Shape[0], cells.Shape[1], drivers.Shape[1]);
        NonOhmicNetwork network = new(cells.Values, rows, columns, wires, law);
        NonOhmicWorkspace workspace = new(rows, columns, path);
        double[] currents = new double[columns];
        double[] wordLines = new double[rows * columns];
        double[] bitLines = new double[rows * columns];
        for (int vector = 0; vector < vectors; vector++)
        {
            network.Read(Vector(drivers, vector), currents, wordLines, bitLines, workspace);

            AssertNear(currents, Vector(expected, vector));
            if (law is OhmicCurrent)
            {
                AssertNear(wordLines, Vector(NumpyFile.Read(GoldenFile.Path("wires", $"{id}_Uwl.npy")), vector));
                AssertNear(bitLines, Vector(NumpyFile.Read(GoldenFile.Path("wires", $"{id}_Wbl.npy")), vector));
            }
        }
    }

    /// <summary>The last index chooses.</summary>
    private static double[] Vector(NumpyFile array, int vector) => [.. array.Values.Where((_, i) => i % array.Shape[^1] == vector)];

    // The bar is 1e-9. The search ends at 1e-12, and ngspice agrees with the reference to 7e-12.
    private static void AssertNear(double[] actual, double[] expected)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-11 * Math.Abs(expected[i])), $"number {i}");
        }
    }
}
