using CrossbarSim.Simulator.Wires;

namespace CrossbarSim.Tests.Simulator.Wires;

internal sealed class ResummedWiresTests
{
    /// <summary>The formula as it is written, with all its sums.</summary>
    [Test]
    public void Effective_SumsAlongLines_AreTheProductsOfMatrices([Values(1, 5, 12)] int rows, [Values(1, 7)] int columns)
    {
        double[] cells = [.. Enumerable.Range(0, rows * columns).Select(i => 1e-4 * ((i * 7 % 11) + (i % 3)))];
        WireResistances wires = WireCase.Totals(2, 3, 11, 7);
        double[] effective = new double[cells.Length];

        new ResummedWires(wires).Effective(cells, rows, columns, effective);

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double drops = Enumerable.Range(0, columns).Sum(k => cells[(i * columns) + k] * (wires.DriverTotal + (wires.WordLine.Ohms * Math.Min(j, k))))
                    + Enumerable.Range(0, rows).Sum(l => cells[(l * columns) + j] * (wires.SenseTotal + (wires.BitLine.Ohms * (rows - 1 - Math.Max(i, l)))));
                double cell = cells[(i * columns) + j];
                Assert.That(effective[(i * columns) + j], Is.EqualTo(cell / (1 + drops)).Within(1e-12).Percent);
            }
        }
    }

    /// <summary>Largest and root mean square relative error of output currents at 128x128, 1 to 100 µS, no stuck cells: measured for this formula with another program.</summary>
    [TestCase(0.1, 4e-4, 2e-4)]
    [TestCase(0.5, 7e-3, 3e-3)]
    [TestCase(1, 2e-2, 1e-2)]
    [TestCase(2.5, 7e-2, 3e-2)]
    [TestCase(5, 0.13, 7e-2)]
    public void Effective_LargeArray_IsOffAsMeasuredElsewhere(double ohms, double largest, double rms)
    {
        double[] cells = new double[128 * 128];
        CrossbarSim.Devices.Randomness.RandomKey.FromSeed(3).For("cells").FillUniform(cells);
        cells = [.. cells.Select(u => 1e-6 + (99e-6 * u))];
        double[] voltages = new double[128];
        CrossbarSim.Devices.Randomness.RandomKey.FromSeed(3).For("voltages").FillUniform(voltages);
        WireResistances wires = WireCase.Totals(ohms, ohms, ohms, ohms);
        double[] approximate = new double[cells.Length];
        double[] exact = new double[cells.Length];
        new ResummedWires(wires).Effective(cells, 128, 128, approximate);
        new ResistiveWires(wires).Effective(cells, 128, 128, exact);
        double[] errors = [.. Enumerable.Range(0, 128).Select(column => (Current(approximate, column) / Current(exact, column)) - 1)];

        Assert.That(errors.Max(Math.Abs), Is.EqualTo(largest).Within(50).Percent, "another draw of cells and voltages");
        Assert.That(Math.Sqrt(errors.Average(error => error * error)), Is.EqualTo(rms).Within(50).Percent, "another draw of cells and voltages");

        double Current(double[] matrix, int column) => Enumerable.Range(0, 128).Sum(row => voltages[row] * matrix[(row * 128) + column]);
    }
}
